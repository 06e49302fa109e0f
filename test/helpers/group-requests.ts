import { ByteReader, ByteWriter } from './raw-bytes'
import { RawClient } from './raw-client'
import type { RawConnection } from './raw-connection'

/** The requests of a consumer group, each in the last version without tagged fields. Errors are answered as codes. */

export const groupErrors = {
  COORDINATOR_LOAD_IN_PROGRESS: 14,
  COORDINATOR_NOT_AVAILABLE: 15,
  NOT_COORDINATOR: 16,
  ILLEGAL_GENERATION: 22,
  UNKNOWN_MEMBER_ID: 25,
  REBALANCE_IN_PROGRESS: 27,
  MEMBER_ID_REQUIRED: 79,
} as const

export type CoordinatorKind = 'group' | 'transaction'

export interface Coordinator {
  error: number
  id: number
  address: string
}

/** FindCoordinator v1. */
export async function findCoordinator(
  connection: RawConnection,
  key: string,
  kind: CoordinatorKind = 'group',
): Promise<Coordinator> {
  const body = new ByteWriter().string(key).i8(kind === 'group' ? 0 : 1)
  const reader = await connection.request(10, 1, body.done(), 2_000)
  reader.i32()
  const error = reader.i16()
  reader.nullableString()
  return { error, id: reader.i32(), address: `${reader.string()}:${reader.i32()}` }
}

/** What the first of these brokers says that knows one; creates the internal topic. Rejects when none does. */
export async function coordinatorOf(
  client: RawClient,
  addresses: readonly string[],
  key: string,
  kind: CoordinatorKind = 'group',
): Promise<Coordinator> {
  const failures: string[] = []
  for (const address of addresses) {
    try {
      const found = await findCoordinator(await client.to(address), key, kind)
      if (found.error === 0) return found
      failures.push(`${address}: error ${found.error}`)
    } catch (error) {
      failures.push((error as Error).message)
    }
  }
  throw new Error(`no coordinator of ${kind} ${key}: ${failures.join('; ')}`)
}

/** A connection to the coordinator of one group, whoever that is now; a client of its own, so that no other request stands in its way. */
export class CoordinatorLink {
  private readonly client: RawClient
  private connection: RawConnection | undefined
  /** Index of the broker to ask next. */
  private asked = 0

  constructor(
    private readonly addresses: readonly string[],
    private readonly key: string,
    private readonly kind: CoordinatorKind = 'group',
  ) {
    this.client = new RawClient(addresses)
  }

  async open(): Promise<RawConnection> {
    if (this.connection && !this.connection.closed) return this.connection
    this.asked = (this.asked + 1) % this.addresses.length
    const order = [...this.addresses.slice(this.asked), ...this.addresses.slice(0, this.asked)]
    const { address } = await coordinatorOf(this.client, order, this.key, this.kind)
    this.connection = await this.client.to(address)
    return this.connection
  }

  /** It is not the coordinator any more, or does not answer. */
  drop(): void {
    this.connection?.close()
    this.connection = undefined
  }

  close(): void {
    this.client.close()
  }
}

export interface JoinOptions {
  memberId?: string
  instanceId?: string | null
  sessionTimeoutMs?: number
  rebalanceTimeoutMs?: number
  protocolName?: string
  topics?: readonly string[]
}

export interface Joined {
  error: number
  generation: number
  leader: string
  memberId: string
  /** Told to the leader alone. */
  members: { memberId: string; instanceId: string | null; metadata: Buffer }[]
}

/** The consumer protocol's subscription, version 0. */
function subscription(topics: readonly string[]): Buffer {
  return new ByteWriter()
    .i16(0)
    .array(topics, (topic, writer) => writer.string(topic))
    .bytes(null)
    .done()
}

/** JoinGroup v5; answered when all members have joined. */
export async function joinGroup(connection: RawConnection, group: string, options: JoinOptions = {}): Promise<Joined> {
  const { memberId = '', instanceId = null, sessionTimeoutMs = 10_000, rebalanceTimeoutMs = 10_000 } = options
  const { protocolName = 'raw', topics = [] } = options
  const body = new ByteWriter().string(group).i32(sessionTimeoutMs).i32(rebalanceTimeoutMs)
  body.string(memberId).string(instanceId).string('consumer')
  body.array([protocolName], (name, writer) => writer.string(name).bytes(subscription(topics)))
  const reader = await connection.request(11, 5, body.done(), rebalanceTimeoutMs + 5_000)
  reader.i32()
  const error = reader.i16()
  const generation = reader.i32()
  reader.string()
  const leader = reader.string()
  const answered = reader.string()
  const members = reader.array((entry) => ({
    memberId: entry.string(),
    instanceId: entry.nullableString(),
    metadata: entry.bytes() ?? Buffer.alloc(0),
  }))
  return { error, generation, leader, memberId: answered, members }
}

export interface MemberOf {
  group: string
  generation: number
  memberId: string
  instanceId?: string | null
}

export interface TopicPartition {
  topic: string
  partition: number
}

/** The consumer protocol's assignment, version 0. */
function encodeAssignment(partitions: readonly TopicPartition[]): Buffer {
  const topics = [...new Set(partitions.map(({ topic }) => topic))]
  const body = new ByteWriter().i16(0).array(topics, (topic, writer) => {
    const own = partitions.filter((each) => each.topic === topic)
    writer.string(topic).array(own, ({ partition }) => writer.i32(partition))
  })
  return body.bytes(null).done()
}

function decodeAssignment(bytes: Buffer): TopicPartition[] {
  if (bytes.length === 0) return []
  const reader = new ByteReader(bytes)
  reader.i16()
  const topics = reader.array((entry) => {
    const topic = entry.string()
    return entry.array(() => ({ topic, partition: entry.i32() }))
  })
  return topics.flat()
}

/** SyncGroup v3; the leader brings the assignments by member id. */
export async function syncGroup(
  connection: RawConnection,
  member: MemberOf,
  assignments: ReadonlyMap<string, readonly TopicPartition[]> = new Map(),
): Promise<{ error: number; assigned: TopicPartition[] }> {
  const body = memberFields(member).array([...assignments], ([memberId, partitions], writer) => {
    writer.string(memberId).bytes(encodeAssignment(partitions))
  })
  const reader = await connection.request(14, 3, body.done(), 15_000)
  reader.i32()
  const error = reader.i16()
  return { error, assigned: decodeAssignment(reader.bytes() ?? Buffer.alloc(0)) }
}

/** Heartbeat v3; answers the error code. */
export async function heartbeat(connection: RawConnection, member: MemberOf, timeoutMs = 3_000): Promise<number> {
  const reader = await connection.request(12, 3, memberFields(member).done(), timeoutMs)
  reader.i32()
  return reader.i16()
}

/** LeaveGroup v3 of one member; answers the error code. */
export async function leaveGroup(
  connection: RawConnection,
  { group, memberId, instanceId }: MemberOf,
): Promise<number> {
  const body = new ByteWriter().string(group).array([memberId], (id, writer) => {
    writer.string(id).string(instanceId ?? null)
  })
  const reader = await connection.request(13, 3, body.done())
  reader.i32()
  const error = reader.i16()
  const members = reader.array((entry) => {
    entry.string()
    entry.nullableString()
    return entry.i16()
  })
  return error || (members[0] ?? 0)
}

export interface OffsetOf extends TopicPartition {
  offset: number
}

/** OffsetCommit v7; a generation of -1 stands for no membership. Answers one error code for each, in order. */
export async function commitOffsets(
  connection: RawConnection,
  member: MemberOf,
  offsets: readonly OffsetOf[],
  timeoutMs = 6_000,
): Promise<number[]> {
  const body = offsetFields(memberFields(member), offsets, (writer) => writer.i32(-1).string(''))
  const reader = await connection.request(8, 7, body.done(), timeoutMs)
  reader.i32()
  return offsetErrors(reader, offsets)
}

/** OffsetFetch v5: committed offsets in the order of `partitions`, -1 where there is none. */
export async function fetchOffsets(
  connection: RawConnection,
  group: string,
  partitions: readonly TopicPartition[],
): Promise<{ error: number; offsets: number[] }> {
  const topics = [...new Set(partitions.map(({ topic }) => topic))]
  const body = new ByteWriter().string(group).array(topics, (topic, writer) => {
    const own = partitions.filter((each) => each.topic === topic)
    writer.string(topic).array(own, ({ partition }) => writer.i32(partition))
  })
  const reader = await connection.request(9, 5, body.done(), 5_000)
  reader.i32()
  const found = new Map<string, number>()
  let partitionError = 0
  reader.array((entry) => {
    const topic = entry.string()
    entry.array(() => {
      const key = `${topic}-${entry.i32()}`
      found.set(key, entry.i64())
      entry.i32()
      entry.nullableString()
      partitionError ||= entry.i16()
    })
  })
  const error = reader.i16() || partitionError
  return { error, offsets: partitions.map(({ topic, partition }) => found.get(`${topic}-${partition}`) ?? -1) }
}

const memberFields = ({ group, generation, memberId, instanceId }: MemberOf) =>
  new ByteWriter()
    .string(group)
    .i32(generation)
    .string(memberId)
    .string(instanceId ?? null)

/** Topics with their partitions and offsets, as OffsetCommit and TxnOffsetCommit have them. */
export function offsetFields(
  writer: ByteWriter,
  offsets: readonly OffsetOf[],
  rest: (writer: ByteWriter) => unknown,
): ByteWriter {
  const topics = [...new Set(offsets.map(({ topic }) => topic))]
  return writer.array(topics, (topic) => {
    const own = offsets.filter((each) => each.topic === topic)
    writer.string(topic).array(own, ({ partition, offset }) => rest(writer.i32(partition).i64(offset)))
  })
}

export function offsetErrors(reader: ByteReader, offsets: readonly TopicPartition[]): number[] {
  const errors = new Map<string, number>()
  reader.array((entry) => {
    const topic = entry.string()
    entry.array(() => errors.set(`${topic}-${entry.i32()}`, entry.i16()))
  })
  return offsets.map(({ topic, partition }) => errors.get(`${topic}-${partition}`) ?? -1)
}
