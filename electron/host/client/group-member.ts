import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { ClusterClient, type Endpoint } from './cluster-client'
import { GroupCalls, type JoinAnswer, type Membership } from './group-calls'
import { committedOffsets, coordinatorOf } from './group-questions'
import { ranges } from './range-assignment'
import { readRecords } from './read-records'

const SESSION_MS = 30_000
const BEAT_MS = 250
const READ_MAX = 500

export interface GroupMemberOptions {
  /** The brokers that are up now. */
  reachable(): Endpoint[]
  /** Its client.id: how tools name it. */
  name: string
  groupId: string
  topic: string
  /** A new generation has given it its partitions, or it goes on with another coordinator. */
  told(event: { generation: number; partitions: readonly number[] }): void
}

/**
 * A member of a consumer group that stays: reads what it was assigned, commits every round, heartbeats. When its coordinator is gone it
 * looks for the next one and goes on in the same generation, as the Java client does; kafkajs would begin as a new member.
 */
export class GroupMember {
  private readonly client: ClusterClient
  private readonly calls: GroupCalls
  private memberId = ''
  private coordinator: number | undefined
  private stopping = false
  private wake: () => void = () => undefined
  private readonly finished: Promise<void>

  constructor(private readonly options: GroupMemberOptions) {
    const { reachable, name, groupId, topic } = options
    // Connections of its own: a broker answers a join only when the others have joined.
    this.client = new ClusterClient(reachable, name)
    this.calls = new GroupCalls(this.client, groupId, topic, SESSION_MS)
    this.finished = this.live()
  }

  /** Commits are done; leaves the group. */
  async stop(): Promise<void> {
    this.stopping = true
    this.wake()
    await this.finished
    await this.client.close()
  }

  private async live(): Promise<void> {
    let membership: (Membership & { partitions: number[] }) | undefined
    let positions = new Map<number, number>()
    while (!this.stopping) {
      try {
        if (!membership) {
          membership = await this.join()
          if (!membership) continue
          positions = await this.committed(membership.partitions)
          this.options.told(membership)
        }
        const over = await this.round(membership, positions)
        if (over) membership = undefined
        else await this.pause()
      } catch {
        // A broker that is gone: the next round asks who coordinates now.
        this.coordinator = undefined
        await this.pause()
      }
    }
    if (this.memberId === '') return
    await this.current()
      .then((coordinator) => this.calls.leave(coordinator, this.memberId))
      // A cluster that is gone cannot be taken leave of.
      .catch(() => undefined)
  }

  /** undefined: to be tried again. */
  private async join(): Promise<(Membership & { partitions: number[] }) | undefined> {
    const coordinator = await this.current()
    const joined = await this.calls.join(coordinator, this.memberId)
    if (joined.errorCode === ErrorCode.MEMBER_ID_REQUIRED) this.memberId = joined.memberId
    if (joined.errorCode !== 0) {
      await this.refused(joined.errorCode)
      return undefined
    }
    this.memberId = joined.memberId
    const synced = await this.calls.sync(coordinator, joined, joined.isLeader ? await this.shares(joined) : [])
    if (synced.errorCode !== 0) {
      await this.refused(synced.errorCode)
      return undefined
    }
    const { memberId, generation } = joined
    return { memberId, generation, partitions: synced.partitions.sort((one, other) => one - other) }
  }

  /** The leader's task. Member ids begin with the client's name, so that A comes before B. */
  private async shares({ members }: JoinAnswer): Promise<[string, number[]][]> {
    const { topics } = await this.client.metadata([this.options.topic])
    const partitions = (topics[0]?.partitions ?? []).map(({ partitionIndex }) => partitionIndex)
    return ranges(partitions, [...members].sort())
  }

  private async committed(partitions: readonly number[]): Promise<Map<number, number>> {
    const { groupId, topic } = this.options
    const known = await committedOffsets(this.client, await this.current(), groupId)
    const positions = known.filter((each) => each.topic === topic).map((each) => [each.partition, each.offset] as const)
    const offsetOf = new Map(positions)
    return new Map(partitions.map((partition) => [partition, offsetOf.get(partition) ?? 0]))
  }

  /** Heartbeat, read, commit. True: this generation is over, or this member is not in it. */
  private async round(membership: Membership, positions: Map<number, number>): Promise<boolean> {
    const beat = await this.calls.heartbeat(await this.current(), membership)
    if (beat !== 0) return this.refused(beat)
    const read = new Map<number, number>()
    for (const [partition, offset] of positions) {
      const next = await this.readFrom(partition, offset).catch(() => offset)
      if (next > offset) read.set(partition, next)
    }
    if (read.size === 0) return false
    const committed = await this.calls.commit(await this.current(), membership, read)
    if (committed !== 0) return this.refused(committed)
    for (const [partition, offset] of read) positions.set(partition, offset)
    return false
  }

  private async readFrom(partition: number, offset: number): Promise<number> {
    const { records } = await readRecords(this.client, {
      topic: this.options.topic,
      partition,
      offset,
      count: READ_MAX,
    })
    const last = records[records.length - 1]
    return last ? last.offset + 1 : offset
  }

  /** True: it has to join again. */
  private async refused(errorCode: number): Promise<boolean> {
    if (errorCode === ErrorCode.MEMBER_ID_REQUIRED || errorCode === ErrorCode.REBALANCE_IN_PROGRESS) return true
    if (errorCode === ErrorCode.ILLEGAL_GENERATION) return true
    if (errorCode === ErrorCode.UNKNOWN_MEMBER_ID) {
      this.memberId = ''
      return true
    }
    // It moved or loads: ask again who it is.
    this.coordinator = undefined
    await this.pause()
    return false
  }

  private async current(): Promise<number> {
    this.coordinator ??= await coordinatorOf(this.client, this.options.groupId)
    return this.coordinator
  }

  private pause(): Promise<void> {
    if (this.stopping) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, BEAT_MS)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
