import type { GroupChangeReason } from '../probe/reasons'
import type { Timer } from '../runtime/time'
import { GroupOffsets } from './group-offsets'
import { type GroupState, mayBecome } from './group-state'
import type { Member } from './member'
import type { JoinedMember, MemberProtocol } from './requests'
import { CONSUMER_PROTOCOL_TYPE, subscribedTopics } from './subscribed-topics'

export interface Transition {
  from: GroupState
  to: GroupState
  why: GroupChangeReason
}

/**
 * A group: its state, members and offsets, and the rules that keep these consistent (kafka.coordinator.group.GroupMetadata). It knows
 * no time, no log and no client: what a request does to it is decided in `decisions/` and done by the coordinator.
 */
export class Group {
  state: GroupState
  /** When it came to this state, wall clock; undefined in records of before 2.1. */
  currentStateTimestampMs: number | undefined
  /** undefined: a group without members that only keeps offsets. */
  protocolType: string | undefined
  protocolName: string | undefined
  generationId = 0
  leaderId: string | undefined
  /** Of a consumer group: what its members read; undefined: not to be known. */
  topics: ReadonlySet<string> | undefined
  /** Somebody joined while the first rebalance waits for members. */
  newMemberAdded = false
  /** Ends the wait for members to join. */
  joinTimer: Timer | undefined
  /** Waits for all members, or for a fixed time (the first rebalance). */
  joinWait: 'allMembers' | 'fixedTime' = 'allMembers'
  readonly members = new Map<string, Member>()
  /** Ids handed out whose members have not joined with them yet, with the timers that end the wait. */
  readonly pendingMembers = new Map<string, Timer>()
  readonly offsets = new GroupOffsets()
  private readonly memberOfInstance = new Map<string, Member>()
  /** How many members know a protocol. */
  private readonly knownBy = new Map<string, number>()

  constructor(
    readonly groupId: string,
    nowMs: number,
    state: GroupState = 'Empty',
  ) {
    this.state = state
    this.currentStateTimestampMs = nowMs
  }

  get isConsumerGroup(): boolean {
    return this.protocolType === CONSUMER_PROTOCOL_TYPE
  }

  get size(): number {
    return this.members.size
  }

  get awaitingJoinCount(): number {
    let count = 0
    for (const member of this.members.values()) if (member.isAwaitingJoin) count++
    return count
  }

  get hasAllMembersJoined(): boolean {
    if (this.pendingMembers.size > 0) return false
    for (const member of this.members.values()) if (!member.isAwaitingJoin) return false
    return true
  }

  get canRebalance(): boolean {
    return mayBecome(this.state, 'PreparingRebalance')
  }

  /** The longest any member gets to rejoin. */
  get rebalanceTimeoutMs(): number {
    let timeoutMs = 0
    for (const member of this.members.values()) timeoutMs = Math.max(timeoutMs, member.rebalanceTimeoutMs)
    return timeoutMs
  }

  isPending(memberId: string): boolean {
    return this.pendingMembers.has(memberId) && !this.members.has(memberId)
  }

  staticMember(groupInstanceId: string | null): Member | undefined {
    return groupInstanceId === null ? undefined : this.memberOfInstance.get(groupInstanceId)
  }

  /** The instance is known under another member id: an older life of a static member asks. */
  isFenced(memberId: string, groupInstanceId: string | null): boolean {
    const member = this.staticMember(groupInstanceId)
    return member !== undefined && member.memberId !== memberId
  }

  /** Can somebody with these protocols be part of the group? */
  supports(protocolType: string, protocols: readonly MemberProtocol[]): boolean {
    if (this.state === 'Empty') return protocolType !== '' && protocols.length > 0
    return this.protocolType === protocolType && protocols.some(({ name }) => this.knownByAll(name))
  }

  isSubscribedTo(topic: string): boolean {
    return this.topics === undefined || this.topics.has(topic)
  }

  /** Throws on a transition that cannot be. */
  become(to: GroupState, nowMs: number, why: GroupChangeReason): Transition {
    const from = this.state
    if (!mayBecome(from, to)) throw new Error(`group ${this.groupId} cannot become ${to} from ${from}`)
    this.state = to
    this.currentStateTimestampMs = nowMs
    return { from, to, why }
  }

  add(member: Member): void {
    if (this.members.size === 0) this.protocolType = member.protocolType
    if (this.protocolType !== member.protocolType) {
      throw new Error(`group ${this.groupId} of type ${this.protocolType} got a member of type ${member.protocolType}`)
    }
    this.leaderId ??= member.memberId
    this.members.set(member.memberId, member)
    if (member.groupInstanceId !== null) this.memberOfInstance.set(member.groupInstanceId, member)
    this.count(member.protocols, 1)
  }

  /** undefined: no such member. The oldest of those left leads when it was the leader. */
  remove(memberId: string): Member | undefined {
    const member = this.members.get(memberId)
    if (member === undefined) return undefined
    this.members.delete(memberId)
    this.count(member.protocols, -1)
    const { groupInstanceId } = member
    if (groupInstanceId !== null && this.memberOfInstance.get(groupInstanceId) === member) {
      this.memberOfInstance.delete(groupInstanceId)
    }
    if (this.leaderId === memberId) this.leaderId = this.members.keys().next().value
    return member
  }

  /** A static member came back and goes on under a new id, with the role and place of the old one. */
  renameMember(member: Member, memberId: string): void {
    if (!this.members.delete(member.memberId)) throw new Error(`group ${this.groupId} has no member ${member.memberId}`)
    if (this.leaderId === member.memberId) this.leaderId = memberId
    member.memberId = memberId
    this.members.set(memberId, member)
  }

  setProtocols(member: Member, protocols: readonly MemberProtocol[]): void {
    this.count(member.protocols, -1)
    member.protocols = protocols
    this.count(protocols, 1)
  }

  /** The leader, or if it did not rejoin in time anybody who did. false: nobody did (or nobody is left). */
  electJoinedLeader(): boolean {
    if (this.leaderId === undefined) return false
    if (this.members.get(this.leaderId)?.isAwaitingJoin) return true
    for (const member of this.members.values()) {
      if (!member.isAwaitingJoin) continue
      this.leaderId = member.memberId
      return true
    }
    return false
  }

  /** Each member votes for the first of its protocols that all know; most votes win. */
  selectProtocol(): string {
    const votes = new Map<string, number>()
    for (const member of this.members.values()) {
      const choice = member.protocols.find(({ name }) => this.knownByAll(name))
      if (choice === undefined) throw new Error(`group ${this.groupId} has no protocol that all its members know`)
      votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1)
    }
    const [winner] = [...votes].sort(([, left], [, right]) => right - left)
    if (winner === undefined) throw new Error(`group ${this.groupId} has no members to choose a protocol`)
    return winner[0]
  }

  /** Next generation of the members there are: CompletingRebalance, or Empty without any. */
  initNextGeneration(nowMs: number, why: GroupChangeReason): Transition {
    const isEmpty = this.members.size === 0
    this.generationId++
    this.protocolName = isEmpty ? undefined : this.selectProtocol()
    this.refreshTopics()
    return this.become(isEmpty ? 'Empty' : 'CompletingRebalance', nowMs, why)
  }

  /** After members or protocol changed. */
  refreshTopics(): void {
    const { protocolName } = this
    if (!this.isConsumerGroup) this.topics = undefined
    else if (this.members.size === 0) this.topics = new Set()
    else if (protocolName === undefined) this.topics = undefined
    else this.topics = subscribedTopics([...this.members.values()].map((member) => member.metadataOf(protocolName)))
  }

  /** For the leader: everybody with its subscription. */
  joinedMembers(): JoinedMember[] {
    const { protocolName } = this
    if (protocolName === undefined) throw new Error(`group ${this.groupId} has no protocol in state ${this.state}`)
    return [...this.members.values()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      metadata: member.metadataOf(protocolName),
    }))
  }

  private knownByAll(protocol: string): boolean {
    return (this.knownBy.get(protocol) ?? 0) === this.members.size
  }

  private count(protocols: readonly MemberProtocol[], by: 1 | -1): void {
    for (const { name } of protocols) {
      const count = (this.knownBy.get(name) ?? 0) + by
      if (count === 0) this.knownBy.delete(name)
      else this.knownBy.set(name, count)
    }
  }
}
