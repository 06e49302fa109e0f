import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { LabError } from '../api/errors'
import type { InBothLanguages } from '../api/exercise-functions'
import { ClusterClient } from '../client/cluster-client'
import { createTopic } from '../client/topic-admin'
import { brokerPropertiesText } from '../cluster/broker-properties'
import type { Engine } from '../cluster/engine'
import { errorTextOf, exitHow } from '../cluster/exit-text'
import type { LabFolder } from '../cluster/lab-folder'
import { stopProcess } from '../cluster/lifecycle'
import { findFreePorts } from '../cluster/ports'
import { ProcessRecords } from '../cluster/process-records'
import { nodeProcessStarter } from '../cluster/process-starter'
import { SupervisedProcess } from '../cluster/supervised-process'
import { lastErrorOf } from '../logs/last-error'
import { benchmarkWords } from '../words/benchmark-words'
import { clusterWords } from '../words/cluster-words'
import { names } from '../words/names'
import { failure, sentence } from '../words/wording'
import { CauseReader } from './cause-reader'

const HOST = '127.0.0.1'
const READY_PATIENCE_MS = 90_000
const LOOK_MS = 20
const STOP_PATIENCE_MS = 60_000

export interface BenchBroker {
  id: number
  port: number
  process: SupervisedProcess
  logPath: string
  logDir: string
  causes: CauseReader
}

export interface BenchClusterOptions {
  folder: LabFolder
  engine: Engine
  brokers: number
  /** Of server.properties, besides addresses and directories. */
  settings: Record<string, string>
}

/** A cluster for one run, of any engine, that is driven and watched from outside. */
export class BenchCluster {
  readonly brokers: BenchBroker[] = []
  readonly client: ClusterClient
  private readonly coordination: SupervisedProcess
  private stopping = false

  private constructor(
    private readonly options: BenchClusterOptions,
    private readonly coordinationPort: number,
    ports: readonly number[],
  ) {
    const { folder, engine } = options
    const records = new ProcessRecords(folder.processes)
    for (const [at, port] of ports.entries()) {
      const id = at + 1
      const causes: CauseReader = new CauseReader((message) => process.send(message))
      const logPath = folder.log(`broker-${id}`)
      const process: SupervisedProcess = new SupervisedProcess(`broker-${id}`, nodeProcessStarter, records, {
        changed: () => undefined,
        message: (message) => causes.receive(message),
        lastError: () => lastErrorOf(logPath, process.startedMs),
      })
      this.brokers.push({ id, port, process, logPath, logDir: folder.logDir(id), causes })
    }
    this.coordination = new SupervisedProcess('coordination', nodeProcessStarter, records, {
      changed: () => undefined,
      message: () => undefined,
      lastError: () => lastErrorOf(engine.coordination(HOST, coordinationPort).logPath, null),
    })
    this.client = new ClusterClient(() =>
      this.brokers.filter(({ process }) => process.live).map(({ id, port }) => ({ id, host: HOST, port })),
    )
  }

  /** Writes the files of a new cluster; nothing runs yet. */
  static async prepare(options: BenchClusterOptions): Promise<BenchCluster> {
    options.folder.prepare()
    const [coordinationPort, ...ports] = await findFreePorts(HOST, options.brokers + 1)
    const cluster = new BenchCluster(options, coordinationPort!, ports)
    for (const { id, port, logDir } of cluster.brokers)
      options.folder.writeProperties(
        id,
        brokerPropertiesText({
          id,
          host: HOST,
          port,
          logDirs: [logDir],
          zookeeperConnect: `${HOST}:${coordinationPort}`,
          defaults: [],
          overrides: Object.entries(options.settings),
        }),
      )
    return cluster
  }

  /** Starts everything; resolves when the brokers serve requests and know each other. Rejects with what keeps them from it. */
  async start(isWanted: () => boolean): Promise<void> {
    const { engine } = this.options
    this.coordination.start(engine.coordination(HOST, this.coordinationPort))
    await this.until(() => accepts(this.coordinationPort), names.coordination, isWanted)
    for (const { id, process } of this.brokers) process.start(engine.broker(id))
    await this.until(() => this.isComplete(), benchmarkWords.theBrokers, isWanted)
  }

  /** Creates a topic and resolves with the leaders of its partitions, once all replicas are in sync. */
  async createTopic(
    topic: string,
    partitions: number,
    configs: Record<string, string>,
    isWanted: () => boolean,
  ): Promise<{ host: string; port: number }[]> {
    const replicationFactor = this.brokers.length
    const bootstrap = this.brokers.map(({ port }) => `${HOST}:${port}`).join()
    await createTopic(this.client, bootstrap, { topic, partitions, replicationFactor, configs })
    let leaders: { host: string; port: number }[] = []
    const isThere = async (): Promise<boolean> => {
      const found = (await this.client.metadata([topic])).topics[0]
      if (found?.errorCode !== 0 || found.partitions.length < partitions) return false
      const complete = found.partitions.filter(
        ({ leaderId, isrNodes }) => leaderId >= 0 && isrNodes.length === replicationFactor,
      )
      leaders = [...complete]
        .sort((one, other) => one.partitionIndex - other.partitionIndex)
        .map(({ leaderId }) => ({ host: HOST, port: this.brokers[leaderId - 1]!.port }))
      return complete.length === partitions
    }
    await this.until(isThere, names.topic(topic), isWanted)
    return leaders
  }

  /** What ended a broker or the coordination server that nobody asked to end; null: all run. */
  failure(): InBothLanguages | null {
    if (this.stopping) return null
    for (const process of [this.coordination, ...this.brokers.map((broker) => broker.process)]) {
      const { exit, name } = process
      if (process.live || exit === null) continue
      const [who, how] = [names.process(name), exitHow(exit)]
      if (exit.lastError === null) return sentence(clusterWords.ended, { who, how })
      return sentence(clusterWords.endedWith, { who, how, text: errorTextOf(exit.lastError) })
    }
    return null
  }

  /** Whether its brokers tell bytes by cause. */
  get countsCauses(): boolean {
    return this.options.engine.kind === 'builtin'
  }

  pids(): { id: number; pid: number }[] {
    return this.brokers.flatMap(({ id, process }) => (process.pid === null ? [] : [{ id, pid: process.pid }]))
  }

  /** Everything has ended when it resolves. */
  async stop(): Promise<void> {
    this.stopping = true
    await this.client.close()
    for (const { process } of this.brokers) process.send({ type: 'lastOfLab' })
    await Promise.all(this.brokers.map(({ process }) => stopProcess(process, STOP_PATIENCE_MS)))
    await stopProcess(this.coordination)
  }

  /** For the end of the program itself. */
  killNow(): void {
    this.stopping = true
    for (const process of [...this.brokers.map((broker) => broker.process), this.coordination])
      process.signal('SIGKILL')
  }

  private async isComplete(): Promise<boolean> {
    const { brokers, controllerId } = await this.client.metadata([])
    return brokers.length === this.brokers.length && controllerId >= 0
  }

  /** Processes and topics come to be at their own time, and not every engine tells. */
  private async until(met: () => Promise<boolean>, who: InBothLanguages, isWanted: () => boolean): Promise<void> {
    const deadlineMs = Date.now() + READY_PATIENCE_MS
    for (;;) {
      if (!isWanted()) throw failure('CLOSING', benchmarkWords.stopped)
      const ended = this.failure()
      if (ended !== null) throw new LabError('INTERNAL', ended)
      // A broker that does not listen yet refuses the connection: asked again.
      if (await met().catch(() => false)) return
      if (Date.now() > deadlineMs)
        throw failure('TIMED_OUT', benchmarkWords.notReady, { who, seconds: READY_PATIENCE_MS / 1000 })
      await sleep(LOOK_MS)
    }
  }
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: HOST, port })
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
