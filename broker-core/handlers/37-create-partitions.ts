import type { ApiError } from '../controller/controller-api'
import { ErrorCode } from '../protocol/error-codes'
import { createPartitions } from '../protocol/messages/37-create-partitions'
import { handler } from './handler'
import { repeated } from './repeated'

/** For the controller. Answers once the new partitions have leaders, or REQUEST_TIMED_OUT; they are created all the same. */
export const createPartitionsHandler = handler(createPartitions, [0, 3], async (request, { broker }) => {
  const names = request.topics.map(({ name }) => name)
  if (!broker.controller.isActive) {
    return { results: names.map((name) => result(name, { code: ErrorCode.NOT_CONTROLLER, message: null })) }
  }
  const duplicates = repeated(names)
  const wishes = request.topics.filter(({ name }) => !duplicates.has(name))
  const outcomes = await broker.topicAdmin.createPartitions(wishes, request.timeoutMs, request.validateOnly)
  const invalid = { code: ErrorCode.INVALID_REQUEST, message: 'Duplicate topic in request.' }
  return {
    results: [
      ...outcomes.map(({ name, error }) => result(name, error)),
      ...[...duplicates].map((name) => result(name, invalid)),
    ],
  }
})

function result(name: string, error: ApiError) {
  return { name, errorCode: error.code, errorMessage: error.message }
}
