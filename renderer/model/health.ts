import type { BrokerView, CoordinationView, PartitionView, TimelineEvent } from '../../electron/host/api/views'
import { isDown, isServing, staleAgeMs } from './broker-state'
import { partitionName } from './picture'

export type HealthLevel = 'good' | 'warn' | 'bad' | 'info'

export type ReasonKind =
  | 'coordinationDown'
  | 'brokerDown'
  | 'noReport'
  | 'noController'
  | 'leaderless'
  | 'underMinIsr'
  | 'logDirOffline'
  | 'underReplicated'
  | 'atMinIsr'

export interface HealthReason {
  kind: ReasonKind
  level: 'warn' | 'bad'
  count: number
  /** Partitions, brokers or directories it is about, in order. */
  names: string[]
  /** Brokers that are missing, where the reason is about replicas. */
  brokerIds: number[]
}

export interface Health {
  level: HealthLevel
  /** Most urgent first. */
  reasons: HealthReason[]
  partitionCount: number
  inSyncCount: number
}

export interface HealthInput {
  brokers: readonly BrokerView[]
  coordination: CoordinationView | null
  controllerId: number | null
  partitions: readonly PartitionView[]
  nowMs: number
}

export const isLeaderless = (partition: PartitionView) => partition.leader < 0
export const isUnderReplicated = (partition: PartitionView) => partition.isr.length < partition.replicas.length

/** Fewer in-sync replicas than acks=all needs: writes are refused. */
export const isUnderMinIsr = (partition: PartitionView) =>
  partition.minInsyncReplicas !== null && partition.isr.length < partition.minInsyncReplicas

/** One more loss stops acks=all. A partition that never has more replicas than the minimum is not news. */
export const isAtMinIsr = (partition: PartitionView) =>
  partition.minInsyncReplicas !== null &&
  partition.isr.length === partition.minInsyncReplicas &&
  partition.replicas.length > partition.minInsyncReplicas

export function healthOf(input: HealthInput): Health {
  const missed = noticedMissing(input.partitions)
  const reasons = [...clusterReasons(input), ...unnoticed(input.brokers, missed), ...partitionReasons(input.partitions)]
  const inSyncCount = input.partitions.filter(
    (partition) => !isUnderReplicated(partition) && !isLeaderless(partition),
  ).length
  return { level: levelOf(reasons, input), reasons, partitionCount: input.partitions.length, inSyncCount }
}

function levelOf(reasons: HealthReason[], input: HealthInput): HealthLevel {
  if (reasons.some((reason) => reason.level === 'bad')) return 'bad'
  if (reasons.length > 0) return 'warn'
  return input.partitions.length > 0 && input.brokers.every((broker) => isServing(broker.state)) ? 'good' : 'info'
}

function clusterReasons(input: HealthInput): HealthReason[] {
  const reasons: HealthReason[] = []
  const { coordination, brokers } = input
  if (coordination && isDown(coordination.state))
    reasons.push(reason('coordinationDown', 'bad', [coordination.connect]))
  const silent = brokers.filter((broker) => staleAgeMs(broker, input.nowMs) !== null)
  if (silent.length) reasons.push(brokerReason('noReport', 'warn', silent))
  const serving = brokers.some((broker) => isServing(broker.state))
  if (serving && input.controllerId === null) reasons.push(reason('noController', 'bad', []))
  const offlineDirs = brokers.flatMap((broker) => broker.offlineLogDirs)
  if (offlineDirs.length) reasons.push(reason('logDirOffline', 'bad', offlineDirs))
  return reasons
}

/** Brokers that have ended, and that every in-sync set still counts in: the cluster hears of it when their sessions end. */
function unnoticed(brokers: readonly BrokerView[], missed: readonly number[]): HealthReason[] {
  const gone = brokers.filter(({ id, state, exit }) => isDown(state) && exit !== null && !missed.includes(id))
  return gone.length ? [brokerReason('brokerDown', 'warn', gone)] : []
}

function partitionReasons(partitions: readonly PartitionView[]): HealthReason[] {
  const kinds: [ReasonKind, 'warn' | 'bad', PartitionView[]][] = [
    ['leaderless', 'bad', partitions.filter(isLeaderless)],
    ['underMinIsr', 'bad', partitions.filter((partition) => isUnderMinIsr(partition) && !isLeaderless(partition))],
    ['underReplicated', 'warn', partitions.filter(isUnderReplicated)],
    ['atMinIsr', 'warn', partitions.filter(isAtMinIsr)],
  ]
  return kinds
    .filter(([, , found]) => found.length > 0)
    .map(([kind, level, found]) => ({
      ...reason(kind, level, found.map(partitionName)),
      brokerIds: missingBrokers(found),
    }))
}

/** Those an in-sync set lacks, and those it keeps as its last, without a leader: the controller knows that they are gone. */
const noticedMissing = (partitions: readonly PartitionView[]): number[] => [
  ...missingBrokers(partitions),
  ...partitions.filter(isLeaderless).flatMap(({ isr }) => isr),
]

function missingBrokers(partitions: readonly PartitionView[]): number[] {
  const missing = new Set<number>()
  for (const partition of partitions)
    for (const id of partition.replicas) if (!partition.isr.includes(id)) missing.add(id)
  return [...missing].sort((left, right) => left - right)
}

const reason = (kind: ReasonKind, level: 'warn' | 'bad', names: string[]): HealthReason => ({
  kind,
  level,
  count: Math.max(1, names.length),
  names,
  brokerIds: [],
})

const brokerReason = (kind: ReasonKind, level: 'warn' | 'bad', brokers: BrokerView[]): HealthReason => ({
  ...reason(
    kind,
    level,
    brokers.map((broker) => String(broker.id)),
  ),
  brokerIds: brokers.map((broker) => broker.id),
})

export interface ElectionBurst {
  count: number
  spanMs: number
  atMs: number
}

const BURST_GAP_MS = 2000

/** A new topic's first leaders did not move from anywhere. */
const isMove = (event: TimelineEvent) => typeof event.details.from !== 'number' || event.details.from >= 0

/** The last group of leader elections that belong together, if it ended less than `withinMs` ago. */
export function lastElectionBurst(
  timeline: readonly TimelineEvent[],
  nowMs: number,
  withinMs: number,
): ElectionBurst | null {
  const found: TimelineEvent[] = []
  for (let index = timeline.length - 1; index >= 0; index--) {
    const event = timeline[index]!
    const edgeMs = found.at(-1)?.atMs ?? nowMs
    if (edgeMs - event.atMs > (found.length ? BURST_GAP_MS : withinMs)) break
    if (event.kind === 'leaderElected' && isMove(event)) found.push(event)
  }
  const newest = found[0]
  if (!newest) return null
  return { count: found.length, spanMs: newest.atMs - found.at(-1)!.atMs, atMs: newest.atMs }
}

/** Partitions of this broker whose in-sync set holds nobody else: ending it leaves them without a leader. */
export function lastInSyncOn(brokerId: number, partitions: Iterable<PartitionView>): string[] {
  const names: string[] = []
  for (const partition of partitions) {
    if (partition.isr.length === 1 && partition.isr[0] === brokerId) names.push(partitionName(partition))
  }
  return names
}
