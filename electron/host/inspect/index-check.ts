import type { BatchOutline } from './batch-outline'
import { type Found, found } from './found'
import type { IndexReader, OffsetEntry, TimeEntry } from './index-reader'
import type { ProblemList } from './problems'

const PAGE = 8192

/** Entries of an index one after the other, a page in memory. */
class EntryQueue<Entry> {
  private page: Entry[] = []
  private at = 0
  private loaded = 0

  constructor(private readonly reader: IndexReader<Entry>) {}

  /** Nothing in memory, more in the file: `fill` before going on. */
  get isDry(): boolean {
    return this.at >= this.page.length && this.loaded < this.reader.count
  }

  async fill(): Promise<void> {
    this.page = await this.reader.slice(this.loaded, PAGE)
    // A file that shrank meanwhile has no more entries.
    this.loaded = this.page.length === 0 ? this.reader.count : this.loaded + this.page.length
    this.at = 0
  }

  peek(): Entry | undefined {
    return this.page[this.at]
  }

  async next(): Promise<Entry | undefined> {
    if (this.isDry) await this.fill()
    return this.peek()
  }

  shift(): void {
    this.at++
  }
}

/**
 * Whether every entry of the offset index leads to a batch of the log. An entry stands for an append: it has the append's last offset
 * and the position of its first batch, so its offset may lie behind the batch it points at, never before that batch's last one.
 */
export class OffsetIndexCheck {
  private previous: OffsetEntry | undefined

  constructor(
    private readonly file: string,
    private readonly problems: ProblemList,
  ) {}

  /** Both lists ascend by position. */
  compare(entry: OffsetEntry, batch: BatchOutline | undefined): void {
    const { offset, position, entryPosition } = entry
    const report = (what: Found) =>
      this.problems.add({ kind: 'indexMismatch', file: this.file, position: entryPosition, offset, ...what })
    if (this.previous !== undefined && (offset <= this.previous.offset || position < this.previous.position))
      report(
        found('entriesAscend', {
          offset,
          position,
          previousOffset: this.previous.offset,
          previousPosition: this.previous.position,
        }),
      )
    else if (batch === undefined || batch.position !== position) report(found('entryNowhere', { offset, position }))
    else if (offset < batch.lastOffset) report(found('entryTooLow', { offset, position, last: batch.lastOffset }))
    this.previous = entry
  }
}

/** Whether entries of the time index agree with the timestamps of the log: the largest up to an offset stands there. */
export class TimeIndexCheck {
  private previous: TimeEntry | undefined

  constructor(
    private readonly file: string,
    private readonly problems: ProblemList,
  ) {}

  /** `largest`: of all batches that begin at or before the entry's offset. */
  compare(entry: TimeEntry, largest: number, logEndsBefore: boolean): void {
    const { timestamp, offset, entryPosition } = entry
    const report = (what: Found) =>
      this.problems.add({ kind: 'timeIndexMismatch', file: this.file, position: entryPosition, offset, ...what })
    if (this.previous !== undefined && timestamp <= this.previous.timestamp)
      report(found('timesAscend', { timestamp, previous: this.previous.timestamp }))
    else if (logEndsBefore) report(found('timeNowhere', { offset }))
    else if (timestamp !== largest) report(found('notLargest', { timestamp, offset, largest }))
    this.previous = entry
  }
}

interface Checked<Entry, Check> {
  reader: IndexReader<Entry>
  check: Check
}

/** Runs along a log's batches with the entries of its indexes, a page of these in memory. */
export class IndexMerge {
  private readonly offsets: EntryQueue<OffsetEntry> | undefined
  private readonly times: EntryQueue<TimeEntry> | undefined
  private largest = -1

  constructor(
    private readonly checked: {
      offsets: Checked<OffsetEntry, OffsetIndexCheck> | undefined
      times: Checked<TimeEntry, TimeIndexCheck> | undefined
    },
  ) {
    this.offsets = checked.offsets && new EntryQueue(checked.offsets.reader)
    this.times = checked.times && new EntryQueue(checked.times.reader)
  }

  /** Compares a run of batches, in order, with the entries that point into it. */
  async add(batches: readonly BatchOutline[]): Promise<void> {
    for (const batch of batches) {
      // Waiting only where a page must be loaded: there are millions of batches.
      const offsets = this.offsets && this.offsetsUpTo(this.offsets, batch)
      if (offsets) await offsets
      const times = this.times && this.timesBefore(this.times, batch.baseOffset)
      if (times) await times
      this.largest = Math.max(this.largest, batch.maxTimestamp)
    }
  }

  /** After the last batch: entries that are left point behind the log. */
  async finish(nextOffset: number): Promise<void> {
    if (this.offsets) await this.offsetsUpTo(this.offsets, undefined)
    if (!this.times) return
    await this.timesBefore(this.times, nextOffset)
    for (let entry = await this.times.next(); entry !== undefined; entry = await this.times.next()) {
      this.checked.times?.check.compare(entry, this.largest, true)
      this.times.shift()
    }
  }

  private offsetsUpTo(queue: EntryQueue<OffsetEntry>, batch: BatchOutline | undefined): undefined | Promise<void> {
    while (!queue.isDry) {
      const entry = queue.peek()
      if (entry === undefined || (batch !== undefined && entry.position > batch.position)) return undefined
      this.checked.offsets?.check.compare(entry, batch)
      queue.shift()
    }
    return queue.fill().then(() => this.offsetsUpTo(queue, batch))
  }

  private timesBefore(queue: EntryQueue<TimeEntry>, offset: number): undefined | Promise<void> {
    while (!queue.isDry) {
      const entry = queue.peek()
      if (entry === undefined || entry.offset >= offset) return undefined
      this.checked.times?.check.compare(entry, this.largest, false)
      queue.shift()
    }
    return queue.fill().then(() => this.timesBefore(queue, offset))
  }
}
