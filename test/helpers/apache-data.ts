import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kafka, logLevel, type Message } from 'kafkajs'
import type { ApacheVersion } from './apache'
import { spawnApacheBroker, startApacheBroker } from './apache-servers'
import { CODECS } from './compression'
import { eventually } from './eventually'
import { kafkajsCompression, plugCodecs } from './kafkajs-codecs'
import { freePort, freePorts } from './ports'
import type { TestProcess } from './processes'
import type { Properties } from './properties'
import { readZnode, writeZnode } from './raw-znodes'
import { Seeded } from './seeded'

/** Data directories that one Apache broker left behind. */
export interface ApacheData {
  version: ApacheVersion
  /** As kill -9 left it under load. */
  killed: string
  /** After a recovery, some more records of a later leader epoch, and a clean stop. */
  stopped: string
}

/** Kafka 4 takes small segments only under a name that is meant for tests (KIP-1030). */
const segmentBytes = (version: ApacheVersion, value: number) => ({
  name: version.startsWith('4') ? 'internal.segment.bytes' : 'segment.bytes',
  value: String(value),
})
const small = (version: ApacheVersion) => [
  segmentBytes(version, 20_000),
  { name: 'index.interval.bytes', value: '300' },
]
const compacted = (version: ApacheVersion) => [
  segmentBytes(version, 2_000),
  { name: 'cleanup.policy', value: 'compact' },
  { name: 'min.cleanable.dirty.ratio', value: '0.01' },
]

function properties(port: number, logDir: string, zookeeper: string): Properties {
  return {
    'broker.id': 1,
    listeners: `PLAINTEXT://127.0.0.1:${port}`,
    'log.dirs': logDir,
    'zookeeper.connect': zookeeper,
    'zookeeper.session.timeout.ms': 3_000,
    'zookeeper.connection.timeout.ms': 30_000,
    // A broker that knows no cluster yet would answer a client's topic with an invalid replication factor, which no client tries again.
    'auto.create.topics.enable': false,
    'offsets.topic.replication.factor': 1,
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'transaction.state.log.num.partitions': 1,
    'log.cleaner.backoff.ms': 200,
    'log.cleaner.dedupe.buffer.size': 4_000_000,
    'replica.high.watermark.checkpoint.interval.ms': 1_000,
  }
}

interface Writer {
  version: ApacheVersion
  home: string
  port: number
  start(): Promise<TestProcess>
  /** While it is down: see to it that the next life begins a leader epoch. */
  betweenLives?(): Promise<void>
}

/**
 * Lets one Apache broker write plain, compressed, transactional and compacted topics and committed offsets, kills it under load, starts
 * it again on what is left, and stops it.
 */
async function twoLives({ version, home, port, start, betweenLives }: Writer): Promise<ApacheData> {
  const stopped = join(home, 'data')
  const killed = join(home, 'killed')
  let broker = await start()
  try {
    await write(version, port, stopped)
    await killUnderLoad(port, broker)
    cpSync(stopped, killed, { recursive: true })
    await betweenLives?.()
    broker = await start()
    await writeMore(port)
  } finally {
    await broker.stop()
  }
  return { version, killed, stopped }
}

/** By a broker of a ZooKeeper cluster. */
export async function writeApacheData(version: ApacheVersion, home: string, zookeeper: string): Promise<ApacheData> {
  const logDir = join(home, 'data')
  mkdirSync(logDir, { recursive: true })
  const port = await freePort()
  return twoLives({
    version,
    home,
    port,
    start: () => startApacheBroker({ version, directory: home, properties: properties(port, logDir, zookeeper) }),
    betweenLives: async () => {
      await unregistered(zookeeper)
      for (const topic of ['plain', 'killed']) await loseLeader(zookeeper, topic)
    },
  })
}

/** By a KRaft broker that is its own controller. */
export async function writeKraftData(home: string): Promise<ApacheData> {
  const version = '4.3.0'
  const logDir = join(home, 'data')
  mkdirSync(logDir, { recursive: true })
  // What `kafka-storage.sh format` would write, without the start of a JVM.
  const ids = 'node.id=1\ncluster.id=4L6g3nShT-eMCtK--X86sw\ndirectory.id=RfVh1jNpTUqlMzoUY2uPow\n'
  writeFileSync(join(logDir, 'meta.properties'), `version=1\n${ids}`)
  const [port, controller] = (await freePorts(2)) as [number, number]
  const { 'zookeeper.connect': _connect, 'broker.id': _id, ...shared } = properties(port, logDir, '')
  const own = Object.entries(shared).filter(([key]) => !key.startsWith('zookeeper.'))
  const quorum = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${controller}`,
    listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    'controller.listener.names': 'CONTROLLER',
  }
  const kraft: Properties = { ...Object.fromEntries(own), ...quorum }
  const start = async () => {
    const broker = await spawnApacheBroker({ version, directory: home, properties: kraft })
    await eventually(() => answers(port), 40_000)
    return broker
  }
  return twoLives({ version, home, port, start })
}

async function answers(port: number): Promise<void> {
  const admin = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING, retry: { retries: 0 } }).admin()
  try {
    await admin.connect()
    const { brokers } = await admin.describeCluster()
    if (brokers.length === 0) throw new Error('no broker is registered yet')
  } finally {
    await admin.disconnect()
  }
}

const client = (port: number) =>
  new Kafka({
    brokers: [`127.0.0.1:${port}`],
    logLevel: logLevel.NOTHING,
    retry: { retries: 20, initialRetryTime: 50 },
  })

async function write(version: ApacheVersion, port: number, logDir: string): Promise<void> {
  plugCodecs()
  const kafka = client(port)
  const admin = kafka.admin()
  await admin.connect()
  const topics = [
    { topic: 'plain', numPartitions: 1, configEntries: small(version) },
    { topic: 'codecs', numPartitions: CODECS.length, configEntries: small(version) },
    { topic: 'transactions', numPartitions: 1 },
    { topic: 'compacted', numPartitions: 1, configEntries: compacted(version) },
    { topic: 'killed', numPartitions: 1, configEntries: small(version) },
  ]
  // A KRaft broker that answers may still be fenced: no replica goes to it then.
  await eventually(() => admin.createTopics({ topics, waitForLeaders: true }), 30_000)
  const producer = kafka.producer()
  await producer.connect()
  const seeded = new Seeded(5)
  for (let round = 0; round < 25; round++) {
    await producer.send({ topic: 'plain', messages: messages(seeded) })
    await producer.send({
      topic: 'compacted',
      messages: messages(seeded).map((message) => ({ ...message, key: `k${seeded.integer(0, 5)}` })),
    })
    for (const [partition, codec] of CODECS.entries())
      await producer.send({
        topic: 'codecs',
        compression: kafkajsCompression[codec],
        messages: messages(seeded).map((message) => ({ ...message, partition })),
      })
  }
  await producer.disconnect()
  await transactions(kafka)
  await admin.setOffsets({ groupId: 'readers', topic: 'plain', partitions: [{ partition: 0, offset: '7' }] })
  await admin.disconnect()
  await eventually(() => {
    if (!/^compacted 0 [1-9]/m.test(checkpoint(logDir))) throw new Error(`not cleaned yet: ${checkpoint(logDir)}`)
  }, 20_000)
}

const checkpoint = (logDir: string): string => {
  const path = join(logDir, 'cleaner-offset-checkpoint')
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}

/** Some with keys, some without, tombstones, empty ones, headers, text that is not ASCII and bytes that are no text. */
function messages(seeded: Seeded): Message[] {
  return Array.from({ length: seeded.integer(1, 6) }, (_, index): Message => {
    const kind = seeded.integer(0, 7)
    const text = Array.from({ length: seeded.integer(0, 300) }, () =>
      String.fromCharCode(seeded.integer(32, 126)),
    ).join('')
    return {
      key: kind === 0 ? null : kind === 1 ? '' : `key-${seeded.integer(0, 9)}`,
      value:
        kind === 2 ? null : kind === 3 ? Buffer.from([0xff, 0x01, 0x80, 0x41]) : kind === 4 ? `값 ${index} é` : text,
      timestamp: String(1_700_000_000_000 + seeded.integer(0, 1_000_000)),
      ...(kind > 4 ? { headers: { trace: `t${index}`, empty: '' } } : {}),
    }
  })
}

async function transactions(kafka: Kafka): Promise<void> {
  const producer = kafka.producer({ transactionalId: 'mover', maxInFlightRequests: 1, idempotent: true })
  await producer.connect()
  for (const outcome of ['commit', 'abort', 'commit'] as const) {
    const transaction = await producer.transaction()
    await transaction.send({ topic: 'transactions', messages: [{ key: outcome, value: 'one' }, { value: 'two' }] })
    await transaction[outcome]()
  }
  await producer.disconnect()
}

async function killUnderLoad(port: number, broker: TestProcess): Promise<void> {
  const producer = client(port).producer({ retry: { retries: 0 } })
  await producer.connect()
  let sent = 0
  let running = true
  const loops = Array.from({ length: 4 }, async () => {
    while (running) {
      const values = Array.from({ length: 5 }, (_, index) => ({ value: `value ${sent}-${index} ${'x'.repeat(200)}` }))
      // Sends fail from the kill on: that ends the loop.
      await producer.send({ topic: 'killed', acks: 1, messages: values }).then(
        () => sent++,
        () => (running = false),
      )
    }
  })
  await eventually(() => {
    if (sent < 60) throw new Error(`${sent} sent`)
  }, 20_000)
  broker.signal('SIGKILL')
  await broker.exited
  running = false
  await Promise.all(loops)
  await producer.disconnect()
}

/** A broker whose killed self is registered yet does not start: its session must end first. */
async function unregistered(zookeeper: string): Promise<void> {
  const slash = zookeeper.indexOf('/')
  const path = `${zookeeper.slice(slash)}/brokers/ids/1`
  await eventually(async () => {
    if (await readZnode(zookeeper.slice(0, slash), path)) throw new Error(`${path} is still there`)
  }, 30_000)
}

/** A partition without a leader gets a new one, in a later epoch, from the controller that starts next. */
async function loseLeader(zookeeper: string, topic: string): Promise<void> {
  const slash = zookeeper.indexOf('/')
  const path = `${zookeeper.slice(slash)}/brokers/topics/${topic}/partitions/0/state`
  const state = JSON.parse((await readZnode(zookeeper.slice(0, slash), path))?.data ?? '{}')
  await writeZnode(zookeeper.slice(0, slash), path, JSON.stringify({ ...state, leader: -1, leader_epoch: 3 }))
}

async function writeMore(port: number): Promise<void> {
  const producer = client(port).producer()
  await producer.connect()
  for (const topic of ['plain', 'killed', 'compacted'])
    await producer.send({ topic, messages: [{ key: 'k1', value: 'after the restart' }] })
  await producer.disconnect()
}
