import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, afterEach, type TestContext } from 'vitest'
import { apacheMissing } from './apache'
import { BrokerProcess } from './broker-process'
import { brokerProperties, type ClusterOptions, type Engine, targetEngine } from './cluster-options'
import { CoordinationProcess } from './coordination-process'
import { freePorts } from './ports'
import { programsMissing } from './programs'
import { temporaryDirectory } from './temp'

export { type Engine, targetEngine } from './cluster-options'

const READY_PATIENCE_MS = 30_000

/** Why a cluster of these engines cannot run here; undefined when it can. */
export async function clusterMissing(...engines: (Engine | 'zookeeper')[]): Promise<string | undefined> {
  const wanted = new Set(engines.length > 0 ? engines : [targetEngine])
  if (wanted.has('highwater')) {
    const missing = programsMissing('broker', 'coordination')
    if (missing) return missing
  }
  if (wanted.has('apache')) return (await apacheMissing('2.6.3')) ?? (await apacheMissing('zookeeper'))
  return wanted.has('zookeeper') ? apacheMissing('zookeeper') : undefined
}

/** Real processes on real ports and files: a coordination server and brokers, as `highwater up` would run them. */
export class TestCluster {
  private constructor(
    readonly directory: string,
    readonly coordination: CoordinationProcess,
    readonly brokers: readonly BrokerProcess[],
  ) {}

  static async start(options: ClusterOptions = {}): Promise<TestCluster> {
    const engine = options.engine ?? targetEngine
    const directory = temporaryDirectory('cluster')
    const keeper = options.coordination ?? (engine === 'apache' ? 'zookeeper' : 'highwater')
    const coordination = await CoordinationProcess.create(keeper, directory, options.tickTimeMs ?? 500)
    const ids = brokerIds(options.brokers ?? 3)
    const ports = await freePorts(ids.length)
    const brokers = ids.map((id, index) => {
      const home = join(directory, `broker-${id}`)
      const logDirs = Array.from({ length: options.logDirs ?? 1 }, (_, n) => join(home, `data${n + 1}`))
      const places = { port: ports[index]!, logDirs, zookeeper: coordination.address }
      const own = options.engineOf?.(id) ?? engine
      return new BrokerProcess(id, own, places.port, home, logDirs, brokerProperties(id, own, places, options))
    })
    const cluster = new TestCluster(directory, coordination, brokers)
    running.add(cluster)
    await coordination.start()
    if (options.start !== false) {
      await Promise.all(brokers.map((broker) => broker.start()))
      await cluster.waitReady()
    }
    return cluster
  }

  get bootstrap(): string {
    return this.brokers.map((broker) => broker.address).join(',')
  }

  get zookeeper(): string {
    return this.coordination.address
  }

  get ids(): number[] {
    return this.brokers.map((broker) => broker.id)
  }

  broker(id: number): BrokerProcess {
    const broker = this.brokers.find((candidate) => candidate.id === id)
    if (!broker) throw new Error(`no broker ${id} in this cluster`)
    return broker
  }

  /** Resolves when every running broker knows all running brokers and a controller: they learn it from the controller's update. */
  async waitReady(timeoutMs = READY_PATIENCE_MS): Promise<void> {
    const running = this.brokers.filter((broker) => broker.running && !broker.paused)
    const deadline = Date.now() + timeoutMs
    for (const broker of running) {
      for (;;) {
        const seen = await describe(broker.address).catch((error: Error) => error.message)
        if (typeof seen !== 'string' && running.every(({ id }) => seen.includes(id))) break
        if (Date.now() > deadline) throw new Error(this.problem(`broker ${broker.id} knows ${seen}, not all that run`))
        await new Promise((resolve) => setTimeout(resolve, 50))
      }
    }
  }

  /** The message with the last lines of every process. */
  problem(message: string): string {
    const tails = this.brokers.filter((broker) => broker.running).map(({ process }) => [process.name, process.tail(25)])
    return [message, ...tails.map(([name, tail]) => `--- ${name}\n${tail}`)].join('\n')
  }

  /** Brokers together, then the coordination server. What does not end by itself is killed. */
  async stopAll(): Promise<void> {
    running.delete(this)
    await Promise.all(this.brokers.filter((broker) => broker.running).map((broker) => broker.process.stop(8_000)))
    await this.coordination.stop()
  }

  /** For tests that are over with the processes' state: no controlled shutdown. */
  async killAll(): Promise<void> {
    running.delete(this)
    for (const broker of this.brokers) if (broker.running) await broker.kill('SIGKILL')
    await this.coordination.kill('SIGKILL')
  }
}

function brokerIds(brokers: number | readonly number[]): readonly number[] {
  return typeof brokers === 'number' ? Array.from({ length: brokers }, (_, index) => index + 1) : brokers
}

async function describe(address: string): Promise<number[]> {
  const kafka = new Kafka({
    brokers: [address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 0 },
    connectionTimeout: 2_000,
  })
  const admin = kafka.admin()
  try {
    await admin.connect()
    const { brokers, controller } = await admin.describeCluster()
    return controller === null || controller < 0 ? [] : brokers.map(({ nodeId }) => nodeId)
  } finally {
    await admin.disconnect()
  }
}

const running = new Set<TestCluster>()

afterEach(({ task }: TestContext) => {
  if (task.result?.state !== 'fail') return
  for (const cluster of running) process.stderr.write(`${cluster.problem(`${task.name} failed`)}\n`)
})

afterAll(async () => {
  for (const cluster of [...running]) await cluster.stopAll()
})
