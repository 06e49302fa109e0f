import {
  CoordinatorLink,
  commitOffsets,
  fetchOffsets,
  groupErrors,
  heartbeat,
  type Joined,
  joinGroup,
  leaveGroup,
  type MemberOf,
  syncGroup,
  type TopicPartition,
} from './group-requests'
import type { OffsetLedger } from './offset-ledger'
import { RawClient } from './raw-client'
import type { RawConnection } from './raw-connection'
import { readBatches } from './raw-records'
import { fetch } from './raw-requests'

const SESSION_TIMEOUT_MS = 6_000
const REBALANCE_TIMEOUT_MS = 6_000
const HEARTBEAT_MS = 200
const REQUEST_TIMEOUT_MS = 3_000
const RETRY_BACKOFF_MS = 50
const MAX_BYTES = 1 << 16

const REJOIN: readonly number[] = [
  groupErrors.ILLEGAL_GENERATION,
  groupErrors.UNKNOWN_MEMBER_ID,
  groupErrors.REBALANCE_IN_PROGRESS,
]

/**
 * A member of a consumer group that commits after every fetch and keeps each acknowledgement in a ledger. Its own client, because it
 * must know what it was told. When its coordinator is gone it looks for another and goes on in the same generation, as the Java client
 * does.
 */
export class GroupMember {
  private readonly client: RawClient
  private readonly link: CoordinatorLink
  /** For heartbeats, which wait for nothing else. */
  private readonly pulse: CoordinatorLink
  /** Known until something goes wrong. */
  private readonly leaders = new Map<number, RawConnection>()
  private memberId = ''
  private stopping = false
  private crashed = false
  private finished: Promise<void> | undefined

  constructor(
    addresses: readonly string[],
    private readonly topic: string,
    private readonly ledger: OffsetLedger,
    private readonly paceMs = 5,
  ) {
    this.client = new RawClient(addresses)
    this.link = new CoordinatorLink(addresses, ledger.group)
    this.pulse = new CoordinatorLink(addresses, ledger.group)
  }

  start(): void {
    this.finished = this.live()
  }

  /** Leaves the group when the work in hand is done. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.finished
    for (const each of [this.client, this.link, this.pulse]) each.close()
  }

  /** Ends without a word: its session has to run out. */
  async crash(): Promise<void> {
    this.crashed = true
    await this.stop()
  }

  private async live(): Promise<void> {
    while (!this.stopping) {
      const member = await this.attempt(this.link, () => this.join())
      if (!member) continue
      const membership = { over: false }
      const beating = this.beat(member.member, membership)
      await this.attempt(this.link, () => this.work(member.member, member.assigned, membership))
      membership.over = true
      await beating
    }
    if (this.crashed || this.memberId === '') return
    const { group, generation } = this.ledger
    await this.attempt(this.link, async () => {
      await leaveGroup(await this.link.open(), { group, generation, memberId: this.memberId })
    })
  }

  /** undefined when it failed, after a moment; the coordinator has to be found anew. */
  private async attempt<T>(link: CoordinatorLink, action: () => Promise<T>): Promise<T | undefined> {
    try {
      return await action()
    } catch (error) {
      this.ledger.lastProblem = (error as Error).message
      link.drop()
      await new Promise((resolve) => setTimeout(resolve, RETRY_BACKOFF_MS))
      return undefined
    }
  }

  /** undefined when it has to join again. */
  private async join(): Promise<{ member: MemberOf; assigned: number[] } | undefined> {
    const { group } = this.ledger
    const coordinator = await this.link.open()
    const joined = await joinGroup(coordinator, group, {
      memberId: this.memberId,
      sessionTimeoutMs: SESSION_TIMEOUT_MS,
      rebalanceTimeoutMs: REBALANCE_TIMEOUT_MS,
      topics: [this.topic],
    })
    if (joined.error === groupErrors.MEMBER_ID_REQUIRED) {
      this.memberId = joined.memberId
      return undefined
    }
    if (this.mustRejoin(joined.error, 'JoinGroup')) return undefined
    this.memberId = joined.memberId
    const member = { group, generation: joined.generation, memberId: this.memberId }
    const synced = await syncGroup(coordinator, member, this.assignments(joined))
    if (this.mustRejoin(synced.error, 'SyncGroup')) return undefined
    if (joined.generation < this.ledger.generation) {
      this.ledger.violate(`${group}: generation ${joined.generation} after ${this.ledger.generation}`)
    }
    this.ledger.generation = Math.max(this.ledger.generation, joined.generation)
    return { member, assigned: synced.assigned.map(({ partition }) => partition) }
  }

  /** Every member its share; the leader's task. */
  private assignments({ leader, memberId, members }: Joined): Map<string, TopicPartition[]> {
    if (leader !== memberId) return new Map()
    const shares = new Map(members.map((each) => [each.memberId, [] as TopicPartition[]]))
    const ids = [...shares.keys()].sort()
    for (let partition = 0; partition < this.ledger.partitionCount; partition++) {
      shares.get(ids[partition % ids.length]!)!.push({ topic: this.topic, partition })
    }
    return shares
  }

  /** True: the membership is over. Throws what asks for another coordinator. */
  private mustRejoin(error: number, request: string): boolean {
    if (error === 0) return false
    if (error === groupErrors.UNKNOWN_MEMBER_ID) this.memberId = ''
    this.ledger.lastProblem = `${request}: error ${error}`
    if (REJOIN.includes(error)) return true
    throw new Error(this.ledger.lastProblem)
  }

  /** A coordinator that is gone does not end the generation: the next one knows the members. */
  private async beat(member: MemberOf, membership: { over: boolean }): Promise<void> {
    while (!this.stopping && !membership.over) {
      const over = await this.attempt(this.pulse, async () => {
        return this.mustRejoin(await heartbeat(await this.pulse.open(), member), 'Heartbeat')
      })
      if (over) membership.over = true
      await new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS))
    }
  }

  /** Reads and commits until the generation is over. */
  private async work(member: MemberOf, assigned: readonly number[], membership: { over: boolean }): Promise<void> {
    const positions = await this.startingPositions(assigned)
    while (!this.stopping && !membership.over) {
      const moved = await this.read(positions)
      let told = moved.length === 0
      while (!told && !this.stopping && !membership.over) {
        const over = await this.attempt(this.link, () => this.commit(member, moved))
        if (over) return
        told = over === false
      }
      await new Promise((resolve) => setTimeout(resolve, this.paceMs))
    }
  }

  private async startingPositions(assigned: readonly number[]): Promise<Map<number, number>> {
    const before = assigned.map((partition) => this.ledger.acknowledged[partition]!)
    const wanted = assigned.map((partition) => ({ topic: this.topic, partition }))
    const { error, offsets } = await fetchOffsets(await this.link.open(), this.ledger.group, wanted)
    if (error !== 0) throw new Error(`OffsetFetch: error ${error}`)
    const who = `a member at its start in generation ${this.ledger.generation}`
    return new Map(
      assigned.map((partition, index) => {
        const offset = offsets[index]!
        this.ledger.expect(partition, offset, before[index]!, who)
        return [partition, Math.max(offset, 0)]
      }),
    )
  }

  /** One fetch of each partition; answers those that have moved. */
  private async read(positions: Map<number, number>): Promise<{ partition: number; offset: number }[]> {
    const moved: { partition: number; offset: number }[] = []
    for (const [partition, position] of positions) {
      try {
        const next = await this.readOne(partition, position)
        if (next === position) continue
        for (let offset = position; offset < next; offset++) this.ledger.delivered[partition]!.add(offset)
        positions.set(partition, next)
        moved.push({ partition, offset: next })
      } catch (error) {
        // The other partitions and the membership go on.
        this.ledger.lastProblem = (error as Error).message
        this.leaders.delete(partition)
      }
    }
    return moved
  }

  /** The offset behind what one fetch gave. */
  private async readOne(partition: number, position: number): Promise<number> {
    const leader = this.leaders.get(partition) ?? (await this.client.leader(this.topic, partition))
    this.leaders.set(partition, leader)
    const timer = setTimeout(() => leader.close(new Error('the leader does not answer')), REQUEST_TIMEOUT_MS)
    const answer = fetch(leader, this.topic, partition, position, { maxBytes: MAX_BYTES })
    const { error, records } = await answer.finally(() => clearTimeout(timer))
    if (error !== 0) throw new Error(`Fetch of ${this.topic}-${partition} at ${position}: error ${error}`)
    const last = [...readBatches(records)].at(-1)
    return last ? last.lastOffset + 1 : position
  }

  /** True: the membership is over. Throws when it has to be sent again. */
  private async commit(member: MemberOf, moved: readonly { partition: number; offset: number }[]): Promise<boolean> {
    for (const { partition, offset } of moved) this.ledger.try(partition, offset)
    const offsets = moved.map((each) => ({ topic: this.topic, ...each }))
    const errors = await commitOffsets(await this.link.open(), member, offsets, REQUEST_TIMEOUT_MS)
    for (const [index, { partition, offset }] of moved.entries()) {
      if (errors[index] === 0) this.ledger.acknowledge(partition, offset)
    }
    return this.mustRejoin(errors.find((code) => code !== 0) ?? 0, 'OffsetCommit')
  }
}
