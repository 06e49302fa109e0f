import { ErrorCode } from '../protocol/error-codes'
import { offsetDelete } from '../protocol/messages/47-offset-delete'
import { groupByTopic } from './group-by-topic'
import { handler } from './handler'

/** Forgets committed offsets of partitions that no member of the group reads. */
export const offsetDeleteHandler = handler(offsetDelete, [0, 0], (request, { broker }) => {
  const asked = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex }) => ({ topic: name, partition: partitionIndex })),
  )
  const isKnown = ({ topic, partition }: { topic: string; partition: number }): boolean =>
    broker.metadataCache.partition(topic, partition) !== undefined
  const { errorCode, partitions } = broker.groupCoordinator.deleteOffsets(request.groupId, asked.filter(isKnown))
  if (errorCode !== ErrorCode.NONE) return { errorCode, topics: [] }
  const unknown = asked
    .filter((one) => !isKnown(one))
    .map((one) => ({ ...one, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION }))
  return {
    errorCode,
    topics: groupByTopic([...unknown, ...partitions]).map(([name, outcomes]) => ({
      name,
      partitions: outcomes.map(({ partition, errorCode }) => ({ partitionIndex: partition, errorCode })),
    })),
  }
})
