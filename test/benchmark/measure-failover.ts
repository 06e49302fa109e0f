import { setTimeout as sleep } from 'node:timers/promises'
import { metadata } from '../helpers/raw-requests'
import type { Bench } from './bench'
import { BenchCluster } from './bench-cluster'
import { createMeasured } from './load'

const POLL_MS = 2
const PATIENCE_MS = 60_000

/** From SIGTERM of a leader that is not the controller until another broker names another leader. */
export async function measureFailover({ plan, engines, report, quiet }: Bench): Promise<void> {
  for (const engine of engines) {
    await quiet(`the failover of ${engine.subject}`)
    await BenchCluster.with(engine, async (cluster) => {
      for (let run = 0; run < plan.failovers; run++) {
        const { visibleMs, endedMs } = await failOver(cluster, `failover-${run}`)
        const figure = { unit: 'ms', subject: engine.subject }
        const how = `Metadata every ${POLL_MS} ms at a broker that stays; one partition, three replicas; the leader is not the controller; no load`
        report.add({ ...figure, name: 'new leader visible after SIGTERM', how }, visibleMs)
        report.add({ ...figure, name: 'broker ended after SIGTERM', how: 'exit of the process' }, endedMs)
      }
    })
  }
}

async function failOver(cluster: BenchCluster, topic: string): Promise<{ visibleMs: number; endedMs: number }> {
  const { controllerId } = await cluster.client.metadata()
  const [leader, witness] = cluster.brokers.filter(({ id }) => id !== controllerId)
  await createMeasured(cluster, { name: topic, assignment: [[leader!.id, witness!.id, controllerId]] })
  const connection = await cluster.client.to(witness!.address)
  const startMs = performance.now()
  const ended = leader!.process.exited.then(() => performance.now() - startMs)
  leader!.process.signal('SIGTERM')
  const deadline = startMs + PATIENCE_MS
  for (;;) {
    const { topics } = await metadata(connection, [topic])
    const now = topics.get(topic)?.partitions[0]?.leader
    if (now !== undefined && now >= 0 && now !== leader!.id) break
    if (performance.now() > deadline) throw new Error(`no new leader of ${topic} within ${PATIENCE_MS} ms`)
    await sleep(POLL_MS)
  }
  const visibleMs = performance.now() - startMs
  const endedMs = await ended
  await cluster.restart(leader!.id)
  return { visibleMs, endedMs }
}
