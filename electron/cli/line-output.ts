const BUFFER_SIZE = 64 * 1024

/**
 * Lines to a stream that may be slow or go away: waits where the reader is slower, and is closed, not failed, when `head` has had
 * enough.
 */
export class LineOutput {
  private closed = false
  private pending: string[] = []
  private size = 0

  constructor(private readonly stream: NodeJS.WriteStream) {
    stream.on('error', () => {
      // EPIPE: nobody reads any more. Whoever writes looks at `isClosed`.
      this.closed = true
    })
  }

  get isClosed(): boolean {
    return this.closed
  }

  async write(line: string): Promise<void> {
    this.pending.push(line)
    this.size += line.length
    if (this.size >= BUFFER_SIZE) await this.flush()
  }

  async flush(): Promise<void> {
    if (this.closed || this.pending.length === 0) return
    const text = `${this.pending.join('\n')}\n`
    this.pending = []
    this.size = 0
    if (this.stream.write(text)) return
    await new Promise<void>((resolve) => {
      const done = () => {
        this.stream.off('drain', done).off('close', done).off('error', done)
        resolve()
      }
      this.stream.on('drain', done).on('close', done).on('error', done)
    })
  }
}
