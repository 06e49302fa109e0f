import { LeaderEpochCache } from './leader-epoch-cache'
import { LeaderEpochFile } from './leader-epoch-file'
import { producerStateFor } from './load-log'
import type { LogContext } from './log-context'
import { LogSegments } from './log-segments'
import { PartitionLog } from './partition-log'
import { SegmentDeletion } from './segment-deletion'

/** Makes the directory and files of a new, empty log. Throws DiskError. */
export function createLog(context: LogContext, topicId?: string): PartitionLog {
  const { disk } = context.runtime
  disk.makeDirectory(context.directory)
  const segments = new LogSegments()
  const segment = context.segment(0)
  segment.create(context.config)
  segments.add(segment)
  const leaderEpochFile = new LeaderEpochFile(disk, context.directory)
  // Kafka writes the file with the log, empty, before any leader is known.
  leaderEpochFile.write([])
  const log: PartitionLog = new PartitionLog({
    context,
    segments,
    leaderEpochFile,
    leaderEpochs: new LeaderEpochCache({
      entries: [],
      logEndOffset: () => log.logEndOffset,
      persist: (entries) => leaderEpochFile.write(entries),
    }),
    producers: producerStateFor(context),
    deletion: new SegmentDeletion(context),
    logStartOffset: 0,
    logEndOffset: 0,
  })
  if (topicId !== undefined) log.assignTopicId(topicId)
  context.emit({ kind: 'logCreated', topicPartition: context.topicPartition, directory: context.directory })
  return log
}
