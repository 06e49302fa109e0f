/** The end offset of an epoch: -1 for both when the asked one is not known (OffsetForLeaderEpoch). */
export interface EpochEndOffset {
  leaderEpoch: number
  endOffset: number
}

export interface TruncationStep {
  offset: number
  /** false: cut here, then ask the leader again about the epoch that is now the latest. */
  done: boolean
}

/**
 * Where a follower cuts its log after the leader told the end of the follower's latest epoch (KIP-101 and KIP-279,
 * AbstractFetcherThread.getOffsetTruncationState). `ownEndOffsetFor` looks into the follower's own epochs and answers
 * `endOffset: -1` for an unknown one.
 */
export function truncationByLeaderEpoch(inputs: {
  leader: EpochEndOffset
  /** Where the follower would fetch from if nothing better is known: its high watermark. */
  initialFetchOffset: number
  logEndOffset: number
  ownEndOffsetFor: (leaderEpoch: number) => EpochEndOffset
}): TruncationStep {
  const { leader, logEndOffset } = inputs
  if (leader.endOffset === -1) return { offset: Math.min(inputs.initialFetchOffset, logEndOffset), done: true }
  if (leader.leaderEpoch === -1) return { offset: Math.min(leader.endOffset, logEndOffset), done: true }
  const own = inputs.ownEndOffsetFor(leader.leaderEpoch)
  if (own.endOffset === -1) return { offset: Math.min(leader.endOffset, logEndOffset), done: true }
  if (own.leaderEpoch !== leader.leaderEpoch) return { offset: Math.min(own.endOffset, logEndOffset), done: false }
  return { offset: Math.min(own.endOffset, leader.endOffset, logEndOffset), done: true }
}

/** The rule before leader epochs (KIP-101's motivation): drop everything above one's own high watermark, committed or not. */
export function truncationToHighWatermark(highWatermark: number, logEndOffset: number): number {
  return Math.min(highWatermark, logEndOffset)
}
