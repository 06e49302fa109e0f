import type { Bench } from './bench'
import { BenchCluster, type StartTimes } from './bench-cluster'

const HOW =
  'Metadata requests every 5 ms to every broker; ready when each names three brokers and a controller; empty directories'

/** Three brokers from nothing to ready. Alternates between the subjects, so that whatever else changes changes for all. */
export async function measureStart({ plan, engines, report, quiet }: Bench): Promise<void> {
  for (let run = 0; run < plan.startRuns; run++) {
    for (const engine of engines) {
      await quiet(`start ${run + 1} of ${engine.subject}`)
      let times: StartTimes = { coordinationMs: 0, brokersMs: 0 }
      await BenchCluster.with(engine, (cluster) => {
        times = cluster.times
      })
      const { coordinationMs, brokersMs } = times
      const figure = { unit: 'ms', subject: engine.subject, how: `${HOW}; ${engine.told}` }
      report.add({ ...figure, name: 'coordination server and three brokers ready' }, coordinationMs + brokersMs)
      report.add({ ...figure, name: 'three brokers ready' }, brokersMs)
      report.add({ ...figure, name: 'coordination server listens' }, coordinationMs)
    }
  }
}
