import { setTimeout as sleep } from 'node:timers/promises'
import { groupErrors, heartbeat, joinGroup, leaveGroup, syncGroup } from '../helpers/group-requests'
import { RawConnection } from '../helpers/raw-connection'

export const HEARTBEAT_MS = 50
const PATIENCE_MS = 60_000
const TOPIC = 'any'

/** A member that does nothing but keep its membership: heartbeats, and joins again when one says so. */
export class BenchMember {
  private memberId = ''
  /** With an assignment; -1 while there is none. */
  generation = -1
  private leaving = false
  private finished: Promise<void> | undefined

  private constructor(
    private readonly connection: RawConnection,
    private readonly group: string,
  ) {}

  static async open(address: string, group: string): Promise<BenchMember> {
    return new BenchMember(await RawConnection.open(address), group)
  }

  start(): void {
    this.finished = this.live()
  }

  async leave(): Promise<void> {
    this.leaving = true
    await this.finished
    await leaveGroup(this.connection, { group: this.group, generation: this.generation, memberId: this.memberId })
    this.connection.close()
  }

  private async live(): Promise<void> {
    while (!this.leaving) {
      const generation = await this.join()
      if (generation === undefined) continue
      this.generation = generation
      const member = { group: this.group, generation, memberId: this.memberId }
      while (!this.leaving && (await heartbeat(this.connection, member, 10_000)) === 0) await sleep(HEARTBEAT_MS)
      if (!this.leaving) this.generation = -1
    }
  }

  private async join(): Promise<number | undefined> {
    const times = { sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000 }
    const joined = await joinGroup(this.connection, this.group, { ...times, memberId: this.memberId, topics: [TOPIC] })
    if (joined.error !== 0 && joined.error !== groupErrors.MEMBER_ID_REQUIRED) {
      throw new Error(`JoinGroup of ${this.group}: error ${joined.error}`)
    }
    this.memberId = joined.memberId
    if (joined.error !== 0) return undefined
    const assignments = new Map(
      joined.members.map(({ memberId }, partition) => [memberId, [{ topic: TOPIC, partition }]]),
    )
    const member = { group: this.group, generation: joined.generation, memberId: this.memberId }
    const { error } = await syncGroup(this.connection, member, assignments)
    if (error !== 0 && error !== groupErrors.REBALANCE_IN_PROGRESS) {
      throw new Error(`SyncGroup of ${this.group}: error ${error}`)
    }
    return error === 0 ? joined.generation : undefined
  }
}

/** Resolves when all have an assignment of one generation. */
export async function settled(members: readonly BenchMember[]): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const generations = new Set(members.map(({ generation }) => generation))
    if (generations.size === 1 && !generations.has(-1)) return
    if (performance.now() > deadline) throw new Error(`generations ${[...generations]} do not become one`)
    await sleep(1)
  }
}
