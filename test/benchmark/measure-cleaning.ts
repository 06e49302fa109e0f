import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BatchEncoder } from '../../electron/host/benchmark/batch-encoder'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { RawConnection } from '../helpers/raw-connection'
import { createTopic, produce } from '../helpers/raw-requests'
import { setTopicConfigs } from '../helpers/replication-requests'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'
import type { Bench } from './bench'
import { DirtyPages } from './dirty-pages'
import type { Engine } from './engines'
import { RECORD_BYTES } from './load'
import { type OneBroker, withOneBroker } from './one-broker'
import { PROBE_BYTES, PROBE_RATE, percentile, probeLatencies } from './probe-load'
import type { Subject } from './report'

const PROBE_TOPIC = 'probe'
const KEYS = 50_000
const BATCH_BYTES = 64 * 1024
const MEBIBYTE = 1024 * 1024
const PATIENCE_MS = 10 * 60_000
const READY_MS = 90_000
/** Where a log of many dirty segments is ready and may not be cleaned yet: no ratio is above 1. */
const NOT_YET = '1.0'
const AT_ONCE = '0.01'
const SHARES = [
  ['p50', 0.5],
  ['p99', 0.99],
  ['p99.9', 0.999],
] as const

type Latencies = number[]

/** A broker that waits for its turn. */
interface Measured extends OneBroker {
  subject: Subject
  client: RawClient
  connection: RawConnection
}

/**
 * What a producer feels of the cleaner: latencies of small batches on a broker while it cleans another log, against those right
 * before, as pairs; then the same while the kernel holds up whoever writes, because too many pages are dirty. A broker of each engine
 * runs all the time, and they take turns.
 */
export async function measureCleaning(bench: Bench): Promise<void> {
  await bench.quiet('latency while cleaning')
  const directory = temporaryDirectory('cleaning')
  try {
    await withBrokers(bench.engines, directory, [], (brokers) => measureInTurn(bench, brokers))
  } finally {
    removeTemporary(directory)
  }
}

async function withBrokers(
  engines: readonly Engine[],
  directory: string,
  started: readonly Measured[],
  use: (brokers: readonly Measured[]) => Promise<void>,
): Promise<void> {
  const [engine, ...others] = engines
  if (engine === undefined) return use(started)
  const settings = { 'log.cleaner.backoff.ms': 100 }
  await withOneBroker(engine, join(directory, engine.subject), settings, async (broker) => {
    const client = new RawClient([`127.0.0.1:${broker.port}`])
    try {
      const connection = await eventually(() => client.controller(), READY_MS)
      const measured = { ...broker, subject: engine.subject, client, connection }
      await create(measured, PROBE_TOPIC)
      await withBrokers(others, directory, [...started, measured], use)
    } finally {
      client.close()
    }
  })
}

async function measureInTurn(bench: Bench, brokers: readonly Measured[]): Promise<void> {
  const { plan } = bench
  // Code that runs for the first time is not what is measured.
  for (const broker of brokers) await probe(broker, sleep(plan.cleaningWarmUpMs))
  for (let round = 0; round < plan.cleaningRounds; round++)
    for (const broker of brokers) await measureClean(bench, broker, `dirty-${round}`)
  for (let round = 0; round < plan.throttledRounds; round++)
    for (const broker of brokers) await measureThrottled(bench, broker)
}

async function measureClean(bench: Bench, broker: Measured, topic: string): Promise<void> {
  const { plan } = bench
  await fill(broker, topic, plan.cleanedMebibytes)
  await sleep(plan.cleaningSettleMs)
  const idle = await probe(broker, sleep(plan.cleaningIdleMs))
  const cleaning = await probe(broker, clean(broker, topic))
  tellPair(bench, broker, 'while cleaning', idle, cleaning, `${plan.cleanedMebibytes} MiB, ${KEYS} keys`)
}

async function measureThrottled(bench: Bench, broker: Measured): Promise<void> {
  const { plan, report } = bench
  await sleep(plan.cleaningSettleMs)
  const idle = await probe(broker, sleep(plan.cleaningIdleMs))
  const pages = new DirtyPages(plan.dirtyMebibytes)
  try {
    await pages.begun()
    const throttled = await probe(broker, sleep(plan.throttledMs))
    const how = `another process writes up to ${plan.dirtyMebibytes} MiB without fsync, from when the kernel holds up writers`
    tellPair(bench, broker, 'while pages are dirty', idle, throttled, how)
    report.add({ subject: broker.subject, how, name: 'most pages that were dirty', unit: 'MiB' }, pages.mostMebibytes)
  } finally {
    await pages.end()
  }
}

const probe = ({ connection }: Measured, until: Promise<unknown>) => probeLatencies(connection, PROBE_TOPIC, until)

function tellPair(
  { report }: Bench,
  { subject }: Measured,
  name: string,
  idle: Latencies,
  busy: Latencies,
  what: string,
): void {
  const how = `Produce acks=1 of ${PROBE_BYTES} bytes, ${PROBE_RATE}/s, open loop, one broker; ${what}`
  for (const [label, share] of SHARES) {
    const before = percentile(idle, share)
    const during = percentile(busy, share)
    report.add({ subject, how, name: `produce ${label} idle, before (${name})`, unit: 'ms' }, before)
    report.add({ subject, how, name: `produce ${label} ${name}`, unit: 'ms' }, during)
    report.add({ subject, how, name: `produce ${label} ${name} / idle, paired`, unit: 'x' }, during / before)
  }
  report.add({ subject, how, name: `batches measured ${name}`, unit: 'batches' }, busy.length)
}

async function create({ client, process }: Omit<Measured, 'connection'>, name: string, configs = {}): Promise<void> {
  const { error, message } = await createTopic(await client.controller(), {
    name,
    partitions: 1,
    replicationFactor: 1,
    configs,
  })
  if (error !== 0) throw new Error(`cannot create ${name}: ${error} ${message}`)
  await process.line(new RegExp(`Created log for partition ${name}-0`), READY_MS)
}

/** A log of closed segments in which most records have newer ones behind them. */
async function fill(broker: Measured, topic: string, mebibytes: number): Promise<void> {
  await create(broker, topic, {
    'cleanup.policy': 'compact',
    'segment.bytes': String(16 * MEBIBYTE),
    'min.cleanable.dirty.ratio': NOT_YET,
  })
  const connection = await RawConnection.open(`127.0.0.1:${broker.port}`)
  const encoder = new BatchEncoder(BATCH_BYTES, Date.now())
  const value = Buffer.alloc(RECORD_BYTES, 'v')
  let bytes = 0
  for (let record = 0; bytes < mebibytes * MEBIBYTE; record++) {
    if (!encoder.fits(value)) {
      const batch = encoder.take()
      bytes += batch.length
      const { error } = await produce(connection, topic, 0, batch, { acks: 1 })
      if (error !== 0) throw new Error(`Produce to ${topic}: error ${error}`)
    }
    encoder.add(record % KEYS, value)
  }
  connection.close()
}

/** Lets the cleaner begin; resolves when it has cleaned the log. */
async function clean({ process, connection }: Measured, topic: string): Promise<void> {
  const done = process.line(new RegExp(`cleaned log ${topic}-0 `), PATIENCE_MS)
  const { error, message } = await setTopicConfigs(connection, topic, { 'min.cleanable.dirty.ratio': AT_ONCE })
  if (error !== 0) throw new Error(`the settings of ${topic}: ${error} ${message}`)
  await done
}
