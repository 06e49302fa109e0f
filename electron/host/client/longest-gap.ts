/** How long a run of moments paused at most: fed with each moment, begun anew at will. Times are of one clock, milliseconds. Pure. */
export class LongestGap {
  count = 0
  private lastMs: number | undefined
  private longestMs = 0

  /** From now on. What has happened last still counts as the beginning of the gap that follows. */
  begin(): void {
    this.longestMs = 0
  }

  happened(atMs: number): void {
    if (this.lastMs !== undefined) this.longestMs = Math.max(this.longestMs, atMs - this.lastMs)
    this.lastMs = atMs
    this.count++
  }

  /** Between two moments since `begin`. 0: fewer than two. */
  get ms(): number {
    return this.longestMs
  }
}
