import type { GateView } from './api/gate-functions'
import type { ReplicationInterest } from './api/replication-views'
import { partitionKey } from './cluster/broker-reports'
import type { Cluster } from './cluster/cluster'
import { replicaPlace } from './cluster/replica-places'
import { ReplicationWatch } from './replication/replication-watch'
import { monotonicMs } from './sampler/counter-readers'

/** What passes between replicas, as the brokers of this lab tell it. */
export function openReplicationWatch(cluster: Cluster, gates: () => readonly GateView[]): ReplicationWatch {
  return new ReplicationWatch({
    replicas: (of) => replicasOf(cluster, of),
    truncating: (brokerId, of) =>
      gates().some(
        ({ gate, waiting }) =>
          gate.kind === 'truncation' &&
          gate.brokerId === brokerId &&
          partitionKey(gate) === partitionKey(of) &&
          waiting.length > 0,
      ),
    watch: (partitions) => {
      for (const { process } of cluster.brokers.values())
        if (process.live) process.send({ type: 'watchReplication', partitions: [...partitions] })
    },
    wallMs: (atMs) => Date.now() - (monotonicMs() - atMs),
  })
}

function replicasOf(cluster: Cluster, of: ReplicationInterest) {
  const key = partitionKey(of)
  const brokers = [...cluster.brokers.values()]
  const told = brokers
    .filter(({ process }) => process.live)
    .flatMap(({ reports }) => reports.metadataPartitions.get(key) ?? [])
  const newest = told.sort((one, other) => other.leaderEpoch - one.leaderEpoch)[0]
  if (newest === undefined) return undefined
  const leading = cluster.brokers.get(newest.leader)
  const leaders = leading?.process.live ? leading.reports.partitions.get(key) : undefined
  const { leader, leaderEpoch } = newest
  return {
    leader,
    leaderEpoch,
    isr: leaders?.role === 'leader' ? leaders.isr : newest.isr,
    replicas: newest.replicas.map((brokerId) => {
      const broker = cluster.brokers.get(brokerId)
      return {
        brokerId,
        live: broker?.process.live ?? false,
        telemetry: broker?.reports.partitions.get(key),
        reportedMs: broker?.reports.reportedMs ?? 0,
        directory: replicaPlace(cluster, { ...of, brokerId })?.directory,
      }
    }),
  }
}
