import { parseLogDirectoryName } from '../format/file-names'
import type { TopicPartition } from '../format/topic-partition'
import { topicPartitionName } from '../format/topic-partition'
import type { Disk } from '../runtime/disk'
import { loadLog } from './load-log'
import type { LogContext } from './log-context'
import type { LogDirectory } from './log-directory'
import { LogStartupError } from './log-manager'
import type { PartitionLog } from './partition-log'

export interface DirectoryContent {
  partitions: { topicPartition: TopicPartition; path: string }[]
  /** Directories that wait for their removal. */
  deleted: string[]
  /** Directories of an unfinished move between log directories, left alone. */
  future: string[]
}

/** Sorts the sub-directories of a log directory. Throws LogStartupError for one that is not Kafka's. */
export function readDirectory(disk: Disk, directory: string): DirectoryContent {
  const content: DirectoryContent = { partitions: [], deleted: [], future: [] }
  for (const entry of disk.list(directory)) {
    if (entry.kind !== 'directory') continue
    const path = `${directory}/${entry.name}`
    const parsed = parseLogDirectoryName(entry.name)
    if (parsed === undefined) {
      throw new LogStartupError(
        `Found directory ${path}, '${entry.name}' is not in the form of topic-partition or topic-partition.uniqueId-delete (if marked for deletion). Kafka's log directories (and children) should only contain Kafka topic data: move it elsewhere.`,
      )
    }
    if (parsed.kind === 'delete') content.deleted.push(path)
    else if (parsed.kind === 'future') content.future.push(path)
    else content.partitions.push({ topicPartition: { topic: parsed.topic, partition: parsed.partition }, path })
  }
  return content
}

export interface LoadDirectoryOptions {
  directory: LogDirectory
  content: DirectoryContent
  /** Logs loaded side by side. */
  parallel: number
  contextFor(topicPartition: TopicPartition, path: string): LogContext
  onLoaded(log: PartitionLog, loaded: number, total: number): void
}

/** Loads every log of a directory. Rejects with the first failure. */
export async function loadDirectory(options: LoadDirectoryOptions): Promise<void> {
  const { directory, content, contextFor, onLoaded } = options
  const recoveryPoints = directory.readOffsets(directory.recoveryPoints)
  const logStartOffsets = directory.readOffsets(directory.logStartOffsets)
  const { isClean } = directory
  const total = content.partitions.length
  let loaded = 0
  await inParallel(options.parallel, content.partitions, async ({ topicPartition, path }) => {
    const name = topicPartitionName(topicPartition.topic, topicPartition.partition)
    const log = await loadLog({
      context: contextFor(topicPartition, path),
      logStartOffset: logStartOffsets.get(name) ?? 0,
      recoveryPoint: recoveryPoints.get(name) ?? 0,
      isClean,
    })
    onLoaded(log, ++loaded, total)
  })
}

/** Runs `work` over `items`, at most `parallel` at a time. After a failure nothing new begins; what runs is awaited first. */
export async function inParallel<T>(
  parallel: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0
  let failure: { error: unknown } | undefined
  const worker = async () => {
    while (next < items.length && failure === undefined) {
      const item = items[next++]!
      try {
        await work(item)
      } catch (error) {
        failure ??= { error }
      }
    }
  }
  await Promise.all(Array.from({ length: Math.max(1, Math.min(parallel, items.length)) }, worker))
  if (failure !== undefined) throw (failure as { error: unknown }).error
}
