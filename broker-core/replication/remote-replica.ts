import type { ReplicaProgress } from './next-high-watermark'

/** Before every reading of any clock: a clock may have begun to count a moment ago, so 0 would be lately. */
export const NEVER_MS = Number.NEGATIVE_INFINITY

/** A follower as its leader sees it, learnt from nothing but its fetch requests (kafka.cluster.Replica). */
export class RemoteReplica implements ReplicaProgress {
  logEndOffset = -1
  logStartOffset = -1
  lastCaughtUpMs = NEVER_MS
  private leaderLogEndOffsetAtLastFetch = 0
  private lastFetchMs = NEVER_MS

  constructor(readonly brokerId: number) {}

  /** A new leader epoch: who was in sync gets a full lag time to show itself, the others must catch up first. */
  resetCaughtUpTime(leaderLogEndOffset: number, nowMs: number, inSync: boolean): void {
    this.leaderLogEndOffsetAtLastFetch = leaderLogEndOffset
    this.lastFetchMs = nowMs
    this.lastCaughtUpMs = inSync ? nowMs : NEVER_MS
  }

  /** This broker just became leader: positions known from an older leadership say nothing now. */
  forgetPosition(): void {
    this.logEndOffset = -1
    this.logStartOffset = -1
    this.leaderLogEndOffsetAtLastFetch = -1
    this.lastFetchMs = NEVER_MS
  }

  /**
   * A fetch arrived. It had caught up now if it asks for the leader's end, or at its previous fetch if it asks for what was the
   * leader's end then: so a follower that is always one small batch behind still counts as caught up.
   */
  recordFetch(fetch: { fetchOffset: number; logStartOffset: number; leaderLogEndOffset: number; nowMs: number }): void {
    if (fetch.fetchOffset >= fetch.leaderLogEndOffset) {
      this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs, fetch.nowMs)
    } else if (fetch.fetchOffset >= this.leaderLogEndOffsetAtLastFetch) {
      this.lastCaughtUpMs = Math.max(this.lastCaughtUpMs, this.lastFetchMs)
    }
    this.logStartOffset = fetch.logStartOffset
    this.logEndOffset = fetch.fetchOffset
    this.leaderLogEndOffsetAtLastFetch = fetch.leaderLogEndOffset
    this.lastFetchMs = fetch.nowMs
  }
}
