import type { CleaningView } from '../../electron/host/api/cleaning-views'
import type { LabUpdate } from '../../electron/host/api/functions'
import type { GateView } from '../../electron/host/api/gate-functions'
import type { GroupsView } from '../../electron/host/api/group-views'
import type { ReplicationView } from '../../electron/host/api/replication-views'
import { withinRoom } from '../../electron/host/api/timeline-room'
import type { TopicWorkView } from '../../electron/host/api/topic-work-views'
import type {
  BrokerView,
  CoordinationView,
  DiskView,
  LabView,
  PartitionView,
  TimelineEvent,
} from '../../electron/host/api/views'
import { type IoHistory, withSamples } from './io-history'
import { withHistory } from './replication-history'

/** The page keeps this many events; older ones stay with the lab. */
export const TIMELINE_CAP = 20_000

/** All that the page knows, as one immutable value: what did not change is the same object as before. */
export interface Picture {
  version: number
  /** The lab's clock when it told this. */
  nowMs: number
  lab: LabView | null
  coordination: CoordinationView | null
  brokers: ReadonlyMap<number, BrokerView>
  /** By `topic-partition`. */
  partitions: ReadonlyMap<string, PartitionView>
  timeline: readonly TimelineEvent[]
  timelineStart: number
  disk: DiskView | null
  /** As last told: only while their page is open. */
  groups: GroupsView | null
  topicWork: TopicWorkView | null
  /** Every gate of the lab. */
  gates: readonly GateView[]
  /** Only while its page is open; with the messages of the last minute. */
  replication: ReplicationView | null
  /** As last told: only while their pages are open; I/O with the samples of the last ten minutes. */
  cleaning: CleaningView | null
  io: IoHistory | null
  /** The last change of leader epoch that this page saw, by `topic-partition`. */
  epochChanges: ReadonlyMap<string, { from: number; atMs: number }>
}

export const emptyPicture: Picture = Object.freeze({
  version: 0,
  nowMs: 0,
  lab: null,
  coordination: null,
  brokers: new Map<number, BrokerView>(),
  partitions: new Map<string, PartitionView>(),
  timeline: [],
  timelineStart: 0,
  disk: null,
  groups: null,
  topicWork: null,
  gates: [],
  replication: null,
  cleaning: null,
  io: null,
  epochChanges: new Map<string, { from: number; atMs: number }>(),
})

export const partitionName = (partition: { topic: string; partition: number }) =>
  `${partition.topic}-${partition.partition}`

/** The picture after an update. A resynchronisation forgets everything but the history of epochs. */
export function nextPicture(previous: Picture, update: LabUpdate): Picture {
  const base = update.resync ? { ...emptyPicture, epochChanges: previous.epochChanges } : previous
  const partitions = mergePartitions(base.partitions, update)
  return Object.freeze({
    version: update.version,
    nowMs: update.nowMs,
    lab: update.lab ? Object.freeze(update.lab) : base.lab,
    coordination: update.coordination ? Object.freeze(update.coordination) : base.coordination,
    brokers: mergeBrokers(base.brokers, update.brokers),
    partitions,
    timeline: mergeTimeline(base.timeline, update.timeline),
    timelineStart: update.timelineStart ?? base.timelineStart,
    disk: update.disk ? Object.freeze(update.disk) : base.disk,
    groups: update.groups ? Object.freeze(update.groups) : base.groups,
    topicWork: update.topicWork ? Object.freeze(update.topicWork) : base.topicWork,
    gates: update.gates ? Object.freeze(update.gates) : base.gates,
    replication: update.replication
      ? Object.freeze(withHistory(base.replication, update.replication))
      : base.replication,
    cleaning: update.cleaning ? Object.freeze(update.cleaning) : base.cleaning,
    io: update.io ? Object.freeze(withSamples(base.io, update.io)) : base.io,
    epochChanges: mergeEpochChanges(previous, update),
  })
}

/** True when the update tells more than numbers: the page shows it in the next frame. */
export function isUrgent(previous: Picture, update: LabUpdate): boolean {
  if (update.resync || update.lab || update.coordination || update.timeline?.length) return true
  return (update.brokers ?? []).some((broker) => previous.brokers.get(broker.id)?.state !== broker.state)
}

function mergeBrokers(before: Picture['brokers'], changed: BrokerView[] | undefined): Picture['brokers'] {
  if (!changed?.length) return before
  const merged = new Map(before)
  for (const broker of changed) merged.set(broker.id, Object.freeze(broker))
  return new Map([...merged].sort(([left], [right]) => left - right))
}

function mergePartitions(before: Picture['partitions'], update: LabUpdate): Picture['partitions'] {
  if (!update.partitions?.length && !update.removedPartitions?.length) return before
  const merged = new Map(before)
  for (const name of update.removedPartitions ?? []) merged.delete(name)
  for (const partition of update.partitions ?? []) merged.set(partitionName(partition), Object.freeze(partition))
  return merged
}

function mergeTimeline(before: readonly TimelineEvent[], added: TimelineEvent[] | undefined): readonly TimelineEvent[] {
  if (!added?.length) return before
  const lastSeq = before.at(-1)?.seq ?? -1
  const merged = [...before, ...added.filter((event) => event.seq > lastSeq)]
  return withinRoom(merged, TIMELINE_CAP)
}

function mergeEpochChanges(previous: Picture, update: LabUpdate): Picture['epochChanges'] {
  let merged: Map<string, { from: number; atMs: number }> | undefined
  for (const partition of update.partitions ?? []) {
    const name = partitionName(partition)
    const before = previous.partitions.get(name)
    if (!before || before.leaderEpoch === partition.leaderEpoch) continue
    merged ??= new Map(previous.epochChanges)
    const running = merged.get(name)
    const from = running && update.nowMs - running.atMs < EPOCH_GAIN_SHOWN_MS ? running.from : before.leaderEpoch
    merged.set(name, { from, atMs: update.nowMs })
  }
  return merged ?? previous.epochChanges
}

export const EPOCH_GAIN_SHOWN_MS = 30_000

/** How far a partition's leader epoch rose in the last half minute; 0 when it did not. */
export function epochGain(picture: Picture, partition: PartitionView, nowMs: number): number {
  const change = picture.epochChanges.get(partitionName(partition))
  if (!change || nowMs - change.atMs > EPOCH_GAIN_SHOWN_MS) return 0
  return Math.max(0, partition.leaderEpoch - change.from)
}
