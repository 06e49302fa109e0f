import type { DiskEntryView, FileChangeCause } from '../api/views'
import type { ScannedEntry } from './scan'

export type ChangeMark = 'added' | 'changed' | 'deleted'

export interface FileChange {
  name: string
  mark: ChangeMark
  /** Bytes more (or, negative, less) than before. */
  grewBytes: number
}

const CHANGE_SHOWN_MS = 60_000
const DELETED_SHOWN_MS = 30_000

/** A directory between two looks: what is there, what is new or different, and for a while what is gone. Pure. */
export function diffEntries(
  before: readonly DiskEntryView[] | undefined,
  now: readonly ScannedEntry[],
  nowMs: number,
  causeOf: (change: FileChange) => FileChangeCause,
): DiskEntryView[] {
  const old = new Map(before?.map((entry) => [entry.name, entry]))
  const entries = now.map((entry): DiskEntryView => {
    const previous = old.get(entry.name)
    const change = before === undefined ? null : changeOf(previous, entry, nowMs, causeOf)
    return { ...entry, change, segment: null }
  })
  const names = new Set(now.map(({ name }) => name))
  const gone = (before ?? [])
    .filter(({ name }) => !names.has(name))
    .flatMap((entry) => goneEntry(entry, nowMs, causeOf))
  return gone.length === 0 ? entries : [...entries, ...gone].sort((one, other) => (one.name < other.name ? -1 : 1))
}

function changeOf(
  before: DiskEntryView | undefined,
  now: ScannedEntry,
  nowMs: number,
  causeOf: (change: FileChange) => FileChangeCause,
): DiskEntryView['change'] {
  if (!before || before.change?.mark === 'deleted')
    return { mark: 'added', cause: causeOf({ name: now.name, mark: 'added', grewBytes: now.sizeBytes }), atMs: nowMs }
  const shown = before.change && nowMs - before.change.atMs < CHANGE_SHOWN_MS ? before.change : null
  const same = before.sizeBytes === now.sizeBytes && (now.kind === 'directory' || before.modifiedMs === now.modifiedMs)
  if (same) return shown
  const cause = causeOf({ name: now.name, mark: 'changed', grewBytes: now.sizeBytes - before.sizeBytes })
  // What was added a moment ago and grows is still new.
  return { mark: shown?.mark === 'added' ? 'added' : 'changed', cause, atMs: nowMs }
}

function goneEntry(
  entry: DiskEntryView,
  nowMs: number,
  causeOf: (change: FileChange) => FileChangeCause,
): DiskEntryView[] {
  if (entry.change?.mark === 'deleted') return nowMs - entry.change.atMs < DELETED_SHOWN_MS ? [entry] : []
  const cause = causeOf({ name: entry.name, mark: 'deleted', grewBytes: -entry.sizeBytes })
  return [{ ...entry, change: { mark: 'deleted', cause, atMs: nowMs } }]
}
