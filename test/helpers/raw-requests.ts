import { type ByteReader, ByteWriter } from './raw-bytes'
import type { RawConnection } from './raw-connection'

/** The few requests that the tests send by hand, in one version each that every broker since 2.1 serves. */

export interface PartitionMetadata {
  partition: number
  error: number
  leader: number
  leaderEpoch: number
  replicas: number[]
  isr: number[]
}
export interface ClusterMetadata {
  controllerId: number
  brokers: Map<number, string>
  topics: Map<string, { error: number; partitions: PartitionMetadata[] }>
}

/** Metadata v7; null asks for all topics. Creates nothing. */
export async function metadata(connection: RawConnection, topics: readonly string[] | null): Promise<ClusterMetadata> {
  const body = new ByteWriter()
    .array(topics, (topic, writer) => writer.string(topic))
    .i8(0)
    .done()
  const reader = await connection.request(3, 7, body, 5_000)
  reader.i32()
  const brokers = new Map<number, string>()
  reader.array((entry) => {
    const id = entry.i32()
    brokers.set(id, `${entry.string()}:${entry.i32()}`)
    entry.nullableString()
  })
  reader.nullableString()
  const controllerId = reader.i32()
  const described = reader.array((entry) => {
    const error = entry.i16()
    const name = entry.string()
    entry.i8()
    return [name, { error, partitions: entry.array(partitionMetadata) }] as const
  })
  return { controllerId, brokers, topics: new Map(described) }
}

function partitionMetadata(reader: ByteReader): PartitionMetadata {
  const ids = () => reader.array((entry) => entry.i32())
  const error = reader.i16()
  const partition = reader.i32()
  const leader = reader.i32()
  const leaderEpoch = reader.i32()
  const replicas = ids()
  const isr = ids()
  ids()
  return { partition, error, leader, leaderEpoch, replicas, isr }
}

export interface ProduceResult {
  error: number
  baseOffset: number
  logStartOffset: number
}

const PRODUCE = { key: 0, version: 7 }

function produceBody(topic: string, partition: number, records: Buffer, acks: number, timeoutMs: number): Buffer {
  return new ByteWriter()
    .string(null)
    .i16(acks)
    .i32(timeoutMs)
    .array([topic], (name, writer) => {
      writer.string(name).array([partition], (index) => writer.i32(index).bytes(records))
    })
    .done()
}

/** Produce v7 of one partition. */
export async function produce(
  connection: RawConnection,
  topic: string,
  partition: number,
  records: Buffer,
  { acks = -1, timeoutMs = 5_000 } = {},
): Promise<ProduceResult> {
  const body = produceBody(topic, partition, records, acks, timeoutMs)
  const reader = await connection.request(PRODUCE.key, PRODUCE.version, body, timeoutMs + 2_000)
  const [answered] = reader.array((entry) => {
    entry.string()
    return entry.array(() => {
      entry.i32()
      const error = entry.i16()
      const baseOffset = entry.i64()
      entry.i64()
      return { error, baseOffset, logStartOffset: entry.i64() }
    })
  })
  return answered![0]!
}

/** Produce v7 with acks=0: no answer exists. */
export function produceUnacknowledged(
  connection: RawConnection,
  topic: string,
  partition: number,
  records: Buffer,
): void {
  connection.send(PRODUCE.key, PRODUCE.version, produceBody(topic, partition, records, 0, 5_000))
}

export interface FetchResult {
  error: number
  highWatermark: number
  /** Below it no transaction is open. */
  lastStableOffset: number
  logStartOffset: number
  /** Told to read_committed alone: producers whose records from there to their next marker do not count. */
  aborted: { producerId: bigint; firstOffset: number }[]
  records: Buffer
}

/** Fetch v11 of one partition as a consumer without a session. */
export async function fetch(
  connection: RawConnection,
  topic: string,
  partition: number,
  offset: number,
  { maxWaitMs = 0, minBytes = 0, maxBytes = 4 << 20, leaderEpoch = -1, committed = false } = {},
): Promise<FetchResult> {
  const isolation = committed ? 1 : 0
  const body = new ByteWriter().i32(-1).i32(maxWaitMs).i32(minBytes).i32(maxBytes).i8(isolation).i32(0).i32(-1)
  body.array([topic], (name, writer) => {
    writer.string(name).array([partition], (index) => {
      writer.i32(index).i32(leaderEpoch).i64(offset).i64(-1).i32(maxBytes)
    })
  })
  body.array([], () => undefined).string('')
  const reader = await connection.request(1, 11, body.done(), maxWaitMs + 10_000)
  reader.i32()
  const topError = reader.i16()
  reader.i32()
  const [answered] = reader.array((entry) => {
    entry.string()
    return entry.array(() => {
      entry.i32()
      const error = entry.i16()
      const highWatermark = entry.i64()
      const lastStableOffset = entry.i64()
      const logStartOffset = entry.i64()
      const aborted = entry.array(() => ({ producerId: entry.big(), firstOffset: entry.i64() }))
      entry.i32()
      const records = entry.bytes() ?? Buffer.alloc(0)
      return { error, highWatermark, lastStableOffset, logStartOffset, aborted, records }
    })
  })
  const unknown = { highWatermark: -1, lastStableOffset: -1, logStartOffset: -1, aborted: [], records: Buffer.alloc(0) }
  return answered?.[0] ?? { error: topError, ...unknown }
}

/** ListOffsets v4 of one partition: -1 the latest, -2 the earliest, else by time. */
export async function listOffset(connection: RawConnection, topic: string, partition: number, timestamp: number) {
  const body = new ByteWriter().i32(-1).i8(0)
  body.array([topic], (name, writer) => {
    writer.string(name).array([partition], (index) => writer.i32(index).i32(-1).i64(timestamp))
  })
  const reader = await connection.request(2, 4, body.done())
  reader.i32()
  const [answered] = reader.array((entry) => {
    entry.string()
    return entry.array(() => {
      entry.i32()
      return { error: entry.i16(), timestamp: entry.i64(), offset: entry.i64(), leaderEpoch: entry.i32() }
    })
  })
  return answered![0]!
}

/** InitProducerId v1 without a transactional id. */
export async function initProducerId(connection: RawConnection) {
  const reader = await connection.request(22, 1, new ByteWriter().string(null).i32(60_000).done())
  reader.i32()
  return { error: reader.i16(), producerId: reader.big(), producerEpoch: reader.i16() }
}

export interface NewTopic {
  name: string
  partitions?: number
  replicationFactor?: number
  /** Replicas by partition, instead of the two numbers. */
  assignment?: readonly (readonly number[])[]
  configs?: Record<string, string>
}

/** CreateTopics v2, to the controller; answers the error code and message of each. */
export async function createTopics(
  connection: RawConnection,
  topics: readonly NewTopic[],
): Promise<{ name: string; error: number; message: string | null }[]> {
  const body = new ByteWriter().array(topics, (topic, writer) => {
    const { name, partitions = 1, replicationFactor = 1, assignment = [], configs = {} } = topic
    writer.string(name)
    writer.i32(assignment.length > 0 ? -1 : partitions).i16(assignment.length > 0 ? -1 : replicationFactor)
    writer.array([...assignment.entries()], ([partition, ids]) =>
      writer.i32(partition).array(ids, (id) => writer.i32(id)),
    )
    writer.array(Object.entries(configs), ([key, value]) => writer.string(key).string(value))
  })
  const reader = await connection.request(19, 2, body.i32(30_000).i8(0).done(), 35_000)
  reader.i32()
  return reader.array((entry) => ({ name: entry.string(), error: entry.i16(), message: entry.nullableString() }))
}

export const createTopic = async (connection: RawConnection, topic: NewTopic) =>
  (await createTopics(connection, [topic]))[0]!
