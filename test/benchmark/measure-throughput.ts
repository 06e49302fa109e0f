import { kcat } from '../helpers/kcat'
import type { Bench } from './bench'
import { BenchCluster } from './bench-cluster'
import { fetchAll } from './fetch-loop'
import { createMeasured, produceLoad, RECORD_BYTES } from './load'
import type { Subject } from './report'

const LOADS = [
  { name: 'RF3 acks=1', topic: 'three-acks-1', replicationFactor: 3, acks: 1 },
  { name: 'RF3 acks=all', topic: 'three-acks-all', replicationFactor: 3, acks: 'all' },
  { name: 'RF1 acks=1', topic: 'one-acks-1', replicationFactor: 1, acks: 1 },
] as const
const READ_TOPIC = 'three-acks-1'
const MEBIBYTE = 1024 * 1024

/**
 * What clients get through: each round is a fresh cluster of each subject, warmed up with a fifth of the load. Clients share the
 * processors with the brokers.
 */
export async function measureThroughput(bench: Bench): Promise<void> {
  for (let round = 0; round < bench.plan.loadRounds; round++) {
    for (const engine of bench.engines) {
      await bench.quiet(`the load of round ${round + 1} on ${engine.subject}`)
      await BenchCluster.with(engine, async (cluster) => {
        await produceAll(bench, cluster)
        await consumeAll(bench, cluster)
      })
    }
  }
}

async function produceAll({ plan, report }: Bench, cluster: BenchCluster): Promise<void> {
  await createMeasured(cluster, { name: 'warm-up', replicationFactor: 3 })
  await produceLoad(cluster, { topic: 'warm-up', records: Math.ceil(plan.records / 5), acks: 'all' })
  for (const { name, topic, replicationFactor, acks } of LOADS) {
    await createMeasured(cluster, { name: topic, replicationFactor })
    const result = await produceLoad(cluster, { topic, records: plan.records, acks })
    const how = `Java producer-perf-test 3.9.1, defaults, ${plan.records} records of ${RECORD_BYTES} bytes, one partition, ${name}`
    const about = { subject: cluster.subject, how }
    report.add({ ...about, name: `produce ${name}`, unit: 'records/s' }, result.recordsPerSecond)
    report.add({ ...about, name: `produce ${name}, p99 latency`, unit: 'ms' }, result.p99LatencyMs)
  }
}

/** Without consumer groups, so by partition: `kafka-consumer-perf-test` subscribes with a group and cannot be used for both. */
async function consumeAll(bench: Bench, cluster: BenchCluster): Promise<void> {
  const { address } = await cluster.client.partition(READ_TOPIC, 0)
  const endOffset = await cluster.client.endOffset(READ_TOPIC, 0)
  const timed = async (read: () => Promise<unknown>) => {
    const startMs = performance.now()
    await read()
    return (performance.now() - startMs) / 1000
  }
  let bytes = 0
  const loopSeconds = await timed(async () => {
    bytes = await fetchAll(address!, READ_TOPIC, endOffset)
  })
  tell(bench, cluster.subject, 'raw Fetch loop', { seconds: loopSeconds, bytes, records: endOffset })
  if (!bench.kcat) return
  const kcatSeconds = await timed(() => readWithKcat(cluster.bootstrap, endOffset))
  tell(bench, cluster.subject, 'kcat', { seconds: kcatSeconds, bytes, records: endOffset })
}

interface Reading {
  seconds: number
  bytes: number
  records: number
}

function tell({ report }: Bench, subject: Subject, client: 'kcat' | 'raw Fetch loop', reading: Reading): void {
  const { seconds, bytes, records } = reading
  const conditions = {
    kcat: 'kcat -C -p 0 -o beginning -c N, a byte a record printed, its start included',
    'raw Fetch loop': 'one connection, Fetch v11 of 1 MiB one after the other, only batch headers read',
  }
  const how = `${conditions[client]}; ${records} records of ${RECORD_BYTES} bytes just written, one partition; by partition: no consumer group`
  report.add({ name: `consume, ${client}`, unit: 'records/s', subject, how }, records / seconds)
  report.add({ name: `consume, ${client}, bytes`, unit: 'MiB/s', subject, how }, bytes / MEBIBYTE / seconds)
}

async function readWithKcat(bootstrap: string, count: number): Promise<void> {
  const where = ['-b', bootstrap, '-t', READ_TOPIC, '-p', '0', '-o', 'beginning', '-c', String(count)]
  const { code, stdout, stderr } = await kcat(['-C', ...where, '-q', '-f', '.'], { timeoutMs: 300_000 })
  if (code !== 0 || stdout.length !== count)
    throw new Error(`kcat read ${stdout.length} of ${count} records: ${stderr}`)
}
