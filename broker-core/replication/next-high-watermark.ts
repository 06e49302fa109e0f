/** What the leader knows of one other replica when it looks for a new high watermark. */
export interface ReplicaProgress {
  brokerId: number
  /** Next offset it will fetch; -1 when it has not fetched since this leadership began. */
  logEndOffset: number
  /** Monotonic time at which it last had everything; negative infinity: never. */
  lastCaughtUpMs: number
}

export interface HighWatermarkInputs {
  highWatermark: number
  leaderLogEndOffset: number
  remotes: Iterable<ReplicaProgress>
  /** Every broker that may count as in sync: the written ISR together with a change that is on its way to be written. */
  inSyncReplicas: ReadonlySet<number>
  nowMs: number
  replicaLagTimeMaxMs: number
}

/**
 * The smallest log end offset among the leader, the in-sync replicas and those that were caught up within replica.lag.time.max.ms,
 * but never less than today's (Partition.maybeIncrementLeaderHW). Waiting for a replica that is about to join keeps it from chasing
 * a high watermark that the leader alone moves.
 */
export function nextHighWatermark(inputs: HighWatermarkInputs): number {
  let next = inputs.leaderLogEndOffset
  for (const replica of inputs.remotes) {
    if (replica.logEndOffset >= next) continue
    const caughtUpLately = inputs.nowMs - replica.lastCaughtUpMs <= inputs.replicaLagTimeMaxMs
    if (caughtUpLately || inputs.inSyncReplicas.has(replica.brokerId)) next = replica.logEndOffset
  }
  return Math.max(next, inputs.highWatermark)
}
