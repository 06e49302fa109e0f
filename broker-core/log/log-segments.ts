import type { LogSegment } from './log-segment'

/** The segments of a log by base offset. Never empty once the log is loaded; the last one is active. */
export class LogSegments {
  private list: LogSegment[] = []

  get count(): number {
    return this.list.length
  }

  get first(): LogSegment {
    return this.list[0]!
  }

  get active(): LogSegment {
    return this.list[this.list.length - 1]!
  }

  /** Ascending. A copy: it stays as it is while segments come and go. */
  all(): LogSegment[] {
    return [...this.list]
  }

  add(segment: LogSegment): void {
    const index = this.floorIndex(segment.baseOffset)
    if (this.list[index]?.baseOffset === segment.baseOffset) this.list[index] = segment
    else this.list.splice(index + 1, 0, segment)
  }

  remove(segment: LogSegment): void {
    const index = this.list.indexOf(segment)
    if (index >= 0) this.list.splice(index, 1)
  }

  get(baseOffset: number): LogSegment | undefined {
    const segment = this.floor(baseOffset)
    return segment?.baseOffset === baseOffset ? segment : undefined
  }

  /** The segment whose base is the greatest <= `offset`. */
  floor(offset: number): LogSegment | undefined {
    return this.list[this.floorIndex(offset)]
  }

  /** The segment whose base is the greatest < `offset`. */
  lower(offset: number): LogSegment | undefined {
    return this.floor(offset - 1)
  }

  higher(segment: LogSegment): LogSegment | undefined {
    return this.list[this.floorIndex(segment.baseOffset) + 1]
  }

  /** Segments that hold offsets of [from, to): the one with `from` inside first. */
  between(from: number, to: number): LogSegment[] {
    if (from >= to) return []
    const start = Math.max(0, this.floorIndex(from))
    return this.list.slice(start).filter((segment) => segment.baseOffset < to)
  }

  get sizeInBytes(): number {
    let size = 0
    for (const segment of this.list) size += segment.size
    return size
  }

  private floorIndex(offset: number): number {
    let low = 0
    let high = this.list.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.list[middle]!.baseOffset <= offset) low = middle + 1
      else high = middle
    }
    return low - 1
  }
}
