import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClusterClient } from '../../electron/host/client/cluster-client'
import { alter, describe } from '../../electron/host/client/config-admin'
import { consumeWithGroup } from '../../electron/host/client/hand-consumer'
import { HandProducer, produceCommand } from '../../electron/host/client/hand-producer'
import { deleteRecordsBefore, elect, reassign } from '../../electron/host/client/partition-admin'
import { brokerPropertiesText } from '../../electron/host/cluster/broker-properties'
import { labDefaultsFor } from '../../electron/host/cluster/lab-defaults'
import type { ExerciseLab } from '../../electron/host/exercises/exercise-lab'
import { readLogWindow } from '../../electron/host/logs/log-reader'
import { javaArguments, runTool } from './apache'
import { runApacheLine } from './apache-console'
import { startZooKeeper } from './apache-servers'
import type { ApacheVersion } from './apache-versions'
import { ApacheView } from './apache-view'
import { freePorts } from './ports'
import { startProcess, type TestProcess } from './processes'

const HOST = '127.0.0.1'
const LOOK_MS = 200
const START_PATIENCE_MS = 90_000
const CONSUMER_IDLE_MS = 8_000

export interface ApacheBroker {
  readonly id: number
  readonly port: number
  readonly logDir: string
  readonly logFile: string
  process: TestProcess
  frozen: boolean
}

export interface ApacheExerciseLab {
  lab: ExerciseLab
  logDir(id: number): string
  close(): Promise<void>
}

/**
 * Apache Kafka and Apache ZooKeeper as a lab for exercises that need no gate, with the lab's own defaults. No broker tells anything by
 * itself there: states are the processes' own, leaders and ISR come from ZooKeeper, offsets from what a broker answers of its replicas,
 * events from server.log.
 */
export async function openApacheExerciseLab(
  version: ApacheVersion,
  directory: string,
  count: number,
  settings: Readonly<Record<string, string>>,
): Promise<ApacheExerciseLab> {
  const [zookeeperPort, ...ports] = await freePorts(count + 1)
  const zookeeper = await startZooKeeper({ directory: join(directory, 'zookeeper'), port: zookeeperPort! })
  const connect = `${HOST}:${zookeeperPort}`
  const properties = (id: number) =>
    brokerPropertiesText({
      id,
      host: HOST,
      port: ports[id - 1]!,
      logDirs: [join(directory, `broker-${id}`)],
      zookeeperConnect: connect,
      defaults: labDefaultsFor(count, false),
      overrides: Object.entries(settings),
    })
  const spawn = (id: number) => startBroker(version, directory, id, properties(id))
  const startOne = async (port: number, at: number): Promise<ApacheBroker> => {
    const id = at + 1
    const logDir = join(directory, `broker-${id}`)
    return { id, port, logDir, logFile: `${logDir}.log`, process: await spawn(id), frozen: false }
  }
  const brokers = await Promise.all(ports.map(startOne))
  const up = () => brokers.filter(({ process, frozen }) => process.exit === undefined && !frozen)
  const reachable = () => up().map(({ id, port }) => ({ id, host: HOST, port }))
  const addresses = () => up().map(({ port }) => `${HOST}:${port}`)
  const client = new ClusterClient(reachable)
  const bootstrap = ports.map((port) => `${HOST}:${port}`).join()
  const producer = new HandProducer(addresses, () => true)
  const view = await ApacheView.open(connect, brokers, reachable)
  const one = (id: number) => brokers.find((each) => each.id === id)!
  let closed = false
  const functions: Partial<ExerciseLab['functions']> = {
    async pull() {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      if (closed) throw new Error('closed')
      return view.look()
    },
    releaseAllGates: async () => {
      throw new Error('no gates')
    },
    readServerProperties: async ({ id }) => ({ path: '', text: properties(id) }),
    async signalBroker({ id, signal }) {
      const broker = one(id)
      broker.process.signal(signal)
      broker.frozen = signal === 'SIGSTOP'
      return { command: `kill -s ${signal} ${broker.process.pid}` }
    },
    async startBroker({ id }) {
      one(id).process = await spawn(id)
      return { command: 'kafka-server-start.sh server.properties' }
    },
    produce: async (request) => ({ command: produceCommand(bootstrap, request), ...(await producer.send(request)) }),
    readRecords: async ({ topic, partition }) => ({
      ...(await consumed(version, up()[0]!.port, topic, partition)),
      ...(view.leaderOffsets({ topic, partition }) ?? { logStartOffset: 0, highWatermark: 0 }),
    }),
    deleteRecords: (request) => deleteRecordsBefore(client, bootstrap, request),
    readLog: ({ source, ...window }) => readLogWindow(join(directory, `${source}.log`), window),
    consumeWithGroup: async (request) => ({ command: '', ...(await consumeWithGroup(addresses(), request)) }),
    describeConfigs: (target) => describe(client, target),
    alterConfigs: ({ changes, ...target }) => alter(client, bootstrap, target, changes),
    electLeaders: (request) => elect(client, bootstrap, request),
    reassign: (request) => reassign(client, bootstrap, request),
  }
  const lab: ExerciseLab = {
    dir: directory,
    bootstrap,
    zookeeper: connect,
    functions: functions as ExerciseLab['functions'],
    client,
    brokerIds: () => brokers.map(({ id }) => id),
    logDirs: (id) => [one(id).logDir],
    logPath: (id) => one(id).logFile,
    cleaningOf: async () => null,
    bytesOf: async () => null,
    runLine: ({ brokerId, line }) =>
      runApacheLine(version, line, {
        logDir: one(brokerId).logDir,
        zookeeper: connect,
        address: (id) => `${HOST}:${one(id).port}`,
      }),
  }
  return {
    lab,
    logDir: (id) => one(id).logDir,
    async close() {
      closed = true
      await producer.close()
      await client.close()
      await view.close()
      await Promise.all(brokers.map(({ process }) => process.stop(0)))
      await zookeeper.stop()
    },
  }
}

async function startBroker(
  version: ApacheVersion,
  directory: string,
  id: number,
  properties: string,
): Promise<TestProcess> {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, `broker-${id}.properties`)
  writeFileSync(file, properties)
  const broker = startProcess({
    command: 'java',
    args: [...(await javaArguments(version, 'kafka.Kafka')), file],
    name: `Apache ${version} broker ${id}`,
    cwd: directory,
    logFile: join(directory, `broker-${id}.log`),
  })
  await broker.line(/started \(kafka\.server\.KafkaServer\)/, START_PATIENCE_MS)
  return broker
}

/** What Kafka's own consumer gets, from the beginning until nothing has come for a while. */
async function consumed(version: ApacheVersion, port: number, topic: string, partition: number) {
  const place = ['--topic', topic, '--partition', String(partition), '--offset', 'earliest']
  const args = ['--bootstrap-server', `${HOST}:${port}`, ...place, '--timeout-ms', String(CONSUMER_IDLE_MS)]
  const { stdout } = await runTool(version, 'console-consumer', args)
  const values = stdout.split('\n').filter((line) => line !== '')
  const record = { timestampMs: 0, key: null, headers: [], leaderEpoch: -1 }
  return {
    command: `kafka-console-consumer.sh ${args.join(' ')}`,
    records: values.map((value, offset) => ({ ...record, offset, value })),
  }
}
