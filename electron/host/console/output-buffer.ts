import type { OutputStream } from './console-session'

export interface Chunk {
  stream: OutputStream
  text: string
}

const CHARS_MAX = 512 * 1024
/** One answer: what a page can draw at once. */
const ANSWER_CHARS_MAX = 128 * 1024

/** What a console wrote and nobody has fetched yet. Past its cap the oldest is gone, and counted. Positions count characters. */
export class OutputBuffer {
  private readonly chunks: Chunk[] = []
  private start = 0
  private end = 0

  get position(): number {
    return this.end
  }

  add(stream: OutputStream, text: string): void {
    if (text === '') return
    // A piece that is larger than all that is kept: its end counts.
    const kept = text.length > CHARS_MAX ? text.slice(-CHARS_MAX) : text
    this.end += text.length
    const last = this.chunks[this.chunks.length - 1]
    if (last?.stream === stream && last.text.length + kept.length < 4096) last.text += kept
    else this.chunks.push({ stream, text: kept })
    let size = this.chunks.reduce((sum, chunk) => sum + chunk.text.length, 0)
    while (size > CHARS_MAX && this.chunks.length > 1) size -= this.chunks.shift()!.text.length
    this.start = this.end - size
  }

  /** What follows a position, how much before it is gone, and where the next question goes on. What lies before `after` is let go. */
  take(after: number): { output: Chunk[]; dropped: number; next: number } {
    const from = after > this.end ? this.start : Math.max(after, this.start)
    const dropped = after > this.end ? 0 : from - Math.min(after, from)
    const output: Chunk[] = []
    let at = this.start
    let next = from
    for (const { stream, text } of this.chunks) {
      const piece = text.slice(Math.max(0, from - at))
      at += text.length
      if (piece === '') continue
      if (next - from >= ANSWER_CHARS_MAX) break
      output.push({ stream, text: piece })
      next += piece.length
    }
    this.forget(from)
    return { output, dropped, next }
  }

  private forget(before: number): void {
    for (let first = this.chunks[0]; first && this.start + first.text.length <= before; first = this.chunks[0]) {
      this.start += first.text.length
      this.chunks.shift()
    }
  }
}
