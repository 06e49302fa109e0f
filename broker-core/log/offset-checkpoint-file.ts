import { decodeOffsetCheckpoint, encodeOffsetCheckpoint, type OffsetCheckpointEntry } from '../format/offset-checkpoint'
import type { Disk } from '../runtime/disk'

/** A checkpoint of partition offsets in a log directory; written whole and atomically. */
export class OffsetCheckpointFile {
  constructor(
    private readonly disk: Disk,
    readonly path: string,
  ) {}

  /** Makes it, empty, unless it is there: an empty file is an empty checkpoint. */
  create(): void {
    this.disk.open(this.path, 'create').close()
  }

  /** Entries; none when the file does not exist. Throws CheckpointError on bad content, DiskError when it cannot be read. */
  read(): OffsetCheckpointEntry[] {
    if (this.disk.stat(this.path) === undefined) return []
    return decodeOffsetCheckpoint(this.disk.readWhole(this.path))
  }

  write(entries: Iterable<OffsetCheckpointEntry>): Promise<void> {
    return this.disk.replace(this.path, encodeOffsetCheckpoint(entries))
  }

  /** For shutdown and truncation, where the next step relies on it. */
  writeSync(entries: Iterable<OffsetCheckpointEntry>): void {
    this.disk.replaceSync(this.path, encodeOffsetCheckpoint(entries))
  }
}
