import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { BatchEncoder } from '../../electron/host/benchmark/batch-encoder'
import { RawConnection } from '../helpers/raw-connection'
import { produce } from '../helpers/raw-requests'
import { setTopicConfigs } from '../helpers/replication-requests'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'
import type { Bench } from './bench'
import { BenchCluster } from './bench-cluster'
import { createMeasured, RECORD_BYTES } from './load'
import { PROBE_BYTES, PROBE_RATE, percentile, probeLatencies } from './probe-load'

const PROBE_TOPIC = 'probe'
const BROKER = 1
const KEYS = 50_000
const BATCH_BYTES = 64 * 1024
const MEBIBYTE = 1024 * 1024
const PATIENCE_MS = 10 * 60_000
/** Where a log of many dirty segments is ready and may not be cleaned yet: no ratio is above 1. */
const NOT_YET = '1.0'
const AT_ONCE = '0.01'
const SHARES = [
  ['p50', 0.5],
  ['p99', 0.99],
  ['p99.9', 0.999],
] as const

type Latencies = number[]

/**
 * What a producer feels of the cleaner: latencies of small batches on one broker while it cleans another log, against those right
 * before, as pairs of one cluster; then the same while the kernel holds up whoever writes, because too many pages are dirty.
 */
export async function measureCleaning(bench: Bench): Promise<void> {
  for (const engine of bench.engines) {
    await bench.quiet(`latency while cleaning on ${engine.subject}`)
    await BenchCluster.with(engine, (cluster) => measureOne(bench, cluster), { 'log.cleaner.backoff.ms': 100 })
  }
}

async function measureOne(bench: Bench, cluster: BenchCluster): Promise<void> {
  const { plan } = bench
  await createMeasured(cluster, { name: PROBE_TOPIC, assignment: [[BROKER]] })
  const connection = await RawConnection.open(cluster.broker(BROKER).address)
  try {
    const idleFor = (ms: number) => probeLatencies(connection, PROBE_TOPIC, sleep(ms))
    // Code that runs for the first time is not what is measured.
    await idleFor(plan.cleaningIdleMs / 5)
    for (let round = 0; round < plan.cleaningRounds; round++) {
      const topic = `dirty-${round}`
      await fill(bench, cluster, topic)
      await sleep(plan.settleMs)
      const idle = await idleFor(plan.cleaningIdleMs)
      const cleaning = await probeLatencies(connection, PROBE_TOPIC, clean(cluster, connection, topic))
      tellPair(bench, cluster, 'while cleaning', idle, cleaning, `${plan.cleanedMebibytes} MiB, ${KEYS} keys`)
    }
    for (let round = 0; round < plan.cleaningRounds; round++) {
      await sleep(plan.settleMs)
      const idle = await idleFor(plan.cleaningIdleMs)
      const flood = new DirtyPages(plan.dirtyMebibytes)
      const throttled = await probeLatencies(connection, PROBE_TOPIC, flood.write())
      const how = `another process writes ${plan.dirtyMebibytes} MiB without fsync; up to ${flood.mostMebibytes} MiB of pages were dirty`
      tellPair(bench, cluster, 'while pages are dirty', idle, throttled, how)
    }
  } finally {
    connection.close()
  }
}

function tellPair(
  { report }: Bench,
  cluster: BenchCluster,
  name: string,
  idle: Latencies,
  busy: Latencies,
  what: string,
): void {
  const { subject } = cluster
  const how = `Produce acks=1 of ${PROBE_BYTES} bytes, ${PROBE_RATE}/s, open loop, one replica; ${what}`
  for (const [label, share] of SHARES) {
    const before = percentile(idle, share)
    const during = percentile(busy, share)
    report.add({ subject, how, name: `produce ${label} idle, before (${name})`, unit: 'ms' }, before)
    report.add({ subject, how, name: `produce ${label} ${name}`, unit: 'ms' }, during)
    report.add({ subject, how, name: `produce ${label} ${name} / idle, paired`, unit: 'x' }, during / before)
  }
  report.add({ subject, how, name: `batches measured ${name}`, unit: 'batches' }, busy.length)
}

/** A log of closed segments in which most records have newer ones behind them. */
async function fill({ plan }: Bench, cluster: BenchCluster, topic: string): Promise<void> {
  const configs = {
    'cleanup.policy': 'compact',
    'segment.bytes': String(16 * MEBIBYTE),
    'min.cleanable.dirty.ratio': NOT_YET,
  }
  await createMeasured(cluster, { name: topic, assignment: [[BROKER]], configs })
  const connection = await RawConnection.open(cluster.broker(BROKER).address)
  const encoder = new BatchEncoder(BATCH_BYTES, Date.now())
  const value = Buffer.alloc(RECORD_BYTES, 'v')
  let bytes = 0
  for (let record = 0; bytes < plan.cleanedMebibytes * MEBIBYTE; record++) {
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
async function clean(cluster: BenchCluster, connection: RawConnection, topic: string): Promise<void> {
  const { process: broker } = cluster.broker(BROKER)
  const done = broker.line(new RegExp(`cleaned log ${topic}-0 `), PATIENCE_MS)
  const { error, message } = await setTopicConfigs(connection, topic, { 'min.cleanable.dirty.ratio': AT_ONCE })
  if (error !== 0) throw new Error(`the settings of ${topic}: ${error} ${message}`)
  await done
}

/** Fills the page cache with bytes that are not on the disk yet, from a process of its own. */
class DirtyPages {
  mostMebibytes = 0

  constructor(private readonly mebibytes: number) {}

  async write(): Promise<void> {
    const directory = temporaryDirectory('dirty')
    const target = `of=${join(directory, 'pages')}`
    const writer = spawn('dd', ['if=/dev/zero', target, 'bs=1M', `count=${this.mebibytes}`], { stdio: 'ignore' })
    const watch = setInterval(() => this.look(), 50)
    try {
      await once(writer, 'exit')
    } finally {
      clearInterval(watch)
      writer.kill('SIGKILL')
      removeTemporary(directory)
    }
  }

  private look(): void {
    const dirty = /^Dirty:\s+(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))
    this.mostMebibytes = Math.max(this.mostMebibytes, Math.round(Number(dirty?.[1] ?? 0) / 1024))
  }
}
