import type { BenchmarkClean, BenchmarkSample } from '../api/benchmark-views'
import { counterReader, monotonicMs } from '../sampler/counter-readers'
import type { BenchCluster } from './bench-cluster'
import { CleanerLogParser } from './cleaner-log'
import type { LoadRunner } from './load-runner'
import { LogTail } from './log-tail'
import { type BrokerCounters, type RunReading, sampleBetween, sumCounters } from './run-samples'
import { spaceUsed } from './space-used'

const INTERVAL_MS = 1000
/** Six hours of seconds; a longer run keeps its last ones. */
const SAMPLES_MAX = 6 * 3600
const CLEANS_MAX = 10_000

/** Looks at a run once a second, from outside: processes, files, logs, and what the load counts. */
export class RunWatch {
  readonly samples: BenchmarkSample[] = []
  readonly cleans: BenchmarkClean[] = []
  first: RunReading | undefined
  last: RunReading | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private startMs = 0
  private startWallMs = 0
  private running: Promise<void> = Promise.resolve()
  private ended = false
  private readonly tails: LogTail[]

  constructor(
    private readonly cluster: BenchCluster,
    private readonly load: LoadRunner,
    private readonly changed: () => void,
  ) {
    this.tails = cluster.brokers.map(({ id, logPath }) => {
      const parser = new CleanerLogParser((report) => {
        if (this.cleans.length >= CLEANS_MAX) return
        const { topicPartition, processedBytes, indexedBytes, writtenBytes, seconds } = report
        const endMs = report.endMs - this.startWallMs
        const startMs = endMs - seconds * 1000
        this.cleans.push({ broker: id, topicPartition, startMs, endMs, processedBytes, indexedBytes, writtenBytes })
      })
      return new LogTail(logPath, (line) => parser.line(line))
    })
  }

  /** The load begins now. */
  async start(): Promise<void> {
    this.startMs = monotonicMs()
    this.startWallMs = Date.now()
    this.first = await this.read()
    this.last = this.first
    this.schedule()
  }

  get elapsedMs(): number {
    return monotonicMs() - this.startMs
  }

  /** One look more, the last one. */
  async end(): Promise<void> {
    if (this.ended) return
    this.ended = true
    clearTimeout(this.timer)
    await this.running
    await this.look()
  }

  private schedule(): void {
    if (this.ended) return
    const elapsed = this.elapsedMs
    const waitMs = INTERVAL_MS - (elapsed % INTERVAL_MS)
    this.timer = setTimeout(() => {
      this.running = this.look().finally(() => this.schedule())
    }, waitMs)
  }

  private async look(): Promise<void> {
    const before = this.last
    if (before === undefined) return
    const now = await this.read()
    // The end may come right after a look: a sample of so little time would only be noise.
    if (now.atMs - before.atMs < INTERVAL_MS / 10) return
    if (this.samples.length >= SAMPLES_MAX) this.samples.shift()
    this.samples.push(sampleBetween(before, now))
    this.last = now
    this.changed()
  }

  private async read(): Promise<RunReading> {
    const atMs = this.elapsedMs
    const { brokers } = this.cluster
    const pids = this.cluster.pids()
    const [load, readings, space, ...causes] = await Promise.all([
      this.load.sample(),
      counterReader(pids.map(({ pid }) => pid)),
      spaceUsed(brokers.map(({ logDir }) => logDir)),
      ...brokers.map((broker) => (this.cluster.countsCauses ? broker.causes.read() : null)),
    ])
    for (const tail of this.tails) await tail.look()
    const counters = brokers.map(({ id }, at): BrokerCounters | undefined => {
      const pid = pids.find((each) => each.id === id)?.pid
      const reading = pid === undefined ? undefined : readings.get(pid)
      return reading && { ...reading, causes: causes[at] ?? null }
    })
    const known = counters.filter((each): each is BrokerCounters => each !== undefined)
    // With a broker gone the sums would fall: what was known last stays.
    const sums = known.length === brokers.length || this.last === undefined ? sumCounters(known) : this.last.brokers
    return { atMs, load: load ?? this.last?.load ?? null, brokers: sums, space }
  }
}
