import { join } from 'node:path'
import type { CheckpointFileView, DiskEntryView, FileChangeCause, LogDirView } from '../api/views'
import { readCheckpointFile } from './checkpoint-files'
import { logDirCheckpoints } from './checkpoint-rows'
import { diffEntries, type FileChange } from './diff'
import { directoryTotals, type ScannedEntry, scanDirectory } from './scan'

export interface LogDirLookInput {
  nowMs: number
  /** Also add up the directories' sizes, which means reading all of them. */
  totals: boolean
  offline: boolean
  causeOf(change: FileChange): FileChangeCause
}

/** One log dir from look to look. */
export class LogDirLook {
  private entries: DiskEntryView[] | undefined
  private readonly totals = new Map<string, { sizeBytes: number; allocatedBytes: number }>()

  constructor(private readonly path: string) {}

  take({ nowMs, totals, offline, causeOf }: LogDirLookInput): LogDirView {
    const scanned = this.scan(totals)
    if (scanned === undefined)
      return { path: this.path, offline: true, sizeBytes: 0, allocatedBytes: 0, entries: [], checkpoints: [] }
    this.entries = diffEntries(this.entries, scanned, nowMs, causeOf)
    const present = scanned.filter(({ name }) => name !== '.lock')
    return {
      path: this.path,
      offline,
      sizeBytes: sum(present.map(({ sizeBytes }) => sizeBytes)),
      allocatedBytes: sum(present.map(({ allocatedBytes }) => allocatedBytes)),
      entries: this.entries,
      checkpoints: this.checkpoints(),
    }
  }

  /** undefined: the directory cannot be read. */
  private scan(totals: boolean): ScannedEntry[] | undefined {
    try {
      return scanDirectory(this.path).map((entry) =>
        entry.kind === 'directory' ? this.withTotals(entry, totals) : entry,
      )
    } catch {
      // Not made yet, or its disk is gone: the view says offline.
      return undefined
    }
  }

  private withTotals(entry: ScannedEntry, again: boolean): ScannedEntry {
    const known = this.totals.get(entry.name)
    const totals = known && !again ? known : directoryTotals(join(this.path, entry.name))
    this.totals.set(entry.name, totals)
    return { ...entry, ...totals }
  }

  private checkpoints(): CheckpointFileView[] {
    return logDirCheckpoints.flatMap((name) => readCheckpointFile(join(this.path, name), name) ?? [])
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
