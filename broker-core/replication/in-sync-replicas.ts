import type { ReplicaProgress } from './next-high-watermark'

/**
 * In-sync replicas that must leave: behind the leader, and not caught up for longer than replica.lag.time.max.ms. It covers a follower
 * that stopped fetching and one that fetches but never arrives (Partition.getOutOfSyncReplicas).
 */
export function outOfSyncReplicas(inputs: {
  remotes: Iterable<ReplicaProgress>
  inSyncReplicas: ReadonlySet<number>
  leaderLogEndOffset: number
  nowMs: number
  replicaLagTimeMaxMs: number
}): number[] {
  const leaving: number[] = []
  for (const replica of inputs.remotes) {
    if (!inputs.inSyncReplicas.has(replica.brokerId)) continue
    const behind = replica.logEndOffset !== inputs.leaderLogEndOffset
    if (behind && inputs.nowMs - replica.lastCaughtUpMs > inputs.replicaLagTimeMaxMs) leaving.push(replica.brokerId)
  }
  return leaving
}

/**
 * A replica may join once it has all that is committed and all up to where the current leader's epoch began. Without the second rule
 * it could become leader before it fetched what an earlier leader had committed (Partition.isFollowerInSync).
 */
export function mayJoinInSyncReplicas(
  replicaLogEndOffset: number,
  highWatermark: number,
  leaderEpochStartOffset: number,
): boolean {
  return replicaLogEndOffset >= highWatermark && replicaLogEndOffset >= leaderEpochStartOffset
}
