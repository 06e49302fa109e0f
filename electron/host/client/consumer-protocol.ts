import { Reader } from '../../../broker-core/bytes/reader'

const TOPICS_MAX = 10_000
const PARTITIONS_MAX = 100_000

export interface TopicPartitions {
  topic: string
  partitions: number[]
}

/**
 * What consumers write into a group's metadata, which no broker reads (ConsumerProtocol):
 *
 *     subscription  version int16 · topics [string] · user data bytes · more with later versions
 *     assignment    version int16 · [topic string · partitions [int32]] · user data bytes
 *
 * Members of other protocols (Connect) write something else: empty then.
 */
export function subscribedTopics(metadata: Buffer): string[] {
  return decoded(metadata, (reader) => list(reader, TOPICS_MAX, () => text(reader))) ?? []
}

export function assignedPartitions(assignment: Buffer): TopicPartitions[] {
  const read = (reader: Reader) =>
    list(reader, TOPICS_MAX, () => ({
      topic: text(reader),
      partitions: list(reader, PARTITIONS_MAX, () => reader.int32()),
    }))
  return decoded(assignment, read) ?? []
}

function decoded<Value>(bytes: Buffer, read: (reader: Reader) => Value): Value | undefined {
  if (bytes.length < 2) return undefined
  try {
    const reader = new Reader(bytes)
    if (reader.int16() < 0) return undefined
    return read(reader)
  } catch {
    // Another protocol's bytes, or a client's mistake: neither is the lab's to judge.
    return undefined
  }
}

function list<Value>(reader: Reader, max: number, item: () => Value): Value[] {
  const length = reader.int32()
  if (length < 0 || length > max || length > reader.remaining) throw new RangeError(`a list of ${length}`)
  return Array.from({ length }, item)
}

const text = (reader: Reader): string => reader.slice(reader.int16()).toString('utf8')
