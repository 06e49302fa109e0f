import type { PartitionTelemetry } from '../../../broker-core/probe/telemetry'
import type { PartitionView, ReplicaView } from '../api/views'
import type { MetadataPartition } from '../cluster/broker-reports'

/** One broker's side of the question, as far as it is known. */
export interface BrokerSide {
  id: number
  live: boolean
  telemetry: PartitionTelemetry | undefined
  telemetryMs: number | null
  metadata: MetadataPartition | undefined
}

const internalTopics = new Set(['__consumer_offsets', '__transaction_state'])

/**
 * A partition as the brokers together know it. The newest leader epoch wins; within it the leader's own word about its ISR, since the
 * others only hear of it from the controller. undefined: no broker knows the partition.
 */
export function partitionView(
  topic: string,
  partition: number,
  sides: readonly BrokerSide[],
  minInsyncReplicas: number | null,
): PartitionView | undefined {
  // A dead broker may remember a topic that was deleted and made again since.
  const known = newest(sides.filter(({ live }) => live)) ?? newest(sides)
  if (!known) return undefined
  const liveIds = new Set(sides.filter(({ live }) => live).map(({ id }) => id))
  const leaderSide = sides.find(
    ({ id, live, telemetry }) => live && id === known.leader && telemetry?.role === 'leader',
  )
  const isr = leaderSide?.telemetry?.isr.length ? leaderSide.telemetry.isr : known.isr
  return {
    topic,
    partition,
    replicas: known.replicas,
    isr,
    leader: known.leader,
    leaderEpoch: known.leaderEpoch,
    outOfSync: known.replicas
      .filter((id) => !isr.includes(id))
      .map((brokerId) => ({ brokerId, reason: liveIds.has(brokerId) ? ('lagging' as const) : ('offline' as const) })),
    minInsyncReplicas,
    internal: internalTopics.has(topic),
    replicaViews: known.replicas.map((id) => replicaView(id, known, sides, leaderSide?.telemetry)),
  }
}

interface Known {
  leader: number
  leaderEpoch: number
  isr: number[]
  replicas: number[]
}

/**
 * Of the newest epoch among those who know an ISR. A follower's own word has none: it may hear of an epoch a moment before the
 * metadata tells who is in sync, and counts only when there is nothing else.
 */
function newest(sides: readonly BrokerSide[]): Known | undefined {
  const candidates = sides.flatMap(({ metadata, telemetry }) =>
    [metadata, telemetry].filter((each) => each !== undefined),
  )
  const complete = candidates.filter(({ isr }) => isr.length > 0)
  let best: Known | undefined
  for (const candidate of complete.length > 0 ? complete : candidates)
    if (!best || candidate.leaderEpoch > best.leaderEpoch) best = candidate
  return best
}

function replicaView(
  id: number,
  known: Known,
  sides: readonly BrokerSide[],
  leader: PartitionTelemetry | undefined,
): ReplicaView {
  const side = sides.find((candidate) => candidate.id === id)
  const own = side?.telemetry
  const follower = leader?.followers.find(({ brokerId }) => brokerId === id)
  const logEndOffset = own?.logEndOffset ?? follower?.logEndOffset
  return {
    brokerId: id,
    role: roleOf(id, known, side),
    logStartOffset: shown(own?.logStartOffset),
    logEndOffset: shown(logEndOffset),
    highWatermark: shown(own?.highWatermark),
    leaderEpoch: shown(own?.leaderEpoch),
    sizeBytes: shown(own?.sizeBytes),
    segmentCount: own?.segmentCount ?? null,
    lag: lagOf(id, known, leader, follower?.logEndOffset),
    logDir: own?.logDir || null,
    leaderEpochs: own?.leaderEpochs ?? [],
    reportedMs: side?.telemetryMs ?? null,
  }
}

function roleOf(id: number, known: Known, side: BrokerSide | undefined): ReplicaView['role'] {
  if (!side) return 'unknown'
  if (!side.live || side.telemetry?.role === 'offline') return 'offline'
  if (id === known.leader) return 'leader'
  return side.telemetry ? 'follower' : 'unknown'
}

function lagOf(
  id: number,
  known: Known,
  leader: PartitionTelemetry | undefined,
  fetched: number | undefined,
): number | null {
  if (!leader) return null
  if (id === known.leader) return 0
  return fetched === undefined || fetched < 0 ? null : Math.max(0, leader.logEndOffset - fetched)
}

/** -1 is a broker's "no value"; a screen shows a dash. */
const shown = (value: number | undefined): number | null => (value === undefined || value < 0 ? null : value)
