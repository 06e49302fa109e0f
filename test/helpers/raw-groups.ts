import { eventually } from './eventually'
import { ByteWriter } from './raw-bytes'
import type { RawClient } from './raw-client'
import type { RawConnection } from './raw-connection'

/** Group requests by hand, in one version each that every broker since 2.4 serves. */

export interface Joined {
  error: number
  generation: number
  protocol: string
  leader: string
  memberId: string
  members: { memberId: string; instanceId: string | null; metadata: string }[]
}

export interface Joining {
  group: string
  memberId?: string
  instanceId?: string | null
  sessionTimeoutMs?: number
  rebalanceTimeoutMs?: number
  metadata?: Buffer
}

export interface Member {
  group: string
  memberId: string
  generation: number
  instanceId?: string | null
}

/** The address of the group's coordinator: asks until there is one. */
export async function findCoordinator(client: RawClient, group: string, timeoutMs = 20_000): Promise<string> {
  const { brokers } = await client.metadata()
  return eventually(async () => {
    const failures: string[] = []
    for (const address of brokers.values()) {
      try {
        const reader = await (await client.to(address)).request(10, 0, new ByteWriter().string(group).done(), 5_000)
        const error = reader.i16()
        reader.i32()
        const host = reader.string()
        const port = reader.i32()
        if (error === 0) return `${host}:${port}`
        failures.push(`${address}: ${error}`)
      } catch (error) {
        failures.push((error as Error).message)
      }
    }
    throw new Error(`no coordinator of ${group}: ${failures.join('; ')}`)
  }, timeoutMs)
}

/** JoinGroup 5. */
export async function join(connection: RawConnection, joining: Joining, timeoutMs = 20_000): Promise<Joined> {
  const { group, memberId = '', instanceId = null, sessionTimeoutMs = 10_000, rebalanceTimeoutMs = 10_000 } = joining
  const body = new ByteWriter().string(group).i32(sessionTimeoutMs).i32(rebalanceTimeoutMs)
  body.string(memberId).string(instanceId).string('consumer')
  body.array([joining.metadata ?? subscription('none')], (metadata, writer) => writer.string('range').bytes(metadata))
  const reader = await connection.request(11, 5, body.done(), timeoutMs)
  reader.i32()
  return {
    error: reader.i16(),
    generation: reader.i32(),
    protocol: reader.string(),
    leader: reader.string(),
    memberId: reader.string(),
    members: reader.array((entry) => ({
      memberId: entry.string(),
      instanceId: entry.nullableString(),
      metadata: entry.bytes()!.toString('hex'),
    })),
  }
}

/** Joins as clients do: once for the member id, then with it. */
export async function joinWithId(connection: RawConnection, joining: Joining): Promise<Joined> {
  const first = await join(connection, joining)
  return first.error === 79 ? join(connection, { ...joining, memberId: first.memberId }) : first
}

/** SyncGroup 3. */
export async function sync(
  connection: RawConnection,
  member: Member,
  assignments: Readonly<Record<string, string | Buffer>> = {},
): Promise<{ error: number; assignment: string }> {
  const body = new ByteWriter().string(member.group).i32(member.generation).string(member.memberId)
  body.string(member.instanceId ?? null)
  body.array(Object.entries(assignments), ([id, text], writer) => writer.string(id).bytes(Buffer.from(text as string)))
  const reader = await connection.request(14, 3, body.done(), 20_000)
  reader.i32()
  return { error: reader.i16(), assignment: reader.bytes()!.toString() }
}

/** Heartbeat 3. Returns the error code. */
export async function heartbeat(connection: RawConnection, member: Member): Promise<number> {
  const body = new ByteWriter().string(member.group).i32(member.generation).string(member.memberId)
  const reader = await connection.request(12, 3, body.string(member.instanceId ?? null).done())
  reader.i32()
  return reader.i16()
}

export interface Commit {
  topic: string
  partition: number
  offset: number
  metadata?: string
}

/** OffsetCommit 3: with a retention, as only old versions can say. Returns the error codes. */
export async function commit(
  connection: RawConnection,
  member: Partial<Member> & { group: string },
  offsets: readonly Commit[],
  retentionMs = -1,
): Promise<number[]> {
  const body = new ByteWriter()
    .string(member.group)
    .i32(member.generation ?? -1)
    .string(member.memberId ?? '')
  body.i64(retentionMs).array(offsets, ({ topic, partition, offset, metadata = '' }, writer) => {
    writer.string(topic).array([partition], (index) => writer.i32(index).i64(offset).string(metadata))
  })
  const reader = await connection.request(8, 3, body.done())
  reader.i32()
  return reader
    .array((entry) => {
      entry.string()
      return entry.array(() => {
        entry.i32()
        return entry.i16()
      })
    })
    .flat()
}

/** OffsetFetch 3. Offsets of all partitions as `topic-partition` to offset; the group's error when there is one. */
export async function fetchOffsets(
  connection: RawConnection,
  group: string,
): Promise<{ error: number; offsets: Record<string, number> }> {
  const reader = await connection.request(
    9,
    3,
    new ByteWriter()
      .string(group)
      .array(null, () => undefined)
      .done(),
  )
  reader.i32()
  const offsets: Record<string, number> = {}
  reader.array((entry) => {
    const topic = entry.string()
    entry.array(() => {
      const partition = entry.i32()
      offsets[`${topic}-${partition}`] = Number(entry.i64())
      entry.nullableString()
      entry.i16()
    })
  })
  return { error: reader.i16(), offsets }
}

/** A consumer's subscription, version 0. */
export function subscription(...topics: string[]): Buffer {
  return new ByteWriter()
    .i16(0)
    .array(topics, (topic, writer) => writer.string(topic))
    .bytes(null)
    .done()
}

/** What a consumer's leader gives a member, version 0. */
export function assignment(topic: string, partitions: readonly number[]): Buffer {
  return new ByteWriter()
    .i16(0)
    .array([topic], (name, writer) => writer.string(name).array(partitions, (partition) => writer.i32(partition)))
    .bytes(null)
    .done()
}
