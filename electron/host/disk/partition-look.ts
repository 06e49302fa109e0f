import { join } from 'node:path'
import { kindOfFileName, offsetOfFileName } from '../../../broker-core/format/file-names'
import { LEADER_EPOCH_CHECKPOINT } from '../../../broker-core/format/leader-epoch-checkpoint'
import type { PartitionTelemetry } from '../../../broker-core/probe/telemetry'
import type { CheckpointFileView, DiskEntryView, FileChangeCause, PartitionDirectoryView } from '../api/views'
import { readCheckpointFile } from './checkpoint-files'
import { checkpointRows } from './checkpoint-rows'
import { diffEntries, type FileChange } from './diff'
import { type ScannedEntry, scanDirectory } from './scan'

export interface PartitionLookInput {
  topic: string
  partition: number
  nowMs: number
  telemetry: PartitionTelemetry | undefined
  /** Checkpoint files of the log dir it lies in, by name. */
  logDirFiles: ReadonlyMap<string, CheckpointFileView>
  setting(key: string): string | undefined
  causeOf(change: FileChange): FileChangeCause
}

/** One partition directory from look to look. */
export class PartitionLook {
  private entries: DiskEntryView[] | undefined

  constructor(
    private readonly path: string,
    private readonly name: string,
  ) {}

  take({
    topic,
    partition,
    nowMs,
    telemetry,
    logDirFiles,
    setting,
    causeOf,
  }: PartitionLookInput): PartitionDirectoryView {
    this.entries = diffEntries(this.entries, scanOrNothing(this.path), nowMs, causeOf)
    const epochs = readCheckpointFile(join(this.path, LEADER_EPOCH_CHECKPOINT), LEADER_EPOCH_CHECKPOINT)
    const files = new Map(logDirFiles)
    if (epochs) files.set(LEADER_EPOCH_CHECKPOINT, epochs)
    return {
      path: this.path,
      name: this.name,
      entries: withSegments(this.entries),
      rows: checkpointRows({ topic, partition, telemetry, files, setting }),
      checkpoints: epochs ? [epochs] : [],
      recoveryPoint: telemetry && telemetry.recoveryPoint >= 0 ? telemetry.recoveryPoint : null,
    }
  }
}

function scanOrNothing(path: string): ScannedEntry[] {
  try {
    return scanDirectory(path)
  } catch {
    // Deleted since its log dir was listed; what was in it shows as deleted.
    return []
  }
}

/** The segment with the highest base offset is the one that is appended to. */
export function withSegments(entries: readonly DiskEntryView[]): DiskEntryView[] {
  const logs = entries.filter(({ name, change }) => kindOfFileName(name) === 'log' && change?.mark !== 'deleted')
  const active = Math.max(-1, ...logs.map(({ name }) => offsetOfFileName(name) ?? -1))
  return entries.map((entry) => {
    const baseOffset = kindOfFileName(entry.name) === 'log' ? offsetOfFileName(entry.name) : undefined
    if (baseOffset === undefined) return entry
    return { ...entry, segment: { baseOffset, active: baseOffset === active && entry.change?.mark !== 'deleted' } }
  })
}
