import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchmarkOutcome, BenchmarkRequest, BenchmarkRun, BenchmarkStage } from '../api/benchmark-views'
import { LabError } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import type { Engine } from '../cluster/engine'
import type { LabFolder } from '../cluster/lab-folder'
import { benchmarkWords } from '../words/benchmark-words'
import { sentence, textsOf } from '../words/wording'
import { BenchCluster } from './bench-cluster'
import { isDiskFull, logsSayDiskFull } from './disk-full'
import { type LoadEnd, LoadRunner } from './load-runner'
import type { PlannedRun } from './measurement-plan'
import { runResult } from './run-result'
import { type RunSettings, runSettings } from './run-settings'
import { RunWatch } from './run-watch'

export const TOPIC = 'bench'
/** A broker that fails closes its connections first, and its process ends a little later. */
const DEATH_PATIENCE_MS = 3000
const LOOK_MS = 50

export interface OneRunOptions {
  request: BenchmarkRequest
  run: PlannedRun
  folder: LabFolder
  engine: Engine
  programs: string
  isWanted(): boolean
  /** The load under way can be stopped with it. */
  started(control: { stop(): void; kill(): void }): void
  stage(stage: BenchmarkStage, watch: RunWatch | null): void
  changed(): void
}

interface Ending {
  outcome: BenchmarkOutcome
  /** Why it is not complete. */
  texts: InBothLanguages | null
}

/** One cluster, one topic, one load. Whatever happens, everything it started has ended when it resolves, and what was measured is told. */
export async function measureOnce(options: OneRunOptions): Promise<BenchmarkRun> {
  return new OneRun(options).run()
}

class OneRun {
  private readonly settings: RunSettings
  private readonly startedAt = new Date().toISOString()
  private cluster: BenchCluster | undefined
  private load: LoadRunner | undefined
  private watch: RunWatch | undefined
  private end: LoadEnd | null = null

  constructor(private readonly options: OneRunOptions) {
    this.settings = runSettings(options.request, options.run)
  }

  async run(): Promise<BenchmarkRun> {
    const { options, settings, startedAt } = this
    let ending: Ending
    try {
      ending = await this.measure()
    } catch (error) {
      ending = this.failed(error)
    } finally {
      options.stage('stopping', this.watch ?? null)
      this.load?.close()
      await this.cluster?.stop()
    }
    const { request, run } = options
    return runResult({ request, run, settings, startedAt, ...ending, end: this.end, watch: this.watch })
  }

  private async measure(): Promise<Ending> {
    const { options, settings } = this
    const { request, folder, engine, programs, isWanted } = options
    options.stage('starting', null)
    const cluster = await BenchCluster.prepare({ folder, engine, brokers: request.brokers, settings: settings.broker })
    this.cluster = cluster
    const load = new LoadRunner(programs, folder.log('load'), folder.dir)
    this.load = load
    options.started({
      stop: () => load.stop(),
      kill: () => {
        load.close()
        cluster.killNow()
      },
    })
    await cluster.start(isWanted)
    const leaders = await cluster.createTopic(TOPIC, request.workload.partitions, settings.topic, isWanted)
    await load.prepare({ topic: TOPIC, workload: request.workload, leaders })
    if (!isWanted()) return interrupted
    const watch = new RunWatch(cluster, load, options.changed)
    this.watch = watch
    await watch.start()
    options.stage('loading', watch)
    load.go()
    this.end = await load.end
    const ending = await this.endOfLoad(cluster, load)
    if (ending.outcome === 'complete') await this.settle(cluster, watch)
    await watch.end()
    // The cleaner may have filled the disk after the load.
    return ending.outcome === 'complete' ? this.endOfSettling(cluster) : ending
  }

  private async endOfLoad(cluster: BenchCluster, load: LoadRunner): Promise<Ending> {
    const problem = this.end === null ? load.problem : loadProblem(this.end.problem)
    if (problem === null) return this.options.isWanted() ? complete : interrupted
    for (let waited = 0; waited < DEATH_PATIENCE_MS && cluster.failure() === null; waited += LOOK_MS)
      await sleep(LOOK_MS)
    return this.failed(new LabError('INTERNAL', cluster.failure() ?? problem))
  }

  private async settle(cluster: BenchCluster, watch: RunWatch): Promise<void> {
    const { options } = this
    options.stage('settling', watch)
    const endMs = Date.now() + options.request.settleMs
    while (Date.now() < endMs && options.isWanted() && cluster.failure() === null) await sleep(LOOK_MS)
  }

  private endOfSettling(cluster: BenchCluster): Ending {
    const failure = cluster.failure()
    if (failure !== null) return this.failed(new LabError('INTERNAL', failure))
    return this.options.isWanted() ? complete : interrupted
  }

  private failed(error: unknown): Ending {
    if (!this.options.isWanted()) return interrupted
    const texts = textsOf(error)
    const logs = this.cluster?.brokers.map(({ logPath }) => logPath) ?? []
    if (!isDiskFull(error) && !logsSayDiskFull(logs)) return { outcome: 'failed', texts }
    const { dir } = this.options.folder
    return { outcome: 'diskFull', texts: sentence(benchmarkWords.diskFull, { dir, text: texts }) }
  }
}

const loadProblem = (text: string | null): InBothLanguages | null =>
  text === null ? null : sentence(benchmarkWords.loadProblem, { text })

const complete: Ending = { outcome: 'complete', texts: null }
const interrupted: Ending = { outcome: 'interrupted', texts: benchmarkWords.cutShort }
