import type { TopicPartition } from './topic-partition'

/**
 * Names inside a log directory:
 *
 *     orders-0/00000000000000001500.log  .index  .timeindex  .txnindex  .snapshot     base offset, 20 digits
 *     orders-0.0123456789abcdef0123456789abcdef-delete                                deleted, waits for removal
 *     orders-0.0123456789abcdef0123456789abcdef-future                                being moved between directories
 */
export const LOG_SUFFIX = '.log'
export const OFFSET_INDEX_SUFFIX = '.index'
export const TIME_INDEX_SUFFIX = '.timeindex'
export const TXN_INDEX_SUFFIX = '.txnindex'
export const PRODUCER_SNAPSHOT_SUFFIX = '.snapshot'
export const DELETED_SUFFIX = '.deleted'
export const CLEANED_SUFFIX = '.cleaned'
export const SWAP_SUFFIX = '.swap'
export const LOCK_FILE = '.lock'
export const CLEAN_SHUTDOWN_FILE = '.kafka_cleanshutdown'
export const META_PROPERTIES_FILE = 'meta.properties'
export const PARTITION_METADATA_FILE = 'partition.metadata'

const NAME_LENGTH_MAX = 255
const DELETE_SUFFIX = '-delete'
const FUTURE_SUFFIX = '-future'

export function offsetFileName(baseOffset: number, suffix: string): string {
  return `${String(baseOffset).padStart(20, '0')}${suffix}`
}

/** Base offset in a file's name (whatever follows the digits); undefined when it does not begin with 20 digits. */
export function offsetOfFileName(name: string): number | undefined {
  const digits = /^(\d{20})\./.exec(name)?.[1]
  if (digits === undefined) return undefined
  const offset = Number(digits)
  return Number.isSafeInteger(offset) ? offset : undefined
}

export type LogFileKind =
  | 'log'
  | 'offsetIndex'
  | 'timeIndex'
  | 'txnIndex'
  | 'snapshot'
  | 'deleted'
  | 'cleaned'
  | 'swap'
  | 'other'

export function kindOfFileName(name: string): LogFileKind {
  if (name.endsWith(DELETED_SUFFIX)) return 'deleted'
  if (name.endsWith(CLEANED_SUFFIX)) return 'cleaned'
  if (name.endsWith(SWAP_SUFFIX)) return 'swap'
  if (offsetOfFileName(name) === undefined) return 'other'
  switch (name.slice(20)) {
    case LOG_SUFFIX:
      return 'log'
    case OFFSET_INDEX_SUFFIX:
      return 'offsetIndex'
    case TIME_INDEX_SUFFIX:
      return 'timeIndex'
    case TXN_INDEX_SUFFIX:
      return 'txnIndex'
    case PRODUCER_SNAPSHOT_SUFFIX:
      return 'snapshot'
    default:
      return 'other'
  }
}

export interface LogDirectoryName extends TopicPartition {
  kind: 'current' | 'delete' | 'future'
}

/** What a sub-directory of a log directory is; undefined: nothing of Kafka's. */
export function parseLogDirectoryName(name: string): LogDirectoryName | undefined {
  const marked = /^(.+)\.[0-9a-f]{32}-(delete|future)$/.exec(name)
  const match = /^(.+)-(\d+)$/.exec(marked?.[1] ?? name)
  if (match === null || (marked === null && /-(delete|future)$/.test(name))) return undefined
  const partition = Number(match[2])
  if (!Number.isInteger(partition) || partition > 0x7fffffff) return undefined
  return { topic: match[1]!, partition, kind: marked === null ? 'current' : (marked[2] as 'delete' | 'future') }
}

/** `uuid`: 32 hexadecimal digits. The topic is cut where the name would be too long for a file system. */
export function deletedDirectoryName(topicPartition: TopicPartition, uuid: string): string {
  return markedDirectoryName(topicPartition, uuid, DELETE_SUFFIX)
}

export function futureDirectoryName(topicPartition: TopicPartition, uuid: string): string {
  return markedDirectoryName(topicPartition, uuid, FUTURE_SUFFIX)
}

function markedDirectoryName(topicPartition: TopicPartition, uuid: string, mark: string): string {
  const suffix = `-${topicPartition.partition}.${uuid}${mark}`
  return `${topicPartition.topic.slice(0, NAME_LENGTH_MAX - suffix.length)}${suffix}`
}
