import type { CreationOutcome } from '../controller/topic-admin'
import { ErrorCode } from '../protocol/error-codes'
import { createTopics } from '../protocol/messages/19-create-topics'
import { ZERO_UUID } from '../protocol/primitives'
import { handler } from './handler'
import { repeated } from './repeated'

/** For the controller. Answers once all partitions have leaders, or REQUEST_TIMED_OUT; the topics are created all the same. */
export const createTopicsHandler = handler(createTopics, [0, 7], async (request, { broker }) => {
  const names = request.topics.map(({ name }) => name)
  if (!broker.controller.isActive) {
    return { topics: names.map((name) => result(name, { code: ErrorCode.NOT_CONTROLLER, message: '' })) }
  }
  const duplicates = repeated(names)
  const wishes = request.topics.filter(({ name }) => !duplicates.has(name))
  const outcomes = await broker.topicAdmin.createTopics(wishes, request.timeoutMs, request.validateOnly)
  const invalid = { code: ErrorCode.INVALID_REQUEST, message: 'Found multiple entries for this topic.' }
  return {
    topics: [
      ...[...duplicates].map((name) => result(name, invalid)),
      ...outcomes.map(({ name, error, created }) => result(name, error, created)),
    ],
  }
})

function result(name: string, error: CreationOutcome['error'], created?: CreationOutcome['created']) {
  return {
    name,
    topicId: created?.topicId ?? ZERO_UUID,
    errorCode: error.code,
    errorMessage: error.message,
    topicConfigErrorCode: ErrorCode.NONE,
    numPartitions: created?.numPartitions ?? -1,
    replicationFactor: created?.replicationFactor ?? -1,
    configs: (created?.configs ?? []).map(({ name: key, value, readOnly, source, isSensitive }) => ({
      name: key,
      value,
      readOnly,
      configSource: source,
      isSensitive,
    })),
  }
}
