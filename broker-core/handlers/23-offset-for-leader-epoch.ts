import { ErrorCode } from '../protocol/error-codes'
import { offsetForLeaderEpoch } from '../protocol/messages/23-offset-for-leader-epoch'
import { errorCodeOf } from '../replication/error-code-of'
import { handler } from './handler'

/** Where an epoch ends in this leader's log: a follower (KIP-101) or consumer (KIP-320) cuts or checks its position by it. */
export const offsetForLeaderEpochHandler = handler(offsetForLeaderEpoch, [0, 4], (request, { broker }) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, currentLeaderEpoch, leaderEpoch }) => {
      try {
        const found = broker.replicaManager
          .partitionOrThrow({ topic, partition })
          .endOffsetForEpoch(currentLeaderEpoch, leaderEpoch, true)
        return { errorCode: ErrorCode.NONE, partition, leaderEpoch: found.leaderEpoch, endOffset: found.endOffset }
      } catch (error) {
        return { errorCode: errorCodeOf(error), partition, leaderEpoch: -1, endOffset: -1 }
      }
    }),
  })),
}))
