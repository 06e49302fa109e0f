import type { ProbeFact } from '../../../broker-core/probe/events'
import { CleaningWatch } from '../cleaning/cleaning-watch'
import type { Cluster } from '../cluster/cluster'
import { machineIo } from '../sampler/machine-io'
import type { Timeline } from '../timeline/timeline'
import { IoWatch } from './io-watch'

const CHANGING: ReadonlySet<ProbeFact['kind']> = new Set([
  'cleanerStarted',
  'cleanerFinished',
  'cleanerStopped',
  'segmentsDeleted',
  'segmentRolled',
  'configChanged',
  'truncated',
])

/** Disk I/O by cause, cleaner and retention of a lab's brokers. */
export function storageWatches(cluster: Cluster, timeline: Timeline) {
  const events = () => timeline.from(timeline.start, timeline.end - timeline.start)
  const io = new IoWatch({
    brokers: () =>
      [...cluster.brokers.values()].map((broker) => ({
        brokerId: broker.id,
        pid: broker.process.pid,
        now: broker.process.live ? broker.io : null,
      })),
    partitions: async (brokerId, of) =>
      (await cluster.broker(brokerId).askStorage({ io: of.map(({ topic, partition }) => ({ topic, partition })) }))
        ?.io ?? null,
    events,
    machine: machineIo,
    nowMs: Date.now,
  })
  const cleaning = new CleaningWatch({
    brokers: () => [...cluster.brokers.values()].filter(({ process }) => process.live).map(({ id }) => id),
    ask: (brokerId, question) => cluster.broker(brokerId).askStorage(question),
    events,
    nowMs: Date.now,
  })
  return {
    io,
    cleaning,
    note: (fact: ProbeFact): void => {
      if (CHANGING.has(fact.kind)) cleaning.soon()
    },
  }
}
