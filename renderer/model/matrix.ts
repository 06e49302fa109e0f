import type { BrokerView, PartitionView, ReplicaView } from '../../electron/host/api/views'
import { isDown, staleAgeMs } from './broker-state'
import { isLeaderless, isUnderMinIsr, isUnderReplicated } from './health'
import { partitionName } from './picture'

export type MatrixFilter = 'all' | 'trouble' | 'notPreferred'

export type MatrixRow =
  | { kind: 'partition'; name: string; partition: PartitionView }
  /** An internal topic, folded into one row. */
  | { kind: 'folded'; name: string; topic: string; partitions: PartitionView[] }

/** The leader is alive, but not the first replica of the assignment. */
export const isNotPreferred = (partition: PartitionView) =>
  partition.leader >= 0 && partition.replicas[0] !== partition.leader

export const isTrouble = (partition: PartitionView) =>
  isLeaderless(partition) || isUnderReplicated(partition) || isUnderMinIsr(partition)

const matches: Record<MatrixFilter, (partition: PartitionView) => boolean> = {
  all: () => true,
  trouble: isTrouble,
  notPreferred: isNotPreferred,
}

export function countMatching(partitions: Iterable<PartitionView>, filter: MatrixFilter): number {
  let count = 0
  for (const partition of partitions) if (matches[filter](partition)) count++
  return count
}

const partitionRows = new WeakMap<PartitionView, MatrixRow>()

/** The same object for the same partition view: what did not change is not drawn again. */
function partitionRow(partition: PartitionView): MatrixRow {
  let row = partitionRows.get(partition)
  if (!row) {
    row = { kind: 'partition', name: partitionName(partition), partition }
    partitionRows.set(partition, row)
  }
  return row
}

const byName = (left: PartitionView, right: PartitionView) =>
  left.topic === right.topic
    ? left.partition - right.partition
    : Number(left.internal) - Number(right.internal) || (left.topic < right.topic ? -1 : 1)

/** A solved problem stays in its filter this long, so that a row does not vanish under the pointer. */
export const SOLVED_KEPT_MS = 5000

/** Names in a filter, in the order in which they came: new ones at the end, solved ones kept for a while. */
export interface FilterMemory {
  filter: MatrixFilter
  /** Name to the last moment at which it matched. */
  matchedMs: ReadonlyMap<string, number>
}

export function rememberMatches(
  memory: FilterMemory | null,
  partitions: ReadonlyMap<string, PartitionView>,
  filter: MatrixFilter,
  nowMs: number,
): FilterMemory {
  const before = memory?.filter === filter ? memory.matchedMs : new Map<string, number>()
  const matchedMs = new Map<string, number>()
  for (const [name, atMs] of before) {
    const partition = partitions.get(name)
    if (!partition) continue
    const still = matches[filter](partition)
    if (still || nowMs - atMs < SOLVED_KEPT_MS) matchedMs.set(name, still ? nowMs : atMs)
  }
  for (const partition of [...partitions.values()].filter(matches[filter]).sort(byName)) {
    const name = partitionName(partition)
    if (!matchedMs.has(name)) matchedMs.set(name, nowMs)
  }
  return { filter, matchedMs }
}

/** All partitions in their fixed order; internal topics folded unless opened. */
export function matrixRows(
  partitions: ReadonlyMap<string, PartitionView>,
  opened: ReadonlySet<string>,
  search: string,
): MatrixRow[] {
  const wanted = [...partitions.values()].filter((partition) => partitionName(partition).includes(search)).sort(byName)
  const rows: MatrixRow[] = []
  for (const partition of wanted) {
    const fold = partition.internal && !opened.has(partition.topic) && search === ''
    const last = rows.at(-1)
    if (!fold) rows.push(partitionRow(partition))
    else if (last?.kind === 'folded' && last.topic === partition.topic) last.partitions.push(partition)
    else rows.push({ kind: 'folded', name: partition.topic, topic: partition.topic, partitions: [partition] })
  }
  return rows
}

/** Rows of a filter, in the order it remembers. */
export function filteredRows(
  partitions: ReadonlyMap<string, PartitionView>,
  memory: FilterMemory,
  search: string,
): MatrixRow[] {
  const rows: MatrixRow[] = []
  for (const name of memory.matchedMs.keys()) {
    const partition = partitions.get(name)
    if (partition && name.includes(search)) rows.push(partitionRow(partition))
  }
  return rows
}

export const replicaOn = (partition: PartitionView, brokerId: number): ReplicaView | null =>
  partition.replicaViews.find((replica) => replica.brokerId === brokerId) ?? null

export interface Gauge {
  /** Committed part, 0 to 1 of the gauge's width. */
  committed: number
  /** Log end, 0 to 1. */
  end: number
}

const SMALLEST_GAUGE_SPAN = 12

/** One ruler for all replicas of a partition: the last stretch of its log, wide enough for the replica that is furthest behind. */
export function replicaGauge(partition: PartitionView, replica: ReplicaView): Gauge | null {
  if (replica.logEndOffset === null || replica.highWatermark === null) return null
  const ends = partition.replicaViews.map((view) => view.logEndOffset ?? 0)
  const marks = partition.replicaViews.flatMap((view) =>
    view.highWatermark === null || view.role === 'offline' ? [] : [view.highWatermark],
  )
  const top = Math.max(...ends, 1)
  const lowest = Math.min(...marks, top)
  const span = Math.max(SMALLEST_GAUGE_SPAN, (top - lowest) * 2)
  const at = (offset: number) => Math.min(1, Math.max(0, 1 - (top - offset) / span))
  if (replica.logEndOffset === 0) return { committed: 0, end: 0 }
  return { committed: at(replica.highWatermark), end: at(replica.logEndOffset) }
}

/** A broker as the rows of the matrix need it: ages move in whole seconds, so that rows are not drawn again for less. */
export interface MatrixBroker {
  id: number
  gone: boolean
  /** Age of its values, when they are not fresh. */
  ageMs: number | null
}

const wholeSeconds = (ms: number) => Math.floor(ms / 1000) * 1000

export function matrixBrokers(
  brokers: readonly BrokerView[],
  nowMs: number,
  before: readonly MatrixBroker[],
): readonly MatrixBroker[] {
  const next = brokers.map((broker): MatrixBroker => {
    const gone = isDown(broker.state)
    const ageMs = gone ? nowMs - broker.stateSinceMs : staleAgeMs(broker, nowMs)
    return { id: broker.id, gone, ageMs: ageMs === null ? null : wholeSeconds(ageMs) }
  })
  const same = next.length === before.length && next.every((broker, index) => isSame(broker, before[index]!))
  return same ? before : next
}

const isSame = (left: MatrixBroker, right: MatrixBroker) =>
  left.id === right.id && left.gone === right.gone && left.ageMs === right.ageMs
