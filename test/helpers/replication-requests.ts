import { type ByteReader, ByteWriter } from './raw-bytes'
import type { RawConnection } from './raw-connection'

export interface FetchPart {
  topic: string
  partition: number
  offset: number
  leaderEpoch?: number
}

export interface FetchAnswer {
  error: number
  sessionId: number
  parts: { topic: string; partition: number; error: number; highWatermark: number; records: Buffer }[]
}

export interface FetchSettings {
  version?: 10 | 11
  replicaId?: number
  maxWaitMs?: number
  minBytes?: number
  sessionId?: number
  /** 0 asks for a session, -1 for none. */
  sessionEpoch?: number
  forgotten?: readonly { topic: string; partition: number }[]
}

/** Fetch as a consumer or follower may send it, with or without a session. */
export async function fetchParts(
  connection: RawConnection,
  wanted: readonly FetchPart[],
  settings: FetchSettings = {},
): Promise<FetchAnswer> {
  const { version = 11, replicaId = -1, maxWaitMs = 0, minBytes = 0, sessionId = 0, sessionEpoch = -1 } = settings
  const body = new ByteWriter()
    .i32(replicaId)
    .i32(maxWaitMs)
    .i32(minBytes)
    .i32(1 << 20)
    .i8(0)
  body.i32(sessionId).i32(sessionEpoch)
  body.array(wanted, ({ topic, partition, offset, leaderEpoch = -1 }, writer) => {
    writer.string(topic).array([partition], (index) => {
      writer.i32(index).i32(leaderEpoch).i64(offset).i64(-1)
      writer.i32(1 << 20)
    })
  })
  body.array(settings.forgotten ?? [], ({ topic, partition }, writer) => {
    writer.string(topic).array([partition], (index) => writer.i32(index))
  })
  if (version >= 11) body.string('')
  const reader = await connection.request(1, version, body.done(), maxWaitMs + 10_000)
  reader.i32()
  const error = reader.i16()
  const answeredSession = reader.i32()
  const parts = reader.array((entry) => {
    const topic = entry.string()
    return entry.array(() => ({ topic, ...fetchedPartition(entry, version) }))
  })
  return { error, sessionId: answeredSession, parts: parts.flat() }
}

function fetchedPartition(reader: ByteReader, version: number) {
  const partition = reader.i32()
  const error = reader.i16()
  const highWatermark = reader.i64()
  reader.i64()
  reader.i64()
  reader.array((entry) => [entry.i64(), entry.i64()])
  if (version >= 11) reader.i32()
  return { partition, error, highWatermark, records: reader.bytes() ?? Buffer.alloc(0) }
}

/** OffsetForLeaderEpoch v3 of one partition, as the debugging consumer. */
export async function offsetForLeaderEpoch(
  connection: RawConnection,
  topic: string,
  partition: number,
  { currentLeaderEpoch = -1, leaderEpoch = 0 },
): Promise<{ error: number; leaderEpoch: number; endOffset: number }> {
  const body = new ByteWriter().i32(-2).array([topic], (name, writer) => {
    writer.string(name).array([partition], (index) => writer.i32(index).i32(currentLeaderEpoch).i32(leaderEpoch))
  })
  const reader = await connection.request(23, 3, body.done())
  reader.i32()
  const [answered] = reader.array((entry) => {
    entry.string()
    return entry.array(() => {
      const error = entry.i16()
      entry.i32()
      return { error, leaderEpoch: entry.i32(), endOffset: entry.i64() }
    })
  })
  return answered![0]!
}

/** IncrementalAlterConfigs v0: sets keys of one topic. */
export async function setTopicConfigs(
  connection: RawConnection,
  topic: string,
  configs: Record<string, string>,
): Promise<{ error: number; message: string | null }> {
  const body = new ByteWriter().array([topic], (name, writer) => {
    writer.i8(2).string(name)
    writer.array(Object.entries(configs), ([key, value]) => writer.string(key).i8(0).string(value))
  })
  const reader = await connection.request(44, 0, body.i8(0).done())
  reader.i32()
  return reader.array((entry) => {
    const answer = { error: entry.i16(), message: entry.nullableString() }
    entry.i8()
    entry.string()
    return answer
  })[0]!
}

/** DeleteTopics v1; answers the error code. */
export async function deleteTopic(connection: RawConnection, topic: string): Promise<number> {
  const body = new ByteWriter().array([topic], (name, writer) => writer.string(name)).i32(10_000)
  const reader = await connection.request(20, 1, body.done(), 15_000)
  reader.i32()
  return reader.array((entry) => {
    entry.string()
    return entry.i16()
  })[0]!
}

/** CreatePartitions v0 with the replicas of the new partitions; answers the error code. */
export async function growTopic(
  connection: RawConnection,
  topic: string,
  count: number,
  assignment: readonly (readonly number[])[],
): Promise<number> {
  const body = new ByteWriter().array([topic], (name, writer) => {
    writer.string(name).i32(count)
    writer.array(assignment, (ids) => writer.array(ids, (id) => writer.i32(id)))
  })
  const reader = await connection.request(37, 0, body.i32(10_000).i8(0).done(), 15_000)
  reader.i32()
  return reader.array((entry) => {
    entry.string()
    const error = entry.i16()
    entry.nullableString()
    return error
  })[0]!
}

/** DescribeLogDirs v1 of everything: error and partitions (`topic-partition`) by directory. */
export async function describeLogDirs(
  connection: RawConnection,
): Promise<Map<string, { error: number; partitions: string[] }>> {
  const reader = await connection.request(35, 1, new ByteWriter().i32(-1).done())
  reader.i32()
  const directories = reader.array((entry) => {
    const error = entry.i16()
    const path = entry.string()
    const partitions = entry.array(() => {
      const topic = entry.string()
      return entry.array(() => {
        const name = `${topic}-${entry.i32()}`
        entry.i64()
        entry.i64()
        entry.i8()
        return name
      })
    })
    return [path, { error, partitions: partitions.flat() }] as const
  })
  return new Map(directories)
}
