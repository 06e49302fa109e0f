import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ClusterClient } from '../../electron/host/client/cluster-client'
import { alter } from '../../electron/host/client/config-admin'
import { HandProducer, produceCommand } from '../../electron/host/client/hand-producer'
import { brokerPropertiesText } from '../../electron/host/cluster/broker-properties'
import type { ExerciseLab } from '../../electron/host/exercises/exercise-lab'
import { javaArguments, runTool } from './apache'
import { startZooKeeper } from './apache-servers'
import type { ApacheVersion } from './apache-versions'
import { ApacheView } from './apache-view'
import { apacheDump } from './dump-text'
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
 * Apache Kafka and Apache ZooKeeper as a lab for exercises that need no gate. Nobody tells anything there: states are the processes' own,
 * leaders and ISR come from ZooKeeper, offsets from the files, events from server.log. A replica's high watermark is the one of its
 * replication-offset-checkpoint, so no newer than the last time that was written.
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
      defaults: [],
      overrides: Object.entries({ 'zookeeper.session.timeout.ms': '6000', ...settings }),
    })
  const spawn = (id: number) => startBroker(version, directory, id, properties(id))
  const startOne = async (port: number, at: number): Promise<ApacheBroker> => {
    const id = at + 1
    const logDir = join(directory, `broker-${id}`)
    return { id, port, logDir, logFile: `${logDir}.log`, process: await spawn(id), frozen: false }
  }
  const brokers = await Promise.all(ports.map(startOne))
  const up = () => brokers.filter(({ process, frozen }) => process.exit === undefined && !frozen)
  const client = new ClusterClient(() => up().map(({ id, port }) => ({ id, host: HOST, port })))
  const bootstrap = ports.map((port) => `${HOST}:${port}`).join()
  const producer = new HandProducer(
    () => up().map(({ port }) => `${HOST}:${port}`),
    () => true,
  )
  const view = await ApacheView.open(connect, brokers)
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
    readRecords: ({ topic, partition }) => consumed(version, up()[0]!.port, topic, partition),
    alterConfigs: ({ changes, ...target }) => alter(client, bootstrap, target, changes),
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
    async runLine({ brokerId, line }) {
      const file = /^kafka-dump-log\.sh --files \/data\/kafka-logs\/(\S+)/.exec(line)?.[1]
      if (!file) throw new Error(`only dump-log is run here, not ${line}`)
      const text = await apacheDump(version, [join(one(brokerId).logDir, file)])
      return { exitCode: 0, lines: text.split('\n').map((each) => ({ stream: 'out' as const, text: each })) }
    },
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
    logStartOffset: 0,
    highWatermark: values.length,
  }
}
