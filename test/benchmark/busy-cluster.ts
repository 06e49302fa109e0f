import type { ProbeFact } from '../../broker-core/probe/events'
import type { BrokerTelemetry, PartitionTelemetry } from '../../broker-core/probe/telemetry'
import type { LabUpdate } from '../../electron/host/api/functions'
import type { BrokerView, CoordinationView, LabView } from '../../electron/host/api/views'
import { BrokerReports, partitionKey } from '../../electron/host/cluster/broker-reports'
import { EventCoalescer } from '../../electron/host/timeline/coalesce-events'
import { factEvent } from '../../electron/host/timeline/fact-events'
import { Timeline } from '../../electron/host/timeline/timeline'
import { ChangeTracker } from '../../electron/host/updates/change-tracker'
import { Picture } from '../../electron/host/updates/picture'
import { Seeded } from '../helpers/seeded'

const IDS = [1, 2, 3]
const EVENTS_IN_UPDATE = 2000
const RECORD_BYTES = 500

/**
 * What a lab with a busy cluster of three brokers knows, at a clock that is set: telemetry as brokers tell it goes through the lab's own
 * reports, views, timeline. Every partition takes records all the time; a broker now and then dies and comes back.
 */
export class BusyCluster {
  nowMs: number
  readonly timeline = new Timeline({ write: () => undefined })
  private readonly tracker = new ChangeTracker()
  private readonly random = new Seeded(1)
  private readonly brokers = new Map(
    IDS.map((id) => [id, { id, process: { live: true }, reports: new BrokerReports(), samples: [] as number[] }]),
  )
  private readonly partitions: { topic: string; partition: number; ends: number[]; leader: number; epoch: number }[]
  private readonly coalescer: EventCoalescer
  private readonly picture: Picture
  private due: { atMs: number; task: () => void }[] = []
  private sentSeq = 0

  constructor(partitions: number, fromMs: number) {
    this.nowMs = fromMs
    this.partitions = Array.from({ length: partitions }, (_, partition) => ({
      topic: 'orders',
      partition,
      ends: [0, 0, 0],
      leader: IDS[partition % 3]!,
      epoch: 0,
    }))
    this.coalescer = new EventCoalescer(
      (event) => {
        this.timeline.append(event)
        this.tracker.markOther()
      },
      () => this.nowMs,
      (delayMs, task) => this.due.push({ atMs: this.nowMs + delayMs, task }),
    )
    this.picture = new Picture({
      tracker: this.tracker,
      cluster: { brokers: this.brokers } as never,
      lab: () => ({ name: 'busy', dir: '/lab', startedMs: fromMs, changedDefaults: [] }) as unknown as LabView,
      coordination: () => ({ kind: 'own', sessions: [], reportedMs: this.nowMs }) as unknown as CoordinationView,
      broker: (id) => this.brokerView(id),
      minInsyncReplicas: () => 1,
    })
    for (const id of IDS) this.report(id)
  }

  /** Time goes on: every partition grows, every broker that runs tells it, and `killed` is dead from now on. */
  advance(ms: number, killed: number | null): void {
    this.nowMs += ms
    for (const each of this.due.splice(0)) each.atMs <= this.nowMs ? each.task() : this.due.push(each)
    for (const [id, broker] of this.brokers) this.setLive(id, broker.process.live, id !== killed)
    for (const partition of this.partitions) this.grow(partition)
    for (const [id, { process }] of this.brokers) if (process.live) this.report(id)
  }

  /** As the lab answers a page's question. */
  pull(since: number): LabUpdate {
    const resync = since === 0
    const update: LabUpdate = {
      version: this.tracker.version,
      resync,
      nowMs: this.nowMs,
      ...this.picture.changedSince(since),
      ...(resync ? {} : { removedPartitions: [] }),
      timeline: this.timeline.newest(resync ? 0 : this.sentSeq, EVENTS_IN_UPDATE),
      timelineStart: this.timeline.start,
    }
    this.sentSeq = this.timeline.end
    return update
  }

  private setLive(id: number, was: boolean, live: boolean): void {
    if (was === live) return
    this.brokers.get(id)!.process.live = live
    this.coalescer.add({
      source: id,
      kind: live ? 'processReady' : 'processKilled',
      text: `Broker ${id} ${live ? 'runs' : 'was killed'}`,
      atMs: this.nowMs,
    })
    for (const partition of this.partitions) if (!live && partition.leader === id) this.elect(partition, id)
  }

  private elect(partition: (typeof this.partitions)[number], from: number): void {
    partition.leader = IDS.find((id) => this.brokers.get(id)!.process.live)!
    partition.epoch++
    const isr = IDS.filter((id) => this.brokers.get(id)!.process.live)
    const { topic, leader, epoch } = partition
    this.tell(leader, {
      kind: 'leaderElected',
      topic,
      partition: partition.partition,
      from,
      to: leader,
      leaderEpoch: epoch,
      isr,
      why: 'broker 1 failed',
    })
  }

  private grow({ topic, partition, ends, leader }: (typeof this.partitions)[number]): void {
    const before = ends[leader - 1]!
    const end = before + this.random.integer(1, 40)
    for (const id of IDS) {
      if (!this.brokers.get(id)!.process.live) continue
      ends[id - 1] = id === leader ? end : Math.max(ends[id - 1]!, before)
      this.tell(id, { kind: 'highWatermarkAdvanced', topic, partition, from: before, to: end })
    }
  }

  private tell(brokerId: number, fact: ProbeFact): void {
    this.coalescer.add(factEvent({ brokerId, wallMs: this.nowMs, monotonicMs: this.nowMs, fact }))
  }

  private report(id: number): void {
    const { reports, samples } = this.brokers.get(id)!
    samples.push(this.random.integer(0, 50_000_000))
    if (samples.length > 120) samples.shift()
    const version = reports.version + 1
    const telemetry = {
      version,
      full: version === 1,
      partitions: this.partitions.map((partition) => this.telemetryOf(id, partition)),
      removed: [],
      offlineLogDirs: [],
    } as unknown as BrokerTelemetry
    reports.apply(telemetry, this.nowMs)
    this.tracker.markBroker(id)
    this.tracker.markPartitions(this.partitions.map(partitionKey), () => true)
  }

  private telemetryOf(id: number, of: (typeof this.partitions)[number]): PartitionTelemetry {
    const end = of.ends[id - 1]!
    const leads = of.leader === id
    const live = IDS.filter((each) => this.brokers.get(each)!.process.live)
    return {
      topic: of.topic,
      partition: of.partition,
      role: leads ? 'leader' : 'follower',
      leader: of.leader,
      leaderEpoch: of.epoch,
      controllerEpoch: 1,
      replicas: IDS,
      isr: leads ? live : [],
      logStartOffset: 0,
      logEndOffset: end,
      highWatermark: Math.min(...live.map((each) => of.ends[each - 1]!)),
      lastStableOffset: 0,
      recoveryPoint: 0,
      sizeBytes: end * RECORD_BYTES,
      segmentCount: 1 + Math.floor((end * RECORD_BYTES) / 2 ** 30),
      activeSegmentBaseOffset: 0,
      logDir: `/lab/broker-${id}/data`,
      followers: leads
        ? IDS.filter((each) => each !== id).map((brokerId) => ({
            brokerId,
            logEndOffset: of.ends[brokerId - 1]!,
            logStartOffset: 0,
            caughtUpAgoMs: this.random.integer(0, 500),
          }))
        : [],
      leaderEpochs: Array.from({ length: Math.min(10, of.epoch + 1) }, (_, epoch) => ({
        epoch,
        startOffset: epoch * 9,
      })),
      truncating: false,
    }
  }

  private brokerView(id: number): BrokerView {
    const { process, reports, samples } = this.brokers.get(id)!
    return {
      id,
      host: '127.0.0.1',
      port: 9091 + id,
      pid: process.live ? 4000 + id : null,
      state: process.live ? 'RunningAsBroker' : 'Killed',
      isController: id === 1,
      partitionCount: reports.partitions.size,
      logBytes: reports.logBytes,
      logDirs: [`/lab/broker-${id}/data`],
      offlineLogDirs: [],
      use: {
        cpuPercent: 12,
        residentBytes: 90e6,
        history: { intervalMs: 1000, read: [...samples], write: [...samples] },
      },
      reportedMs: this.nowMs,
    } as unknown as BrokerView
  }
}
