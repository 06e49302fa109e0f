import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type {
  BenchmarkOutcome,
  BenchmarkProgress,
  BenchmarkReport,
  BenchmarkRequest,
  BenchmarkRun,
  BenchmarkStage,
} from '../api/benchmark-views'
import { LabError } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import { type ApacheKafka, createApacheEngine } from '../cluster/apache-engine'
import { createBuiltinEngine, type Engine } from '../cluster/engine'
import { LabFolder } from '../cluster/lab-folder'
import { benchmarkWords } from '../words/benchmark-words'
import { failure, textsOf } from '../words/wording'
import { benchmarkCommand } from './command-line'
import { isDiskFull, Reserve } from './disk-full'
import { machineFacts } from './machine'
import { type PlannedRun, planRuns, requestProblem } from './measurement-plan'
import { measureOnce } from './one-run'
import { writeReport } from './report-files'
import { requireKnownSettings } from './run-settings'
import type { RunWatch } from './run-watch'
import { summaryOfRun } from './summary'

export interface BenchmarkOptions {
  request: BenchmarkRequest
  /** Gets report.json, report.csv, samples.csv and report.html; the clusters' files while they run. */
  dir: string
  id: string
  /** `out/`. */
  programs: string
  version: string
  apache: ApacheKafka | null
  /** The clusters' files stay. */
  keep: boolean
  changed(): void
}

const CLIENT = {
  name: 'raw load process',
  how: 'requests are made before the load begins and sent by a process of their own, a connection for each partition; latency is that of whole requests, counted for each record in them',
}

/** Of the run under way, as pages draw it. */
const SHOWN_MAX = 600

/** A whole benchmark: run after run, then the report. Whatever ends it early, what was measured is reported. */
export class Benchmark {
  readonly command: string
  private readonly runs: PlannedRun[]
  private readonly finished: BenchmarkRun[] = []
  private readonly startedMs = Date.now()
  private current = 0
  private stage: BenchmarkStage = 'starting'
  private watch: RunWatch | null = null
  private stopped = false
  private control: { stop(): void; kill(): void } | undefined
  /** Of the benchmark itself, outside its runs. */
  private failure: { outcome: BenchmarkOutcome; texts: InBothLanguages } | undefined

  /** Throws BAD_REQUEST for what cannot be measured. */
  constructor(private readonly options: BenchmarkOptions) {
    const { request, dir, apache } = options
    const problem = requestProblem(request)
    if (problem !== null) throw new LabError('BAD_REQUEST', problem)
    requireKnownSettings(request.overrides)
    if (request.engines.includes('apache') && apache === null) throw failure('BAD_REQUEST', benchmarkWords.noApache)
    this.runs = planRuns(request)
    this.command = benchmarkCommand(request, { out: dir, kafkaLibs: apache?.libs ?? null })
  }

  /** Resolves with the report, which is written by then. Rejects only when it cannot be written. */
  async run(): Promise<BenchmarkReport> {
    const { dir, keep } = this.options
    new LabFolder(dir).prepare()
    const reserve = new Reserve(dir)
    try {
      await reserve.take()
      await this.runAll()
    } catch (error) {
      this.failure = {
        outcome: isDiskFull(error) ? 'diskFull' : 'failed',
        texts: textsOf(error),
      }
    }
    await reserve.release()
    if (!keep) await rm(join(dir, 'logs'), { recursive: true, force: true })
    const report = this.report()
    await writeReport(dir, report, this.options.programs)
    return report
  }

  /** No further run; the one under way ends with what it has. */
  stop(): void {
    this.stopped = true
    this.control?.stop()
    this.options.changed()
  }

  /** For a program that ends now. */
  kill(): void {
    this.control?.kill()
  }

  progress(): BenchmarkProgress {
    const { options, command, startedMs, runs, current, stage, watch, finished, stopped } = this
    return {
      id: options.id,
      dir: options.dir,
      command,
      startedMs,
      runs: runs.map(({ name }) => name),
      current,
      stage,
      share: this.share(),
      finished: finished.map(summaryOfRun),
      samples: watch?.samples.slice(-SHOWN_MAX) ?? [],
      cleans: watch?.cleans.slice(-SHOWN_MAX) ?? [],
      stopping: stopped,
    }
  }

  private share(): number {
    const { durationMs, records } = this.options.request.workload
    if (this.watch === null || this.stage === 'starting') return 0
    if (this.stage !== 'loading') return 1
    const share =
      durationMs === null ? (this.watch.last?.load?.records ?? 0) / (records ?? 1) : this.watch.elapsedMs / durationMs
    return Math.min(1, share)
  }

  private async runAll(): Promise<void> {
    for (const [at, run] of this.runs.entries()) {
      if (this.stopped) return
      this.current = at
      const result = await this.runOne(run)
      this.finished.push(result)
      this.watch = null
      this.options.changed()
      if (result.outcome === 'diskFull') return
    }
  }

  private async runOne(run: PlannedRun): Promise<BenchmarkRun> {
    const { request, dir, programs, keep, changed } = this.options
    const folder = new LabFolder(join(dir, 'clusters', run.id))
    try {
      return await measureOnce({
        request,
        run,
        folder,
        engine: this.engine(run, folder),
        programs,
        isWanted: () => !this.stopped,
        started: (control) => {
          this.control = control
          if (this.stopped) control.stop()
        },
        stage: (stage, watch) => {
          this.stage = stage
          this.watch = watch
          changed()
        },
        changed,
      })
    } finally {
      this.control = undefined
      if (!keep) await rm(join(dir, 'clusters'), { recursive: true, force: true, maxRetries: 3 })
    }
  }

  private engine(run: PlannedRun, folder: LabFolder): Engine {
    const { programs, apache } = this.options
    if (run.engine === 'builtin' || apache === null) return createBuiltinEngine({ folder, programs, strict: false })
    return createApacheEngine({ folder, programs, kafka: apache, environment: process.env })
  }

  private report(): BenchmarkReport {
    const { id, request, version, apache } = this.options
    const { finished, failure } = this
    const unfinished = finished.find(({ outcome }) => outcome !== 'complete')
    const cut = this.stopped ? 'interrupted' : undefined
    const texts = failure?.texts ?? unfinished?.texts ?? (cut ? benchmarkWords.cutShort : null)
    return {
      schema: 'highwater.bench.compaction',
      version: 1,
      id,
      startedAt: new Date(this.startedMs).toISOString(),
      finishedAt: new Date().toISOString(),
      outcome: failure?.outcome ?? unfinished?.outcome ?? cut ?? 'complete',
      message: texts?.en ?? null,
      texts,
      command: this.command,
      client: CLIENT,
      ...machineFacts({ version, apache: request.engines.includes('apache') ? apache : null }),
      request,
      runs: finished,
    }
  }
}
