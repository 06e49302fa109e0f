import {
  decodeLeaderEpochCheckpoint,
  encodeLeaderEpochCheckpoint,
  LEADER_EPOCH_CHECKPOINT,
} from '../format/leader-epoch-checkpoint'
import type { Disk } from '../runtime/disk'
import type { EpochEntry } from './leader-epoch-cache'

/**
 * A partition's `leader-epoch-checkpoint`. Every change is in the file at once (temporary file, rename), so that a killed process
 * finds it; the fsync waits for the next flush of the log. That loses nothing: until then recovery reads the epochs from the batches.
 */
export class LeaderEpochFile {
  private isUnsynced = false

  constructor(
    private readonly disk: Disk,
    private directory: string,
  ) {}

  private get path(): string {
    return `${this.directory}/${LEADER_EPOCH_CHECKPOINT}`
  }

  /** Throws CheckpointError when the content is not as it should be. */
  read(): EpochEntry[] {
    if (this.disk.stat(this.path) === undefined) return []
    return decodeLeaderEpochCheckpoint(this.disk.readWhole(this.path))
  }

  write(entries: readonly EpochEntry[]): void {
    const content = encodeLeaderEpochCheckpoint(entries)
    const temporary = `${this.path}.tmp`
    const file = this.disk.open(temporary, 'create')
    try {
      file.truncate(content.length)
      file.write([content], 0)
    } finally {
      file.close()
    }
    this.disk.rename(temporary, this.path)
    this.isUnsynced = true
  }

  async sync(): Promise<void> {
    if (!this.isUnsynced) return
    this.isUnsynced = false
    const file = this.disk.open(this.path, 'write')
    try {
      await file.sync()
    } finally {
      file.close()
    }
  }

  moveTo(directory: string): void {
    this.directory = directory
  }
}
