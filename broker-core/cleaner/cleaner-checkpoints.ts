import { CLEANER_OFFSET_CHECKPOINT } from '../format/offset-checkpoint'
import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import type { LogEvents } from '../log/log-events'
import { OffsetCheckpointFile } from '../log/offset-checkpoint-file'
import type { Disk } from '../runtime/disk'
import type { Logger } from '../runtime/logger'

export interface CleanerCheckpointsOptions {
  disk: Disk
  logger: Logger
  directories: readonly string[]
  /** Whether there still is such a log: entries of others are dropped with the next write. */
  hasLog(name: string): boolean
  events: LogEvents
  onFailure(directory: string, error: Error): void
}

interface Entry extends TopicPartition {
  offset: number
}

/** First dirty offset of every log, in `cleaner-offset-checkpoint` of its directory: read once, written after each change. */
export class CleanerCheckpoints {
  private readonly directories = new Map<string, { file: OffsetCheckpointFile; entries: Map<string, Entry> }>()

  constructor(private readonly options: CleanerCheckpointsOptions) {
    for (const path of options.directories) {
      const file = new OffsetCheckpointFile(options.disk, `${path}/${CLEANER_OFFSET_CHECKPOINT}`)
      this.directories.set(path, { file, entries: this.read(file) })
    }
  }

  private read(file: OffsetCheckpointFile): Map<string, Entry> {
    try {
      return new Map(file.read().map((entry) => [topicPartitionName(entry.topic, entry.partition), entry]))
    } catch (error) {
      // Without it logs are cleaned from their start again, which costs time and nothing else.
      this.options.logger.error(`Failed to access checkpoint file ${file.path}: it counts as empty`, error)
      return new Map()
    }
  }

  get(directory: string, name: string): number | undefined {
    return this.directories.get(directory)?.entries.get(name)?.offset
  }

  /** Resolves when it is on disk, or the directory has failed. */
  async set(directory: string, topicPartition: TopicPartition, offset: number): Promise<void> {
    const at = this.note(directory, topicPartition, offset)
    if (at === undefined) return
    try {
      await at.file.write(at.entries.values())
      this.told(at)
    } catch (error) {
      this.fail(directory, error)
    }
  }

  /** The same at once, for a truncation: what follows relies on it. */
  setSync(directory: string, topicPartition: TopicPartition, offset: number): void {
    const at = this.note(directory, topicPartition, offset)
    if (at === undefined) return
    try {
      at.file.writeSync(at.entries.values())
      this.told(at)
    } catch (error) {
      this.fail(directory, error)
    }
  }

  async remove(directory: string, topicPartition: TopicPartition): Promise<void> {
    const at = this.directories.get(directory)
    const name = topicPartitionName(topicPartition.topic, topicPartition.partition)
    if (at?.entries.delete(name) !== true) return
    try {
      await at.file.write(at.entries.values())
      this.told(at)
    } catch (error) {
      this.fail(directory, error)
    }
  }

  /** The directory failed: nothing is written there any more. */
  drop(directory: string): void {
    this.directories.delete(directory)
  }

  private note(directory: string, topicPartition: TopicPartition, offset: number) {
    const at = this.directories.get(directory)
    if (at === undefined) return undefined
    const { topic, partition } = topicPartition
    at.entries.set(topicPartitionName(topic, partition), { topic, partition, offset })
    for (const name of at.entries.keys()) if (!this.options.hasLog(name)) at.entries.delete(name)
    return at
  }

  private told({ file, entries }: { file: OffsetCheckpointFile; entries: ReadonlyMap<string, Entry> }): void {
    this.options.events({ kind: 'checkpointWritten', path: file.path, entries: entries.size })
  }

  private fail(directory: string, error: unknown): void {
    this.options.onFailure(directory, error instanceof Error ? error : new Error(String(error)))
  }
}
