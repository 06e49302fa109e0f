import { Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'

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

const PROTOCOL_VERSION = 1
const NONE = -1

/** A subscription as every consumer since 2.4 writes it, with no partitions of its own yet. */
export function subscriptionTo(topics: readonly string[]): Buffer {
  const writer = new Writer().int16(PROTOCOL_VERSION).int32(topics.length)
  for (const topic of topics) writeText(writer, topic)
  return writer.int32(NONE).int32(0).toBuffer()
}

export function assignmentOf(parts: readonly TopicPartitions[]): Buffer {
  const writer = new Writer().int16(PROTOCOL_VERSION).int32(parts.length)
  for (const { topic, partitions } of parts) {
    writeText(writer, topic).int32(partitions.length)
    for (const partition of partitions) writer.int32(partition)
  }
  return writer.int32(NONE).toBuffer()
}

function writeText(writer: Writer, value: string): Writer {
  return writer.int16(Buffer.byteLength(value)).utf8(value)
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
