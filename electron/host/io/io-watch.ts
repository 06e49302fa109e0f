import type { IoCountsTelemetry } from '../../../broker-core/probe/storage-telemetry'
import type { IoInterest, IoPartitionView, IoView } from '../api/io-views'
import type { TimelineEvent } from '../api/views'
import type { BrokerIo } from '../cluster/broker-io'
import { Viewers } from '../rounds/viewers'
import type { WatchedSource } from '../updates/update-client'
import { crossCheck } from './cross-check'
import { ioBytes, ioChannels } from './io-bytes'
import { marksOf } from './io-marks'
import { IO_INTERVAL_MS, type IoReading, IoSeries } from './io-series'

const HISTORY_MS = 600_000
/** systeminformation starts a program for it. */
const MACHINE_INTERVAL_MS = 2000

type Partition = { topic: string; partition: number }

export interface IoSources {
  /** Brokers of the lab, running or not. */
  brokers(): { brokerId: number; pid: number | null; now: BrokerIo | null }[]
  /** Of partitions on a broker, by name; null: no answer. */
  partitions(brokerId: number, of: Partition[]): Promise<Record<string, IoCountsTelemetry> | null>
  events(): readonly TimelineEvent[]
  machine(): Promise<IoView['machine']>
  nowMs(): number
}

interface WatchedPartition extends Partition {
  brokerId: number
  series: IoSeries
  reading: IoReading | undefined
}

const nameOf = ({ topic, partition }: Partition): string => `${topic}-${partition}`
const keyOf = ({ brokerId, partition }: { brokerId: number; partition: Partition }) =>
  `${brokerId} ${nameOf(partition)}`

/**
 * Bytes by cause over time. Brokers' seconds are kept as long as anybody looks at the lab; a partition's only while a page has it on
 * screen, and the view is made only for pages that ask for it.
 */
export class IoWatch {
  private readonly series = new Map<number, IoSeries>()
  /** The first reading of each broker's present life. */
  private readonly first = new Map<number, BrokerIo>()
  private readonly partitions = new Map<string, WatchedPartition>()
  private readonly viewers = new Viewers<IoInterest, IoView>({
    version: () => this.version,
    viewFor: (interest) => this.viewFor(interest),
    changed: () => this.choosePartitions(),
  })
  private machine: IoView['machine'] = null
  private machineMs = 0
  private version = 0

  constructor(private readonly sources: IoSources) {}

  look(changed: () => void): WatchedSource<IoInterest | undefined, IoView> {
    return this.viewers.look(changed)
  }

  /** A second is over. Resolves when the next view is ready. */
  async second(): Promise<void> {
    const nowMs = this.sources.nowMs()
    for (const { brokerId, now } of this.sources.brokers()) {
      if (now && this.first.get(brokerId)?.pid !== now.pid) this.first.set(brokerId, now)
      this.seriesOf(brokerId).add(nowMs, now ? brokerReading(now) : undefined)
    }
    if (this.viewers.size === 0) return
    await Promise.all([this.readPartitions(nowMs), this.readMachine(nowMs)])
    this.version++
    this.viewers.tell()
  }

  private choosePartitions(): void {
    const wanted = new Map(
      this.viewers
        .interests()
        .flatMap(({ brokerId, partition }) =>
          partition ? [[keyOf({ brokerId, partition }), { brokerId, ...partition }] as const] : [],
        ),
    )
    for (const key of this.partitions.keys()) if (!wanted.has(key)) this.partitions.delete(key)
    for (const [key, partition] of wanted)
      if (!this.partitions.has(key))
        this.partitions.set(key, { ...partition, series: new IoSeries(), reading: undefined })
  }

  private seriesOf(brokerId: number): IoSeries {
    const known = this.series.get(brokerId)
    if (known) return known
    const made = new IoSeries()
    this.series.set(brokerId, made)
    return made
  }

  private async readPartitions(nowMs: number): Promise<void> {
    for (const { brokerId, now } of this.sources.brokers()) {
      const wanted = [...this.partitions.values()].filter((one) => one.brokerId === brokerId)
      if (wanted.length === 0) continue
      if (now === null) {
        for (const one of wanted) one.series.add(nowMs, undefined)
        continue
      }
      const counts = await this.sources.partitions(brokerId, wanted)
      for (const one of wanted) {
        const found = counts?.[nameOf(one)]
        const bytes = found ? ioBytes(now.moved.causes, found) : undefined
        one.reading = bytes
          ? { wallMs: this.sources.nowMs(), pid: now.pid, bytes, sockets: null, disk: null }
          : undefined
        one.series.add(nowMs, one.reading)
      }
    }
  }

  private async readMachine(nowMs: number): Promise<void> {
    if (nowMs - this.machineMs < MACHINE_INTERVAL_MS) return
    this.machineMs = nowMs
    this.machine = await this.sources.machine()
  }

  private viewFor({ brokerId, partition, afterMs }: IoInterest): IoView {
    const nowMs = this.sources.nowMs()
    const series = this.series.get(brokerId)
    return {
      readMs: nowMs,
      brokers: this.sources.brokers().map(({ brokerId: id, pid, now }) => {
        const first = this.first.get(id)
        return {
          brokerId: id,
          pid,
          bytes: now && ioBytes(now.moved.causes, now.moved.files),
          channels: now && ioChannels(now.moved),
          perSecond: this.series.get(id)?.last ?? null,
          crossCheck: now && first?.pid === now.pid ? crossCheck(first, now) : null,
        }
      }),
      samples: series ? { brokerId, intervalMs: IO_INTERVAL_MS, samples: series.after(afterMs) } : null,
      partition: partition && this.partitionView(brokerId, partition, afterMs),
      marks: marksOf(this.sources.events(), brokerId, nowMs - HISTORY_MS),
      machine: this.machine,
    }
  }

  private partitionView(brokerId: number, partition: Partition, afterMs: number): IoView['partition'] {
    const watched = this.partitions.get(keyOf({ brokerId, partition }))
    const view: IoPartitionView = {
      brokerId,
      ...partition,
      bytes: watched?.reading?.bytes ?? null,
      perSecond: watched?.series.last ?? null,
    }
    return { ...view, intervalMs: IO_INTERVAL_MS, samples: watched?.series.after(afterMs) ?? [] }
  }
}

function brokerReading({ wallMs, pid, moved, process }: BrokerIo): IoReading {
  return {
    wallMs,
    pid,
    bytes: ioBytes(moved.causes, moved.files),
    sockets: { in: moved.socketsIn, out: moved.socketsOut },
    disk: process && { read: process.diskRead, written: process.diskWritten },
  }
}
