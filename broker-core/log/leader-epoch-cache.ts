/** Where a leader epoch began. */
export interface EpochEntry {
  readonly epoch: number
  readonly startOffset: number
}

/** End of an epoch; -1 for both when it cannot be told (OffsetForLeaderEpoch). */
export interface EpochEndOffset {
  readonly leaderEpoch: number
  readonly endOffset: number
}

export interface LeaderEpochCacheOptions {
  entries: readonly EpochEntry[]
  logEndOffset(): number
  /** Called with all entries after every change, before the change counts: writes `leader-epoch-checkpoint`. */
  persist(entries: readonly EpochEntry[]): void
}

/**
 * Which offsets each leader wrote: the followers' means to find where their log parts from the leader's (KIP-101,
 * kafka.server.epoch.LeaderEpochFileCache). Invariant: epochs and start offsets both strictly ascend.
 */
export class LeaderEpochCache {
  private list: EpochEntry[]

  constructor(private readonly options: LeaderEpochCacheOptions) {
    this.list = [...options.entries]
  }

  get latestEpoch(): number | undefined {
    return this.list[this.list.length - 1]?.epoch
  }

  get earliestEntry(): EpochEntry | undefined {
    return this.list[0]
  }

  entries(): readonly EpochEntry[] {
    return this.list
  }

  /** Records that `epoch` begins at `startOffset`. Entries that contradict it (epoch or start not below) are dropped. */
  assign(epoch: number, startOffset: number): void {
    if (epoch < 0 || startOffset < 0)
      throw new Error(`leader epoch ${epoch} at offset ${startOffset}: both must be >= 0`)
    const last = this.list[this.list.length - 1]
    if (last !== undefined && last.epoch === epoch && startOffset >= last.startOffset) return
    const kept = this.list.filter((entry) => entry.epoch < epoch && entry.startOffset < startOffset)
    this.replace([...kept, { epoch, startOffset }])
  }

  /** The log now ends at `endOffset`. */
  truncateFromEnd(endOffset: number): void {
    const last = this.list[this.list.length - 1]
    if (last === undefined || last.startOffset < endOffset) return
    this.replace(this.list.filter((entry) => entry.startOffset < endOffset))
  }

  /** The log now begins at `startOffset`: the epoch that covers it stays, and begins there. */
  truncateFromStart(startOffset: number): void {
    const covering = this.list.filter((entry) => entry.startOffset <= startOffset)
    const current = covering[covering.length - 1]
    if (current === undefined || (covering.length === 1 && current.startOffset === startOffset)) return
    this.replace([{ epoch: current.epoch, startOffset }, ...this.list.slice(covering.length)])
  }

  clear(): void {
    if (this.list.length > 0) this.replace([])
  }

  /**
   * End of `epoch`: the log end for the latest, else the start of the next larger one, told together with the largest epoch known that
   * is not above it.
   */
  endOffsetFor(epoch: number): EpochEndOffset {
    const latest = this.latestEpoch
    if (epoch === -1 || latest === undefined || epoch > latest) return { leaderEpoch: -1, endOffset: -1 }
    if (epoch === latest) return { leaderEpoch: epoch, endOffset: this.options.logEndOffset() }
    const nextIndex = this.list.findIndex((entry) => entry.epoch > epoch)
    const next = this.list[nextIndex]!
    const floor = this.list[nextIndex - 1]
    return { leaderEpoch: floor === undefined ? epoch : floor.epoch, endOffset: next.startOffset }
  }

  private replace(entries: EpochEntry[]): void {
    this.options.persist(entries)
    this.list = entries
  }
}
