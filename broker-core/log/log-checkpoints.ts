import type { OffsetCheckpointEntry } from '../format/offset-checkpoint'
import type { LogDirectory } from './log-directory'
import type { LogEvents } from './log-events'
import type { OffsetCheckpointFile } from './offset-checkpoint-file'
import type { PartitionLog } from './partition-log'

export interface LogCheckpointsOptions {
  events: LogEvents
  onFailure(directory: string, error: Error): void
}

/** Writes the recovery points and log start offsets of a directory's logs. A failing write takes the directory out of service. */
export class LogCheckpoints {
  constructor(private readonly options: LogCheckpointsOptions) {}

  async writeRecoveryPoints(directory: LogDirectory, logs: readonly PartitionLog[]): Promise<void> {
    if (await this.write(directory, directory.recoveryPoints, recoveryPoints(logs)))
      this.cleanSnapshots(directory, logs)
  }

  writeRecoveryPointsSync(directory: LogDirectory, logs: readonly PartitionLog[]): void {
    if (this.writeSync(directory, directory.recoveryPoints, recoveryPoints(logs))) this.cleanSnapshots(directory, logs)
  }

  async writeLogStartOffsets(directory: LogDirectory, logs: readonly PartitionLog[]): Promise<void> {
    await this.write(directory, directory.logStartOffsets, logStartOffsets(logs))
  }

  writeLogStartOffsetsSync(directory: LogDirectory, logs: readonly PartitionLog[]): void {
    this.writeSync(directory, directory.logStartOffsets, logStartOffsets(logs))
  }

  /** What was flushed is now known to be: producer snapshots further back are not needed again. */
  private cleanSnapshots(directory: LogDirectory, logs: readonly PartitionLog[]): void {
    this.attempt(directory, () => {
      for (const log of logs) log.deleteOldProducerSnapshots()
    })
  }

  private async write(
    directory: LogDirectory,
    file: OffsetCheckpointFile,
    entries: OffsetCheckpointEntry[],
  ): Promise<boolean> {
    try {
      await file.write(entries)
    } catch (error) {
      this.fail(directory, error)
      return false
    }
    this.options.events({ kind: 'checkpointWritten', path: file.path, entries: entries.length })
    return true
  }

  private writeSync(directory: LogDirectory, file: OffsetCheckpointFile, entries: OffsetCheckpointEntry[]): boolean {
    return this.attempt(directory, () => {
      file.writeSync(entries)
      this.options.events({ kind: 'checkpointWritten', path: file.path, entries: entries.length })
    })
  }

  private attempt(directory: LogDirectory, action: () => void): boolean {
    try {
      action()
      return true
    } catch (error) {
      this.fail(directory, error)
      return false
    }
  }

  private fail(directory: LogDirectory, error: unknown): void {
    this.options.onFailure(directory.path, error instanceof Error ? error : new Error(String(error)))
  }
}

function recoveryPoints(logs: readonly PartitionLog[]): OffsetCheckpointEntry[] {
  return logs.map((log) => ({ ...log.topicPartition, offset: log.recoveryPoint }))
}

/** Only where it says more than the first segment's name. */
function logStartOffsets(logs: readonly PartitionLog[]): OffsetCheckpointEntry[] {
  return logs
    .filter((log) => log.logStartOffset > log.firstSegmentBaseOffset)
    .map((log) => ({ ...log.topicPartition, offset: log.logStartOffset }))
}
