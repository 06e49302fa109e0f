import { topicPartitionName } from '../format/topic-partition'
import type { Log } from '../log/log'
import { OffsetCheckpointFile } from '../log/offset-checkpoint-file'
import type { Disk } from '../runtime/disk'
import type { Logger } from '../runtime/logger'

export const REPLICATION_OFFSET_CHECKPOINT = 'replication-offset-checkpoint'

/** `replication-offset-checkpoint` of every log directory: the high watermarks a restarted broker begins with. */
export class HighWatermarkCheckpoints {
  private readonly files = new Map<string, OffsetCheckpointFile>()
  private readonly writing = new Map<string, Promise<void>>()

  constructor(
    logDirs: readonly string[],
    disk: Disk,
    private readonly logger: Logger,
    private readonly onFailure: (logDir: string, error: Error) => void,
  ) {
    for (const dir of logDirs) {
      this.files.set(dir, new OffsetCheckpointFile(disk, `${dir}/${REPLICATION_OFFSET_CHECKPOINT}`))
    }
  }

  forget(logDir: string): void {
    this.files.delete(logDir)
  }

  /** A look-up over what the files say now, each read at most once: for the replicas of one request. */
  read(): (log: Log) => number | undefined {
    const offsetsByDir = new Map<string, Map<string, number>>()
    return (log) => {
      const offsets = offsetsByDir.get(log.parentDirectory) ?? this.readFile(log.parentDirectory)
      offsetsByDir.set(log.parentDirectory, offsets)
      return offsets.get(topicPartitionName(log.topicPartition.topic, log.topicPartition.partition))
    }
  }

  private readFile(logDir: string): Map<string, number> {
    try {
      const entries = this.files.get(logDir)?.read() ?? []
      return new Map(entries.map((entry) => [topicPartitionName(entry.topic, entry.partition), entry.offset]))
    } catch (error) {
      this.onFailure(logDir, error as Error)
      return new Map()
    }
  }

  /** Kafka has the files from the start on, empty ones. */
  create(): void {
    for (const [logDir, file] of [...this.files]) {
      try {
        file.create()
      } catch (error) {
        this.onFailure(logDir, error as Error)
      }
    }
  }

  /** Writes the current high watermarks, where there are any; one write a directory at a time. */
  async write(logs: readonly Log[]): Promise<string[]> {
    const written: string[] = []
    for (const [logDir, file] of this.files) {
      const entries = logs
        .filter((log) => log.parentDirectory === logDir)
        .map((log) => ({ ...log.topicPartition, offset: log.highWatermark }))
      // A directory whose replicas the controller has not named yet keeps what it knows of them.
      if (entries.length === 0) continue
      const earlier = this.writing.get(logDir) ?? Promise.resolve()
      const write = earlier.then(() => file.write(entries))
      this.writing.set(
        logDir,
        write.catch(() => undefined),
      )
      try {
        await write
        written.push(logDir)
      } catch (error) {
        this.logger.error(`Error while writing to checkpoint file ${file.path}`, error)
        this.onFailure(logDir, error as Error)
      }
    }
    return written
  }
}
