import { join } from 'node:path'
import type { BenchmarkView } from '../api/benchmark-functions'
import type { BenchmarkEntry, BenchmarkRequest } from '../api/benchmark-views'
import type { InBothLanguages } from '../api/exercise-functions'
import { type ApacheKafka, findApacheKafka } from '../cluster/apache-engine'
import { benchmarkWords } from '../words/benchmark-words'
import { failure, textsOf } from '../words/wording'
import { Benchmark } from './benchmark'
import { benchmarkCommand } from './command-line'
import { FinishedBenchmarks } from './finished-benchmarks'
import { productVersion } from './machine'
import { planRuns } from './measurement-plan'

export interface BenchmarkDeskOptions {
  /** Where reports are kept. */
  dir: string
  programs: string
}

const PATIENCE_MS = 20_000

/** The benchmarks of a lab: at most one under way, and those that are finished. */
export class BenchmarkDesk {
  readonly finished: FinishedBenchmarks
  private version = 1
  private running: Benchmark | undefined
  private ended: Promise<void> = Promise.resolve()
  private problem: InBothLanguages | null = null
  private listed: BenchmarkEntry[] | undefined
  private readonly waiting = new Set<() => void>()

  constructor(private readonly options: BenchmarkDeskOptions) {
    this.finished = new FinishedBenchmarks(options.dir)
  }

  /** When there is something newer than `since`, at the latest after 20 s. */
  async watch(since: number): Promise<BenchmarkView> {
    if (since === this.version) await this.change()
    this.listed ??= await this.finished.list()
    const { version, running, problem, listed } = this
    return { version, running: running?.progress() ?? null, problem, finished: listed, apacheMissing: apacheMissing() }
  }

  /** Throws BAD_REQUEST for what cannot be measured, ALREADY_RUNNING while one is under way. */
  start(request: BenchmarkRequest): { id: string; command: string } {
    if (this.running) throw failure('ALREADY_RUNNING', benchmarkWords.underWay)
    const { programs, dir } = this.options
    const id = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')
    const benchmark = new Benchmark({
      request,
      dir: join(dir, id),
      id,
      programs,
      version: productVersion(programs),
      apache: request.engines.includes('apache') ? apacheHere() : null,
      keep: false,
      changed: () => this.changed(),
    })
    this.running = benchmark
    this.problem = null
    this.ended = benchmark
      .run()
      .catch((error: Error) => {
        this.problem = textsOf(error)
      })
      .then(() => {
        this.running = undefined
        this.listed = undefined
        this.changed()
      })
      .then(() => undefined)
    this.changed()
    return { id, command: benchmark.command }
  }

  command(request: BenchmarkRequest): { command: string; runs: string[] } {
    const runs = planRuns(request).map(({ name }) => name)
    return { command: benchmarkCommand(request), runs }
  }

  stop(): void {
    this.running?.stop()
  }

  async remove(id: string): Promise<void> {
    await this.finished.remove(id)
    this.listed = undefined
    this.changed()
  }

  /** Resolves when nothing runs any more; what was measured is written. */
  async close(): Promise<void> {
    this.stop()
    await this.ended
    this.changed()
  }

  private changed(): void {
    this.version++
    for (const wake of [...this.waiting]) wake()
  }

  private change(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer)
        this.waiting.delete(wake)
        resolve()
      }
      const timer = setTimeout(wake, PATIENCE_MS)
      this.waiting.add(wake)
    })
  }
}

const apacheHere = (): ApacheKafka => findApacheKafka({}, process.env)

function apacheMissing(): InBothLanguages | null {
  try {
    apacheHere()
    return null
  } catch (error) {
    return textsOf(error)
  }
}
