import type { ProcessUse } from '../api/views'
import type { CounterReader } from './counter-readers'
import { History } from './history'
import { type Counters, noRates, type Rates, ratesBetween } from './rates'

const INTERVAL_MS = 1000
const SAMPLES = 120

export interface SamplerOptions {
  read: CounterReader
  /** Who runs now, by name. */
  running(): { name: string; pid: number }[]
  /** One pass is done; `frozen`: names of those stopped by a signal. */
  sampled(frozen: ReadonlySet<string>): void
}

class Series {
  pid = 0
  before: Counters | undefined
  rates: Rates = noRates
  readonly read = new History(SAMPLES)
  readonly write = new History(SAMPLES)

  add(pid: number | undefined, now: Counters | undefined): void {
    if (pid !== this.pid) this.before = undefined
    this.pid = pid ?? 0
    this.rates = now ? ratesBetween(this.before, now) : noRates
    this.before = now
    this.read.push(this.rates.readBytesPerSecond)
    this.write.push(this.rates.writeBytesPerSecond)
  }
}

/** CPU, memory and disk bytes of the lab's processes, once a second, with two minutes of history. Costs the processes nothing. */
export class Sampler {
  private readonly series = new Map<string, Series>()
  private timer: ReturnType<typeof setInterval> | undefined
  private busy = false

  constructor(private readonly options: SamplerOptions) {}

  start(): void {
    this.timer = setInterval(() => void this.sample(), INTERVAL_MS)
  }

  stop(): void {
    if (this.timer) clearInterval(this.timer)
  }

  use(name: string): ProcessUse {
    const series = this.series.get(name)
    return {
      ...(series?.rates ?? noRates),
      history: { intervalMs: INTERVAL_MS, read: series?.read.values() ?? [], write: series?.write.values() ?? [] },
    }
  }

  async sample(): Promise<void> {
    if (this.busy) return
    this.busy = true
    try {
      const running = this.options.running()
      const readings = await this.options.read(running.map(({ pid }) => pid))
      for (const { name } of running) if (!this.series.has(name)) this.series.set(name, new Series())
      const pids = new Map(running.map(({ name, pid }) => [name, pid]))
      for (const [name, series] of this.series) series.add(pids.get(name), readings.get(pids.get(name) ?? -1))
      const frozen = running.filter(({ pid }) => readings.get(pid)?.frozen).map(({ name }) => name)
      this.options.sampled(new Set(frozen))
    } finally {
      this.busy = false
    }
  }
}
