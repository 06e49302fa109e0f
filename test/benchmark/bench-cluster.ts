import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePorts } from '../helpers/ports'
import type { TestProcess } from '../helpers/processes'
import type { Properties } from '../helpers/properties'
import { RawClient } from '../helpers/raw-client'
import { RawConnection } from '../helpers/raw-connection'
import { type ClusterMetadata, metadata } from '../helpers/raw-requests'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'
import type { Engine } from './engines'
import type { Subject } from './report'

const IDS = [1, 2, 3] as const
const READY_PATIENCE_MS = 90_000
const POLL_MS = 5
const STOP_PATIENCE_MS = 30_000

export interface BenchBroker {
  id: number
  address: string
  process: TestProcess
}

export interface StartTimes {
  /** From nothing to a coordination server that accepts connections, milliseconds. */
  coordinationMs: number
  /** From the start of the three brokers together until every one of them names all three and a controller. */
  brokersMs: number
}

/** Three brokers and their coordination server with Kafka's default settings, on real files in a directory of their own. */
export class BenchCluster {
  readonly client: RawClient
  private constructor(
    private readonly engine: Engine,
    readonly times: StartTimes,
    readonly coordination: TestProcess,
    readonly brokers: readonly BenchBroker[],
    private readonly directory: string,
    private readonly zookeeper: string,
    private readonly extra: Properties,
  ) {
    this.client = new RawClient(brokers.map(({ address }) => address))
  }

  /** A fresh cluster for as long as `use` takes, with `extra` settings. Nothing of it stays, whatever happens. */
  static async with(
    engine: Engine,
    use: (cluster: BenchCluster) => Promise<void> | void,
    extra: Properties = {},
  ): Promise<void> {
    const directory = temporaryDirectory('bench')
    const started: TestProcess[] = []
    try {
      const cluster = await BenchCluster.start(watched(engine, started), directory, extra)
      await use(cluster)
      cluster.client.close()
    } finally {
      const [coordination, ...brokers] = started
      await Promise.all(brokers.map((broker) => broker.stop(STOP_PATIENCE_MS)))
      await coordination?.stop()
      removeTemporary(directory)
    }
  }

  private static async start(engine: Engine, directory: string, extra: Properties): Promise<BenchCluster> {
    const [zookeeperPort, ...ports] = await freePorts(IDS.length + 1)
    const zookeeper = `127.0.0.1:${zookeeperPort}`
    const startMs = performance.now()
    const coordination = await engine.startCoordination(join(directory, 'coordination'), zookeeperPort!)
    const coordinationMs = performance.now() - startMs
    const places = IDS.map((id, index) => ({ id, port: ports[index]! }))
    const brokers = places.map(({ id, port }) => ({
      id,
      address: `127.0.0.1:${port}`,
      process: engine.spawnBroker(join(directory, `broker-${id}`), {
        ...settings(id, port, zookeeper, directory),
        ...extra,
      }),
    }))
    await Promise.all(brokers.map((broker) => untilReady(broker)))
    const brokersMs = performance.now() - startMs - coordinationMs
    return new BenchCluster(engine, { coordinationMs, brokersMs }, coordination, brokers, directory, zookeeper, extra)
  }

  get subject(): Subject {
    return this.engine.subject
  }

  get bootstrap(): string {
    return this.brokers.map(({ address }) => address).join(',')
  }

  get brokerPids(): number[] {
    return this.brokers.map((broker) => broker.process.pid)
  }

  broker(id: number): BenchBroker {
    const broker = this.brokers.find((candidate) => candidate.id === id)
    if (broker === undefined) throw new Error(`no broker ${id} here`)
    return broker
  }

  /** After it was ended: the same broker on the same files; resolves when all three know it. */
  async restart(id: number): Promise<void> {
    const broker = this.broker(id)
    const port = Number(broker.address.split(':')[1])
    const properties = { ...settings(id, port, this.zookeeper, this.directory), ...this.extra }
    broker.process = this.engine.spawnBroker(join(this.directory, `broker-${id}`), properties)
    await Promise.all(this.brokers.map((each) => untilReady(each)))
  }
}

/** Remembers every process it starts, the coordination server first. */
function watched(engine: Engine, started: TestProcess[]): Engine {
  return {
    ...engine,
    startCoordination: async (directory, port) => {
      const server = await engine.startCoordination(directory, port)
      started.push(server)
      return server
    },
    spawnBroker: (directory, properties) => {
      const broker = engine.spawnBroker(directory, properties)
      started.push(broker)
      return broker
    },
  }
}

/** Kafka's defaults, but for what has to be set. */
function settings(id: number, port: number, zookeeper: string, directory: string): Properties {
  return {
    'broker.id': id,
    listeners: `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': join(directory, `broker-${id}`, 'data'),
    'zookeeper.connect': zookeeper,
    'auto.create.topics.enable': false,
  }
}

async function untilReady({ id, address, process: broker }: BenchBroker): Promise<void> {
  const isReady = ({ brokers, controllerId }: ClusterMetadata) =>
    IDS.every((one) => brokers.has(one)) && controllerId >= 0
  const deadline = performance.now() + READY_PATIENCE_MS
  let connection: RawConnection | undefined
  try {
    for (;;) {
      if (broker.exit !== undefined) throw new Error(`broker ${id} ended\n${broker.tail()}`)
      if (performance.now() > deadline) throw new Error(`broker ${id} is not ready\n${broker.tail()}`)
      try {
        if (connection === undefined || connection.closed) connection = await RawConnection.open(address)
        if (isReady(await metadata(connection, []))) return
      } catch {
        // Not listening yet, or not answering yet: asked again until the patience is over.
        connection?.close()
      }
      await sleep(POLL_MS)
    }
  } finally {
    connection?.close()
  }
}
