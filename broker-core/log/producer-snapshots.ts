import { offsetFileName, offsetOfFileName, PRODUCER_SNAPSHOT_SUFFIX } from '../format/file-names'
import { decodeProducerSnapshot, encodeProducerSnapshot, type ProducerSnapshotEntry } from '../format/producer-snapshot'
import type { Disk } from '../runtime/disk'

/** The `.snapshot` files of a partition's directory. Their names are read once; after that this is their only writer. */
export class ProducerSnapshots {
  private known: number[] | undefined

  constructor(
    private readonly disk: Disk,
    private directory: string,
  ) {}

  moveTo(directory: string): void {
    this.directory = directory
  }

  get latestOffset(): number | undefined {
    return this.offsets()[this.offsets().length - 1]
  }

  read(offset: number): ProducerSnapshotEntry[] {
    return decodeProducerSnapshot(this.disk.readWhole(this.pathOf(offset)))
  }

  /** Not fsynced: its CRC tells a torn one, and an older one or the log itself stands in. */
  write(offset: number, entries: readonly ProducerSnapshotEntry[]): void {
    const file = this.disk.open(this.pathOf(offset), 'create')
    try {
      const content = encodeProducerSnapshot(entries)
      file.truncate(content.length)
      file.write([content], 0)
    } finally {
      file.close()
    }
    const others = this.offsets().filter((known) => known !== offset)
    this.known = [...others, offset].sort((a, b) => a - b)
  }

  remove(predicate: (offset: number) => boolean): void {
    const kept: number[] = []
    for (const offset of this.offsets()) {
      if (predicate(offset)) this.disk.removeSync(this.pathOf(offset))
      else kept.push(offset)
    }
    this.known = kept
  }

  private offsets(): readonly number[] {
    if (this.known === undefined) {
      this.known = this.disk
        .list(this.directory)
        .filter((entry) => entry.kind === 'file' && entry.name.endsWith(PRODUCER_SNAPSHOT_SUFFIX))
        .map((entry) => offsetOfFileName(entry.name))
        .filter((offset): offset is number => offset !== undefined)
        .sort((a, b) => a - b)
    }
    return this.known
  }

  private pathOf(offset: number): string {
    return `${this.directory}/${offsetFileName(offset, PRODUCER_SNAPSHOT_SUFFIX)}`
  }
}
