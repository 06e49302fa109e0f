import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { LogCleaner } from '../../broker-core/cleaner/log-cleaner'
import { logConfigFrom } from '../../broker-core/config/log-config'
import { RecordBatchView } from '../../broker-core/format/record-batch'
import { recordsOf } from '../../broker-core/format/record-batch-reader'
import { decodeTxnIndex } from '../../broker-core/format/txn-index'
import type { LogManager } from '../../broker-core/log/log-manager'
import { startLogManager } from '../../broker-core/log/start-log-manager'
import { createLogger, createNodeRuntime } from '../../broker-core/runtime/node'
import type { Runtime } from '../../broker-core/runtime/runtime'
import { ClusterZnodes } from '../../broker-core/znodes/cluster-znodes'
import { createCoordinationClient } from '../../broker-core/znodes/create-client'
import { apacheMissing } from '../helpers/apache'
import { startApacheBroker } from '../helpers/apache-servers'
import { CoordinationProcess } from '../helpers/coordination-process'
import { dumpLog, logFiles } from '../helpers/dump-log'
import { eventually } from '../helpers/eventually'
import { LogGenerator } from '../helpers/generated-logs'
import { freePort } from '../helpers/ports'
import { programsMissing } from '../helpers/programs'
import { Seeded } from '../helpers/seeded'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

/** More of them, and others, by hand: HIGHWATER_LOGS=1000 HIGHWATER_SEED=7. */
const PARTITIONS = Number(process.env.HIGHWATER_LOGS ?? 100)
const DUMPED = 25
const SEED = Number(process.env.HIGHWATER_SEED ?? 4711)
const BACKOFF_MS = 3_600_000
const PATIENCE_MS = 90_000
const TOPICS = {
  plain: {},
  lagging: { 'min.compaction.lag.ms': '14400000' },
}
const COMPACTED = {
  'cleanup.policy': 'compact',
  'segment.bytes': '4000',
  'index.interval.bytes': '300',
  'min.cleanable.dirty.ratio': '0.001',
  'segment.ms': '86400000',
}
/** What the tool says of every compacted log, and of every time index that counts a batch without records, Apache's own among them. */
const TOLERATED =
  /^Non-consecutive offsets|^ {2}\d+ is followed by \d+|^Found timestamp mismatch|^ {2}Index timestamp: \d+, log timestamp: -1$/
const missing = (await apacheMissing('3.9.1')) ?? programsMissing('coordination')

describe.skipIf(skipFor("Apache 3.9.1's log cleaner", missing))('what survives compaction', () => {
  const root = temporaryDirectory('cleaner-oracle')
  const at = (name: string) => join(root, name)
  let runtime: Runtime

  const partitionsOf = (topic: string) => (topic === 'plain' ? PARTITIONS : PARTITIONS / 5)
  const names = Object.keys(TOPICS).flatMap((topic) =>
    Array.from({ length: partitionsOf(topic) }, (_, partition) => `${topic}-${partition}`),
  )
  const open = (directory: string): Promise<LogManager> =>
    startLogManager({
      runtime,
      logDirs: [directory],
      configOf: (topic) => logConfigFrom(new Map(Object.entries({ ...COMPACTED, ...TOPICS[topic as 'plain'] }))),
      onLogDirFailure: ({ error }) => expect.fail(error.message),
      onAllLogDirsFailed: ({ error }) => expect.fail(error.message),
    })

  beforeAll(async () => {
    const logger = createLogger([])
    runtime = await createNodeRuntime({ logger })
    await generate(at('source'))
    cpSync(at('source'), at('ours'), { recursive: true, preserveTimestamps: true })
    cpSync(at('source'), at('apache'), { recursive: true, preserveTimestamps: true })
    await cleanWithOurs(at('ours'))
    await cleanWithApache(at('apache'))
  }, 240_000)

  async function generate(directory: string): Promise<void> {
    const manager = await open(directory)
    for (const [index, name] of names.entries()) {
      const [topic, partition] = name.split('-')
      const log = manager.getOrCreateLog({ topic: topic!, partition: Number(partition) }, { isNew: true })
      const random = new Seeded(SEED + index)
      new LogGenerator(log, random, runtime.codec, Date.now()).fill(random.integer(5, 120))
    }
    await manager.shutdown()
  }

  async function cleanWithOurs(directory: string): Promise<void> {
    const manager = await open(directory)
    for (const log of manager.allLogs()) log.updateHighWatermark(log.logEndOffset)
    let asleep: () => void
    const done = new Promise<void>((resolve) => {
      asleep = resolve
    })
    const cleaner = new LogCleaner({
      runtime: {
        ...runtime,
        scheduler: {
          ...runtime.scheduler,
          after: (delayMs, task) => {
            if (delayMs === BACKOFF_MS) asleep()
            return runtime.scheduler.after(delayMs, task)
          },
        },
      },
      config: {
        ...{ threads: 1, dedupeBufferSize: 4_000_000, dedupeBufferLoadFactor: 0.9, ioBufferSize: 65_536 },
        ...{ ioMaxBytesPerSecond: Number.POSITIVE_INFINITY, backoffMs: BACKOFF_MS },
      },
      directories: [directory],
      logs: () => manager.logsForCleaning(),
      events: () => undefined,
      probe: () => undefined,
      onStorageFailure: (_, error) => expect.fail(error.message),
    })
    manager.useCleaner(cleaner)
    cleaner.startup()
    await done
    expect(cleaner.uncleanablePartitions(directory)).toEqual([])
    await manager.shutdown()
  }

  /** The logs lie there before the broker's first start; the znodes say that they are its own. */
  async function cleanWithApache(directory: string): Promise<void> {
    const coordination = await CoordinationProcess.create('highwater', root, 500)
    await coordination.start()
    const client = createCoordinationClient(runtime, {
      connectString: coordination.address,
      sessionTimeoutMs: 10_000,
      maxInFlightRequests: 10,
      name: 'oracle',
    })
    await client.connect(10_000)
    const znodes = new ClusterZnodes(client, runtime)
    await znodes.createTopLevelPaths()
    for (const [topic, configs] of Object.entries(TOPICS)) {
      const partitions = Array.from({ length: partitionsOf(topic) }, (_, index) => index)
      const assignment = { replicas: [1], addingReplicas: [], removingReplicas: [] }
      await znodes.configs.set('topics', topic, new Map(Object.entries({ ...COMPACTED, ...configs })))
      await znodes.topics.create(topic, { partitions: new Map(partitions.map((index) => [index, assignment])) })
    }
    await client.close()
    const broker = await startApacheBroker({
      version: '3.9.1',
      directory: at('apache-home'),
      properties: {
        'broker.id': 1,
        listeners: `PLAINTEXT://127.0.0.1:${await freePort()}`,
        'log.dirs': directory,
        'zookeeper.connect': coordination.address,
        'inter.broker.protocol.version': '2.6',
        'log.cleaner.backoff.ms': 200,
        'log.cleaner.dedupe.buffer.size': 4_000_000,
        'log.cleaner.io.buffer.size': 65_536,
        'controlled.shutdown.enable': false,
      },
    })
    try {
      const wanted = checkpoint(at('ours'))
      await eventually(() => expect(checkpoint(directory)).toEqual(wanted), PATIENCE_MS, 500)
    } finally {
      await broker.stop(20_000)
      await coordination.stop()
    }
  }

  const checkpoint = (directory: string): string[] =>
    readFileSync(join(directory, 'cleaner-offset-checkpoint'), 'utf8').trim().split('\n').slice(2).sort()

  const filesOf = (directory: string, name: string, suffix: string): string[] =>
    readdirSync(join(directory, name))
      .filter((file) => file.endsWith(suffix))
      .sort()

  const batchesOf = (directory: string, name: string): RecordBatchView[] =>
    filesOf(directory, name, '.log').flatMap((file) => {
      const bytes = readFileSync(join(directory, name, file))
      const views: RecordBatchView[] = []
      for (let position = 0; position < bytes.length; ) {
        const view = new RecordBatchView(bytes, position)
        views.push(view)
        position += view.sizeInBytes
      }
      return views
    })

  /** What both must agree on; the horizon is the time of the cleaning, and compressors differ. */
  const described = (batch: RecordBatchView) => {
    const isExact = batch.deleteHorizonMs === undefined && batch.codec === 'none'
    return {
      ...{ baseOffset: batch.baseOffset, lastOffset: batch.lastOffset, attributes: batch.attributes },
      ...{ leaderEpoch: batch.partitionLeaderEpoch, maxTimestamp: batch.maxTimestamp, valid: batch.isValid },
      ...{ producerId: batch.producerId, producerEpoch: batch.producerEpoch, baseSequence: batch.baseSequence },
      records: [...recordsOf(batch, runtime.codec)].map(({ offset, timestamp, key, value, headers }) => ({
        ...{ offset, timestamp, key: key?.toString(), value: value?.toString() },
        headers: headers.length,
      })),
      bytes: isExact ? batch.buffer.subarray(batch.position, batch.position + batch.sizeInBytes).toString('hex') : '',
    }
  }

  it(`is the same with Apache Kafka 3.9.1 on ${names.length} logs, batch by batch`, () => {
    let cleaned = 0
    for (const name of names) {
      const ours = batchesOf(at('ours'), name)
      expect(ours.map(described), `${name} of seed ${SEED}`).toEqual(batchesOf(at('apache'), name).map(described))
      if (ours.length < batchesOf(at('source'), name).length) cleaned++
    }
    expect(cleaned).toBeGreaterThan(names.length / 2)
  })

  it('lies in the same segments, with the same transaction indexes', () => {
    for (const name of names) {
      expect(filesOf(at('ours'), name, '.log'), name).toEqual(filesOf(at('apache'), name, '.log'))
      const aborted = (directory: string) =>
        filesOf(directory, name, '.txnindex')
          .filter((file) => statSync(join(directory, name, file)).size > 0)
          .map((file) => [file, decodeTxnIndex(readFileSync(join(directory, name, file)))])
      expect(aborted(at('ours')), name).toEqual(aborted(at('apache')))
    }
  })

  it("is accepted by Apache's dump-log tool", async () => {
    const some = new Set(new Seeded(SEED).shuffled(names).slice(0, DUMPED))
    const files = logFiles(at('ours')).filter((file) => some.has(basename(dirname(file))))
    const { problems, batches } = await dumpLog(files, '3.9.1')
    expect(batches).toBeGreaterThan(DUMPED)
    expect(problems.filter((line) => !TOLERATED.test(line))).toEqual([])
  })
})
