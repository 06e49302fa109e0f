import { ErrorCode } from '../protocol/error-codes'
import { describeLogDirs } from '../protocol/messages/35-describe-log-dirs'
import { groupBy } from '../replication/group-by'
import { handler } from './handler'

/** Size and lag of every replica in every log directory; a failed directory answers KAFKA_STORAGE_ERROR (KIP-113). */
export const describeLogDirsHandler = handler(describeLogDirs, [0, 3], (request, { broker }) => {
  const wanted = request.topics && new Map(request.topics.map((one) => [one.topic, new Set(one.partitions)]))
  const isWanted = (topic: string, partition: number): boolean =>
    wanted === null || (wanted.get(topic)?.has(partition) ?? false)
  const logs = broker.logManager
    .allLogs()
    .filter((log) => isWanted(log.topicPartition.topic, log.topicPartition.partition))
  const results = broker.logManager.logDirs.map((logDir) => {
    const online = broker.logManager.isLogDirOnline(logDir)
    const here = online ? logs.filter((log) => log.parentDirectory === logDir) : []
    return {
      errorCode: online ? ErrorCode.NONE : ErrorCode.KAFKA_STORAGE_ERROR,
      logDir,
      topics: [...groupBy(here, (log) => log.topicPartition.topic)].map(([name, partitions]) => ({
        name,
        partitions: partitions.map((log) => ({
          partitionIndex: log.topicPartition.partition,
          partitionSize: log.size,
          offsetLag: Math.max(log.highWatermark - log.logEndOffset, 0),
          isFutureKey: false,
        })),
      })),
    }
  })
  return { errorCode: ErrorCode.NONE, results }
})
