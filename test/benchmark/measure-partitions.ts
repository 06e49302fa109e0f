import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench } from './bench'
import { BenchCluster } from './bench-cluster'
import { createMeasured } from './load'
import { cpuPercentOf, memoryOf } from './proc'

/** Many partitions on three replicas: how long they take to be there, and what they cost when nothing happens. */
export async function measurePartitions(bench: Bench): Promise<void> {
  for (const engine of bench.engines) {
    await bench.quiet(`the partitions of ${engine.subject}`)
    await BenchCluster.with(engine, (cluster) => measureOne(bench, cluster))
  }
}

async function measureOne({ plan, report }: Bench, cluster: BenchCluster): Promise<void> {
  const { partitions, idleCpuMs, settleMs } = plan
  const createMs = await createMeasured(cluster, { name: 'many', partitions, replicationFactor: 3 })
  await sleep(settleMs)
  const pids = [...cluster.brokerPids, cluster.coordination.pid]
  const cpu = await cpuPercentOf(pids, idleCpuMs)
  const about = { subject: cluster.subject }
  report.add(
    {
      ...about,
      name: `${partitions} partitions x 3 created`,
      unit: 'ms',
      how: 'CreateTopics v2 until every broker names all partitions with a leader and three in-sync replicas',
    },
    createMs,
  )
  const how = `no client, over ${idleCpuMs / 1000} s, ${settleMs / 1000} s after the topic was complete`
  for (const [index, percent] of cpu.entries()) {
    const name = index < cluster.brokers.length ? 'broker' : 'coordination server'
    report.add({ ...about, name: `${name} with ${partitions} partitions, CPU idle`, unit: '% of a core', how }, percent)
  }
  for (const pid of cluster.brokerPids) {
    report.add({ ...about, name: `broker with ${partitions} partitions, RSS`, unit: 'MiB', how }, memoryOf(pid).rssMiB)
  }
}
