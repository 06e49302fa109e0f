export interface RoundsOptions {
  /** Nothing is begun while nobody wants it. */
  wanted(): boolean
  /** One round. It tells its own failures: a rejection is a mistake in it. */
  round(): Promise<void>
  /** Milliseconds to the next round. `told`: somebody asked for one while this round was under way. */
  gapMs(told: boolean): number
  nowMs?: () => number
}

/** Work that is repeated while somebody wants it: one round at a time, and the earliest wish for the next one wins. */
export class Rounds {
  private timer: ReturnType<typeof setTimeout> | undefined
  private dueMs = 0
  private running = false
  private told = false
  private readonly nowMs: () => number

  constructor(private readonly options: RoundsOptions) {
    this.nowMs = options.nowMs ?? Date.now
  }

  schedule(delayMs: number): void {
    if (this.running) this.told = true
    if (this.running || !this.options.wanted()) return
    const dueMs = this.nowMs() + delayMs
    if (this.timer && this.dueMs <= dueMs) return
    this.stop()
    this.dueMs = dueMs
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (this.options.wanted()) void this.begin()
    }, delayMs)
  }

  /** What runs comes to its end; nothing follows it unless it is wanted then. */
  stop(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = undefined
  }

  private async begin(): Promise<void> {
    this.running = true
    this.told = false
    try {
      await this.options.round()
    } finally {
      this.running = false
      this.schedule(this.options.gapMs(this.told))
    }
  }
}
