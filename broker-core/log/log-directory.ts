import { CLEAN_SHUTDOWN_FILE, LOCK_FILE } from '../format/file-names'
import {
  CLEANER_OFFSET_CHECKPOINT,
  LOG_START_OFFSET_CHECKPOINT,
  type OffsetCheckpointEntry,
  RECOVERY_POINT_CHECKPOINT,
} from '../format/offset-checkpoint'
import { topicPartitionName } from '../format/topic-partition'
import type { Disk, DiskLock } from '../runtime/disk'
import type { Logger } from '../runtime/logger'
import { LogStartupError } from './log-manager'
import { OffsetCheckpointFile } from './offset-checkpoint-file'

/** One entry of log.dirs: its lock, its marker of a clean end, its checkpoints. */
export class LogDirectory {
  readonly recoveryPoints: OffsetCheckpointFile
  readonly logStartOffsets: OffsetCheckpointFile
  private lock: DiskLock | undefined

  constructor(
    private readonly disk: Disk,
    private readonly logger: Logger,
    readonly path: string,
  ) {
    this.recoveryPoints = new OffsetCheckpointFile(disk, `${path}/${RECOVERY_POINT_CHECKPOINT}`)
    this.logStartOffsets = new OffsetCheckpointFile(disk, `${path}/${LOG_START_OFFSET_CHECKPOINT}`)
  }

  /** Makes the directory if need be and takes its lock. Throws LogStartupError when somebody has it, DiskError when it is unusable. */
  open(): void {
    this.disk.makeDirectory(this.path)
    this.lock = this.disk.tryLock(`${this.path}/${LOCK_FILE}`)
    if (this.lock === undefined) {
      throw new LogStartupError(
        `Failed to acquire lock on file ${LOCK_FILE} in ${this.path}. A Kafka instance in another process is using this directory: stop it, or choose another log.dirs.`,
      )
    }
    this.createCheckpoints()
  }

  /** Kafka has these from the start on, empty ones; whoever reads a directory expects them. */
  private createCheckpoints(): void {
    this.recoveryPoints.create()
    this.logStartOffsets.create()
    new OffsetCheckpointFile(this.disk, `${this.path}/${CLEANER_OFFSET_CHECKPOINT}`).create()
  }

  unlock(): void {
    this.lock?.release()
    this.lock = undefined
  }

  get isClean(): boolean {
    return this.disk.stat(`${this.path}/${CLEAN_SHUTDOWN_FILE}`) !== undefined
  }

  markClean(): void {
    this.disk.open(`${this.path}/${CLEAN_SHUTDOWN_FILE}`, 'create').close()
  }

  removeCleanMark(): void {
    this.disk.removeSync(`${this.path}/${CLEAN_SHUTDOWN_FILE}`)
  }

  /** Offsets by partition name. A checkpoint that cannot be read counts as empty: recovery then starts further back. */
  readOffsets(file: OffsetCheckpointFile): Map<string, number> {
    let entries: OffsetCheckpointEntry[] = []
    try {
      entries = file.read()
    } catch (error) {
      this.logger.warn(`${file.path} cannot be read and counts as empty`, error)
    }
    return new Map(entries.map(({ topic, partition, offset }) => [topicPartitionName(topic, partition), offset]))
  }
}
