import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './bench'
import { BenchCluster } from './bench-cluster'
import type { Engine } from './engines'
import { createMeasured, produceLoad } from './load'
import { memoryOf } from './proc'

const TOPIC = 'memory'

/** Memory a broker and of the coordination server: idle, then after a load on three replicas with acks=all. */
export async function measureMemory(bench: Bench): Promise<void> {
  for (const engine of [...bench.engines, ...bench.memoryOnly]) {
    await bench.quiet(`the memory of ${engine.subject}`)
    await BenchCluster.with(engine, (cluster) => measureOne(bench, engine, cluster))
  }
}

async function measureOne(bench: Bench, engine: Engine, cluster: BenchCluster): Promise<void> {
  await sleep(bench.plan.settleMs)
  tell(bench, cluster, 'idle', `${bench.plan.settleMs / 1000} s after the start, no topic; ${engine.told}`)
  if (!bench.tools) return
  await createMeasured(cluster, { name: TOPIC, replicationFactor: 3 })
  await produceLoad(cluster, { topic: TOPIC, records: bench.plan.records, acks: 'all' })
  await sleep(bench.plan.settleMs)
  const load = `${bench.plan.records} records of 500 bytes, acks=all, three replicas`
  tell(bench, cluster, 'loaded', `${bench.plan.settleMs / 1000} s after ${load}; ${engine.told}`)
}

function tell({ report }: Bench, cluster: BenchCluster, state: 'idle' | 'loaded', when: string): void {
  const figure = { unit: 'MiB', subject: cluster.subject, how: `/proc/PID/smaps_rollup and status, ${when}` }
  for (const pid of cluster.brokerPids) {
    const { rssMiB, anonymousMiB, peakRssMiB } = memoryOf(pid)
    report.add({ ...figure, name: `broker ${state}, RSS` }, rssMiB)
    report.add({ ...figure, name: `broker ${state}, anonymous` }, anonymousMiB)
    if (state === 'loaded') report.add({ ...figure, name: 'broker, peak RSS' }, peakRssMiB)
  }
  const { rssMiB, anonymousMiB } = memoryOf(cluster.coordination.pid)
  report.add({ ...figure, name: `coordination server ${state}, RSS` }, rssMiB)
  report.add({ ...figure, name: `coordination server ${state}, anonymous` }, anonymousMiB)
}
