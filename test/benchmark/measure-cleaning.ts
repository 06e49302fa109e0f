import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BatchEncoder } from '../../electron/host/benchmark/batch-encoder'
import { CleanerLogParser, type CleanerLogReport } from '../../electron/host/benchmark/cleaner-log'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { RawConnection } from '../helpers/raw-connection'
import { createTopic, produce } from '../helpers/raw-requests'
import { setTopicConfigs } from '../helpers/replication-requests'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'
import type { Bench } from './bench'
import { type DirtyLooks, DirtyPages } from './dirty-pages'
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
const REPORT_MS = 10_000
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
 * runs all the time, and they take turns. Beside it, how fast the cleaner was meanwhile.
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
  const pages = await DirtyPages.prepare(plan.dirtyMebibytes)
  try {
    for (let round = 0; round < plan.throttledRounds; round++)
      for (const broker of brokers) await measureThrottled(bench, broker, pages)
  } finally {
    await pages.end()
  }
}

async function measureClean(bench: Bench, broker: Measured, topic: string): Promise<void> {
  const { plan } = bench
  await fill(broker, topic, plan.cleanedMebibytes)
  await sleep(plan.cleaningSettleMs)
  const idle = await probe(broker, sleep(plan.cleaningIdleMs))
  const cleaning = await probe(broker, clean(broker, topic))
  const what = `${plan.cleanedMebibytes} MiB, ${KEYS} keys`
  tellPair(bench, broker, 'while cleaning', idle, cleaning, what)
  const { processedBytes, seconds } = await eventually(() => cleanerReport(broker, topic), REPORT_MS)
  const how = `the broker's own cleaner report, beside the producer; ${what}`
  const figure = { subject: broker.subject, how, name: 'cleaner beside a producer: overall', unit: 'MiB/s' }
  bench.report.add(figure, processedBytes / MEBIBYTE / seconds)
}

async function measureThrottled(bench: Bench, broker: Measured, pages: DirtyPages): Promise<void> {
  const { plan, report } = bench
  await sleep(plan.cleaningSettleMs)
  const idle = await probe(broker, sleep(plan.cleaningIdleMs))
  await pages.begin()
  const { result: throttled, seen } = await pages.watch(probe(broker, sleep(plan.throttledMs)))
  pages.pause()
  const { name, how } = describeThrottling(seen)
  tellPair(bench, broker, name, idle, throttled, how)
  report.add({ subject: broker.subject, how, name: `most pages dirty ${name}`, unit: 'MiB' }, seen.mostMebibytes)
}

/** Says that writers were throttled only where that was seen. */
function describeThrottling({ looks, heldUpLooks }: DirtyLooks): { name: string; how: string } {
  const name = heldUpLooks > 0 ? 'while the kernel throttles writers' : 'while pages are dirty, NO THROTTLING SEEN'
  const share = `the writer was in balance_dirty_pages at ${heldUpLooks} of ${looks} looks`
  return { name, how: `another process (nice 10) writes over a file in memory without fsync; ${share}` }
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

function cleanerReport({ process }: Measured, topic: string): CleanerLogReport {
  let report: CleanerLogReport | undefined
  const parser = new CleanerLogParser((found) => {
    if (found.topicPartition === `${topic}-0`) report = found
  })
  for (const line of process.lines(/./)) parser.line(line)
  if (report === undefined) throw new Error(`no report of the clean of ${topic}`)
  return report
}
