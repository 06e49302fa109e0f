import type { FetchedOffset, OffsetToCommit, PartitionOutcome } from '../groups/requests'
import { ErrorCode } from '../protocol/error-codes'
import type { RequestContext } from './handler'

/** Version 0 of OffsetCommit and OffsetFetch keeps offsets in the coordination server, where no group and no member is known. */
export const OFFSETS_IN_ZNODES_VERSION = 0

type Broker = RequestContext['broker']

export function commitToZnodes(
  groupId: string,
  offsets: readonly OffsetToCommit[],
  broker: Broker,
): Promise<PartitionOutcome[]> {
  const sizeMax = broker.config().offsetMetadataMaxBytes
  return Promise.all(
    offsets.map(async ({ topic, partition, offset, metadata }) => {
      const outcome = (errorCode: number): PartitionOutcome => ({ topic, partition, errorCode })
      if (metadata.length > sizeMax) return outcome(ErrorCode.OFFSET_METADATA_TOO_LARGE)
      try {
        await broker.znodes.consumerOffsets.set(groupId, topic, partition, offset)
        return outcome(ErrorCode.NONE)
      } catch (error) {
        broker.runtime.logger.warn(`Offset of ${topic}-${partition} of group ${groupId} could not be stored`, error)
        return outcome(ErrorCode.UNKNOWN_SERVER_ERROR)
      }
    }),
  )
}

export function fetchFromZnodes(
  groupId: string,
  partitions: readonly { topic: string; partition: number }[],
  broker: Broker,
): Promise<FetchedOffset[]> {
  return Promise.all(
    partitions.map(async ({ topic, partition }) => {
      const answer = (errorCode: number, offset = -1): FetchedOffset => ({
        ...{ topic, partition, errorCode, offset, leaderEpoch: -1, metadata: '' },
      })
      if (broker.metadataCache.partition(topic, partition) === undefined) {
        return answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
      }
      try {
        const offset = await broker.znodes.consumerOffsets.get(groupId, topic, partition)
        return offset === undefined ? answer(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION) : answer(ErrorCode.NONE, offset)
      } catch (error) {
        broker.runtime.logger.warn(`Offset of ${topic}-${partition} of group ${groupId} could not be read`, error)
        return answer(ErrorCode.UNKNOWN_SERVER_ERROR)
      }
    }),
  )
}
