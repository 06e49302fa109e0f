import type { Timer } from '../runtime/time'
import type { JoinResult, MemberProtocol, SyncResult } from './requests'

export interface MemberIdentity {
  memberId: string
  groupInstanceId: string | null
  clientId: string
  clientHost: string
  rebalanceTimeoutMs: number
  sessionTimeoutMs: number
  protocolType: string
}

/** The clock of a member's session. One timer a member, moved only when it fires too early: heartbeats are frequent, expiries rare. */
export interface MemberSession {
  deadlineMs: number
  firesAtMs: number
  timer: Timer
}

/** One member of a group (kafka.coordinator.group.MemberMetadata). */
export class Member {
  /** A static member gets a new one when it comes back. */
  memberId: string
  /** null: dynamic. */
  readonly groupInstanceId: string | null
  readonly clientId: string
  readonly clientHost: string
  readonly rebalanceTimeoutMs: number
  readonly sessionTimeoutMs: number
  readonly protocolType: string
  /** In the member's order of preference. */
  protocols: readonly MemberProtocol[]
  assignment: Buffer = Buffer.alloc(0)
  /** Has not been in any generation yet: it cannot send heartbeats while it waits for its first. */
  isNew = false
  session: MemberSession | undefined
  private joinWaiter: ((result: JoinResult) => void) | undefined
  private syncWaiter: ((result: SyncResult) => void) | undefined

  constructor(identity: MemberIdentity, protocols: readonly MemberProtocol[]) {
    this.memberId = identity.memberId
    this.groupInstanceId = identity.groupInstanceId
    this.clientId = identity.clientId
    this.clientHost = identity.clientHost
    this.rebalanceTimeoutMs = identity.rebalanceTimeoutMs
    this.sessionTimeoutMs = identity.sessionTimeoutMs
    this.protocolType = identity.protocolType
    this.protocols = protocols
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null
  }

  get isAwaitingJoin(): boolean {
    return this.joinWaiter !== undefined
  }

  get isAwaitingSync(): boolean {
    return this.syncWaiter !== undefined
  }

  /** While the member waits for us, its silence means nothing; only a new one is given up in time. */
  get isExcusedFromHeartbeat(): boolean {
    return !this.isNew && (this.isAwaitingJoin || this.isAwaitingSync)
  }

  /** A request sent again joins the one that waits: both get the answer. */
  awaitJoin(waiter: (result: JoinResult) => void): void {
    this.joinWaiter = both(this.joinWaiter, waiter)
  }

  awaitSync(waiter: (result: SyncResult) => void): void {
    this.syncWaiter = both(this.syncWaiter, waiter)
  }

  /** false: it did not wait. */
  answerJoin(result: JoinResult): boolean {
    const waiter = this.joinWaiter
    this.joinWaiter = undefined
    waiter?.(result)
    return waiter !== undefined
  }

  answerSync(result: SyncResult): boolean {
    const waiter = this.syncWaiter
    this.syncWaiter = undefined
    waiter?.(result)
    return waiter !== undefined
  }

  /** Throws when the member does not know the protocol: the group must not have chosen it. */
  metadataOf(protocol: string): Buffer {
    const found = this.protocols.find(({ name }) => name === protocol)
    if (found === undefined) throw new Error(`member ${this.memberId} does not know protocol ${protocol}`)
    return found.metadata
  }

  /** The same protocols with the same metadata in the same order? */
  matches(protocols: readonly MemberProtocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(({ name, metadata }, index) => {
        const own = this.protocols[index]
        return own !== undefined && own.name === name && own.metadata.equals(metadata)
      })
    )
  }
}

function both<Result>(first: ((result: Result) => void) | undefined, second: (result: Result) => void) {
  if (first === undefined) return second
  return (result: Result): void => {
    first(result)
    second(result)
  }
}
