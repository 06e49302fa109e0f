import { ErrorCode } from '../protocol/error-codes'
import { alterReplicaLogDirs } from '../protocol/messages/34-alter-replica-log-dirs'
import { errorCodeOf } from '../replication/error-code-of'
import { groupByTopic } from './group-by-topic'
import { handler, type RequestContext } from './handler'

/** A replica that comes to be later is made where this says. One that lies elsewhere is not moved (docs/deviations.md): UNSUPPORTED_VERSION. */
export const alterReplicaLogDirsHandler = handler(alterReplicaLogDirs, [0, 2], (request, context) => {
  const results = request.dirs.flatMap(({ path, topics }) =>
    topics.flatMap(({ name, partitions }) =>
      partitions.map((partition) => ({ topic: name, partition, errorCode: move(name, partition, path, context) })),
    ),
  )
  return {
    results: groupByTopic(results).map(([topicName, partitions]) => ({
      topicName,
      partitions: partitions.map(({ partition, errorCode }) => ({ partitionIndex: partition, errorCode })),
    })),
  }
})

/** In Kafka's order of checks (ReplicaManager.alterReplicaLogDirs). */
function move(topic: string, partition: number, directory: string, { broker }: RequestContext): number {
  const { logManager, replicaManager } = broker
  if (!logManager.logDirs.includes(directory)) return ErrorCode.LOG_DIR_NOT_FOUND
  if (!logManager.isLogDirOnline(directory)) return ErrorCode.KAFKA_STORAGE_ERROR
  try {
    const log = replicaManager.partitionOrThrow({ topic, partition }).localLog(-1, false)
    return log.parentDirectory === directory ? ErrorCode.NONE : ErrorCode.UNSUPPORTED_VERSION
  } catch (error) {
    const errorCode = errorCodeOf(error)
    // Not here yet: a reassignment that follows finds the directory remembered.
    if (errorCode !== ErrorCode.KAFKA_STORAGE_ERROR) logManager.preferLogDir({ topic, partition }, directory)
    // The older name for a replica that is not here, which clients of this request know.
    return errorCode === ErrorCode.NOT_LEADER_OR_FOLLOWER ? ErrorCode.REPLICA_NOT_AVAILABLE : errorCode
  }
}
