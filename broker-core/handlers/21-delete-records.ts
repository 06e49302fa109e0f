import { topicPartitionName } from '../format/topic-partition'
import { ErrorCode } from '../protocol/error-codes'
import { deleteRecords } from '../protocol/messages/21-delete-records'
import { errorCodeOf } from '../replication/error-code-of'
import { groupBy } from '../replication/group-by'
import { handler } from './handler'
import { isInternalTopic } from './topic-names'

interface Deletion {
  topic: string
  partition: number
  /** Offset that every live replica's log start must reach; -1 when refused. */
  target: number
  lowWatermark: number
  errorCode: number
  done: boolean
}

/** Moves the log start offset up (KIP-107), and answers once every live replica did the same, or REQUEST_TIMED_OUT. */
export const deleteRecordsHandler = handler(deleteRecords, [0, 2], async (request, { broker }) => {
  const { replicaManager, metadataCache } = broker
  const isAlive = (id: number): boolean => metadataCache.aliveBroker(id) !== undefined

  const begin = (topic: string, partition: number, offset: number): Deletion => {
    const deletion = {
      topic,
      partition,
      target: -1,
      lowWatermark: -1,
      errorCode: ErrorCode.NONE as number,
      done: false,
    }
    if (isInternalTopic(topic)) return { ...deletion, errorCode: ErrorCode.INVALID_TOPIC_EXCEPTION, done: true }
    try {
      deletion.target = replicaManager.partitionOrThrow({ topic, partition }).deleteRecords(offset)
      return deletion
    } catch (error) {
      return { ...deletion, errorCode: errorCodeOf(error), done: true }
    }
  }
  const check = (deletion: Deletion): void => {
    if (deletion.done) return
    try {
      deletion.lowWatermark = replicaManager.partitionOrThrow(deletion).lowWatermark(isAlive)
      deletion.done = deletion.lowWatermark >= deletion.target
    } catch (error) {
      Object.assign(deletion, { errorCode: errorCodeOf(error), lowWatermark: -1, done: true })
    }
  }

  const deletions = request.topics.flatMap(({ name, partitions }) =>
    partitions.map(({ partitionIndex, offset }) => begin(name, partitionIndex, offset)),
  )
  await new Promise<void>((resolve) => {
    replicaManager.deleteRecordsPurgatory.tryCompleteElseWatch(
      {
        tryComplete: () => {
          deletions.forEach(check)
          return deletions.every(({ done }) => done)
        },
        onComplete: () => resolve(),
      },
      deletions.map(({ topic, partition }) => topicPartitionName(topic, partition)),
      request.timeoutMs,
    )
  })
  return {
    topics: [...groupBy(deletions, ({ topic }) => topic)].map(([name, partitions]) => ({
      name,
      partitions: partitions.map(({ partition, lowWatermark, errorCode, done }) => ({
        partitionIndex: partition,
        lowWatermark: done ? lowWatermark : -1,
        errorCode: done ? errorCode : ErrorCode.REQUEST_TIMED_OUT,
      })),
    })),
  }
})
