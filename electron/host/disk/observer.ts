import { join } from 'node:path'
import { parseLogDirectoryName } from '../../../broker-core/format/file-names'
import type { PartitionTelemetry } from '../../../broker-core/probe/telemetry'
import type { Interest } from '../api/functions'
import type { CheckpointFileView, DiskView, LogDirView, PartitionDirectoryView } from '../api/views'
import { clusterWords } from '../words/cluster-words'
import { sentence } from '../words/wording'
import type { ChangeCauses } from './change-causes'
import { logDirCheckpoints } from './checkpoint-rows'
import { DirectoryWatcher } from './directory-watcher'
import { LogDirLook } from './log-dir-look'
import { PartitionLook } from './partition-look'

export interface BrokerMemory {
  readonly version: number
  readonly partitions: ReadonlyMap<string, PartitionTelemetry>
  readonly last: { offlineLogDirs: string[] } | null
}

export interface DiskObserverOptions {
  changed(): void
  causes: ChangeCauses
  /** null: the lab has no such broker. */
  logDirs(brokerId: number): string[] | null
  broker(brokerId: number): BrokerMemory | null
  /** A setting of the broker's server.properties. */
  setting(brokerId: number, key: string): string | undefined
}

const LOOK_MS = 1000
/** Sizes of directories that are not opened: every fifth look. */
const TOTALS_EVERY = 5
const OPENED_MAX = 32

/** Reads the directories one page shows, and only those, when they change and by the clock. Never writes, never locks. */
export class DiskObserver {
  private interest: Interest['disk']
  private looks = new Map<string, LogDirLook>()
  private opened = new Map<string, PartitionLook>()
  private view: DiskView | undefined
  private version = 0
  private lastText = ''
  private timer: ReturnType<typeof setInterval> | undefined
  private round = 0
  private readonly watcher = new DirectoryWatcher(() => this.look(false))

  constructor(private readonly options: DiskObserverOptions) {}

  setInterest(interest: Interest['disk']): void {
    if (JSON.stringify(interest) === JSON.stringify(this.interest)) return
    const sameBroker = interest?.brokerId === this.interest?.brokerId
    this.interest = interest
    if (!sameBroker) this.forget()
    if (interest === undefined) return
    this.timer ??= setInterval(() => this.look(++this.round % TOTALS_EVERY === 0), LOOK_MS)
    this.look(!sameBroker)
  }

  current(): { view: DiskView; version: number } | undefined {
    return this.view && { view: this.view, version: this.version }
  }

  close(): void {
    this.interest = undefined
    this.forget()
  }

  private forget(): void {
    if (this.timer) clearInterval(this.timer)
    this.timer = undefined
    this.looks.clear()
    this.opened.clear()
    this.watcher.close()
    this.view = undefined
    this.lastText = ''
  }

  private look(totals: boolean): void {
    const { interest } = this
    if (!interest) return
    const view = this.build(interest, totals)
    const { readMs, ...rest } = view
    const text = JSON.stringify(rest)
    // The time of the look alone is no news.
    if (text === this.lastText && this.view) {
      this.view = { ...this.view, readMs }
      return
    }
    this.lastText = text
    this.view = view
    this.version++
    this.options.changed()
  }

  private build(interest: NonNullable<Interest['disk']>, totals: boolean): DiskView {
    const { brokerId } = interest
    const dirs = this.options.logDirs(brokerId)
    const nowMs = Date.now()
    if (dirs === null)
      return {
        brokerId,
        readMs: nowMs,
        logDirs: [],
        partitions: [],
        problem: sentence(clusterWords.noBrokerHere, { id: brokerId }),
      }
    const memory = this.options.broker(brokerId)
    const logDirs = dirs.map((path) => this.lookAtLogDir(brokerId, path, nowMs, totals, memory))
    const opened = interest.openPartitions.slice(0, OPENED_MAX)
    const partitions = opened.flatMap((name) => this.lookAtPartition(brokerId, name, logDirs, nowMs, memory) ?? [])
    for (const path of this.opened.keys()) if (!partitions.some((each) => each.path === path)) this.opened.delete(path)
    this.watcher.set(new Set([...dirs, ...partitions.map(({ path }) => path)]))
    return { brokerId, readMs: nowMs, logDirs, partitions, problem: null }
  }

  private lookAtLogDir(
    brokerId: number,
    path: string,
    nowMs: number,
    totals: boolean,
    memory: BrokerMemory | null,
  ): LogDirView {
    const look = this.looks.get(path) ?? new LogDirLook(path)
    this.looks.set(path, look)
    return look.take({
      nowMs,
      totals,
      offline: memory?.last?.offlineLogDirs.includes(path) ?? false,
      causeOf: (change) => this.options.causes.causeOf(brokerId, null, change, nowMs),
    })
  }

  private lookAtPartition(
    brokerId: number,
    name: string,
    logDirs: readonly LogDirView[],
    nowMs: number,
    memory: BrokerMemory | null,
  ): PartitionDirectoryView | undefined {
    const parsed = parseLogDirectoryName(name)
    const home = logDirs.find(({ entries }) =>
      entries.some((entry) => entry.name === name && entry.change?.mark !== 'deleted'),
    )
    if (!parsed || !home) return undefined
    const path = join(home.path, name)
    const look = this.opened.get(path) ?? new PartitionLook(path, name)
    this.opened.set(path, look)
    return look.take({
      topic: parsed.topic,
      partition: parsed.partition,
      nowMs,
      telemetry: parsed.kind === 'current' ? memory?.partitions.get(name) : undefined,
      logDirFiles: checkpointsByName(home),
      setting: (key) => this.options.setting(brokerId, key),
      causeOf: (change) => this.options.causes.causeOf(brokerId, name, change, nowMs),
    })
  }
}

function checkpointsByName(home: LogDirView): Map<string, CheckpointFileView> {
  return new Map(
    logDirCheckpoints.flatMap((name) => {
      const found = home.checkpoints.find(({ path }) => path === join(home.path, name))
      return found ? [[name, found] as const] : []
    }),
  )
}
