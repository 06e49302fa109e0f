import { ErrorCode } from '../protocol/error-codes'
import { deleteTopics } from '../protocol/messages/20-delete-topics'
import { handler } from './handler'

/** Since this version a client knows TOPIC_DELETION_DISABLED. */
const KNOWS_DELETION_DISABLED = 3

/** For the controller. Answers once brokers have forgotten the topics, or REQUEST_TIMED_OUT; they are deleted all the same. */
export const deleteTopicsHandler = handler(deleteTopics, [0, 4], async (request, { broker, apiVersion }) => {
  const names = [...new Set(request.topicNames)]
  const all = (errorCode: number) => ({ responses: names.map((name) => ({ name, errorCode })) })
  if (!broker.controller.isActive) return all(ErrorCode.NOT_CONTROLLER)
  if (!broker.config().deleteTopicEnable) {
    return all(apiVersion < KNOWS_DELETION_DISABLED ? ErrorCode.INVALID_REQUEST : ErrorCode.TOPIC_DELETION_DISABLED)
  }
  const known = names.filter((name) => broker.metadataCache.contains(name))
  const outcomes = await broker.topicAdmin.deleteTopics(known, request.timeoutMs)
  const unknown = names.filter((name) => !known.includes(name))
  return {
    responses: [
      ...outcomes.map(({ name, error }) => ({ name, errorCode: error.code })),
      ...unknown.map((name) => ({ name, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION })),
    ],
  }
})
