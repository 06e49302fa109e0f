import { ErrorCode } from '../protocol/error-codes'
import { type DeleteTopicsRequest, deleteTopics } from '../protocol/messages/20-delete-topics'
import { ZERO_UUID } from '../protocol/primitives'
import { handler, type RequestContext } from './handler'

/** Since this version a client knows TOPIC_DELETION_DISABLED. */
const KNOWS_DELETION_DISABLED = 3
/** Since this version topics may be named by id. */
const IDS_FROM_VERSION = 6

interface Doomed {
  /** null: no topic has this id. */
  name: string | null
  topicId: string
}

/** For the controller. Answers once brokers have forgotten the topics, or REQUEST_TIMED_OUT; they are deleted all the same. */
export const deleteTopicsHandler = handler(deleteTopics, [0, 6], async (request, context) => {
  const { broker, apiVersion } = context
  const doomed = topicsOf(request, context)
  const all = (errorCode: number) => ({ responses: doomed.map((topic) => ({ ...topic, errorCode })) })
  const ambiguous = request.topics.some(({ name, topicId }) => name !== null && topicId !== ZERO_UUID)
  if (!broker.controller.isActive) return all(ErrorCode.NOT_CONTROLLER)
  if (!broker.config().deleteTopicEnable) {
    return all(apiVersion < KNOWS_DELETION_DISABLED ? ErrorCode.INVALID_REQUEST : ErrorCode.TOPIC_DELETION_DISABLED)
  }
  if (ambiguous) return all(ErrorCode.INVALID_REQUEST)
  const known = doomed.flatMap(({ name }) => (name !== null && broker.metadataCache.contains(name) ? [name] : []))
  const outcomes = new Map<string | null, number>()
  for (const { name, error } of await broker.topicAdmin.deleteTopics(known, request.timeoutMs)) {
    outcomes.set(name, error.code)
  }
  const unknown = ({ name }: Doomed): number =>
    name === null ? ErrorCode.UNKNOWN_TOPIC_ID : ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  return {
    responses: doomed.map((topic) => ({ ...topic, errorCode: outcomes.get(topic.name) ?? unknown(topic) })),
  }
})

/** Each topic once, however often and under whichever name it was given. */
function topicsOf(request: DeleteTopicsRequest, { broker, apiVersion }: RequestContext): Doomed[] {
  if (apiVersion < IDS_FROM_VERSION) {
    return [...new Set(request.topicNames)].map((name) => ({ name, topicId: ZERO_UUID }))
  }
  const topics = request.topics.map(({ name, topicId }) => ({
    name: topicId === ZERO_UUID ? (name ?? '') : (broker.metadataCache.topicOfId(topicId) ?? null),
    topicId,
  }))
  return [...new Map(topics.map((topic) => [topic.name ?? topic.topicId, topic])).values()]
}
