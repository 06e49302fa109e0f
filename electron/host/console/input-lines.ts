/** Lines a command reads. More than it can take is refused, not kept. */
const LINES_MAX = 10_000

/** Standard input by lines: written by whoever types, read by one command. */
export class InputLines {
  private readonly lines: string[] = []
  private ended = false
  private wake: (() => void) | undefined
  private waiting: (() => void) | undefined

  /** false: too much is waiting already. */
  write(line: string): boolean {
    if (this.ended || this.lines.length >= LINES_MAX) return false
    this.lines.push(line)
    this.wake?.()
    return true
  }

  /** Resolves when a line was taken; false: nobody will take another. */
  async room(): Promise<boolean> {
    if (this.ended) return false
    await new Promise<void>((resolve) => {
      this.waiting = resolve
    })
    this.waiting = undefined
    return !this.ended
  }

  /** A line can be had at once. */
  get hasMore(): boolean {
    return this.lines.length > 0
  }

  /** Ctrl-D. */
  end(): void {
    this.ended = true
    this.wake?.()
    this.waiting?.()
  }

  /** The next line; null: the input has ended, or `signal` fired. One reader. */
  async next(signal: AbortSignal): Promise<string | null> {
    while (this.lines.length === 0 && !this.ended && !signal.aborted)
      await new Promise<void>((resolve) => {
        const done = () => {
          signal.removeEventListener('abort', done)
          this.wake = undefined
          resolve()
        }
        this.wake = done
        signal.addEventListener('abort', done)
      })
    const line = signal.aborted ? null : (this.lines.shift() ?? null)
    this.waiting?.()
    return line
  }
}
