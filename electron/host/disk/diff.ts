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
const WORD_COMES_WITHIN_MS = 10_000
/** What is said of a change that no fact explains. */
const UNSURE: ReadonlySet<FileChangeCause> = new Set(['unknown', 'start'])

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

type Change = NonNullable<DiskEntryView['change']>

function changeOf(
  before: DiskEntryView | undefined,
  now: ScannedEntry,
  nowMs: number,
  causeOf: (change: FileChange) => FileChangeCause,
): Change | null {
  const { name } = now
  const told = (mark: ChangeMark, asked: ChangeMark, grewBytes: number): Change => ({
    mark,
    cause: causeOf({ name, mark: asked, grewBytes }),
    atMs: nowMs,
    grewBytes,
  })
  if (!before || before.change?.mark === 'deleted') return told('added', 'added', now.sizeBytes)
  const shown = before.change && nowMs - before.change.atMs < CHANGE_SHOWN_MS ? before.change : null
  const same = before.sizeBytes === now.sizeBytes && (now.kind === 'directory' || before.modifiedMs === now.modifiedMs)
  if (same) return shown && knownLater(name, shown, nowMs, causeOf)
  // What was added a moment ago and grows is still new.
  return told(shown?.mark === 'added' ? 'added' : 'changed', 'changed', now.sizeBytes - before.sizeBytes)
}

function goneEntry(
  entry: DiskEntryView,
  nowMs: number,
  causeOf: (change: FileChange) => FileChangeCause,
): DiskEntryView[] {
  const { name, change, sizeBytes } = entry
  if (change?.mark === 'deleted')
    return nowMs - change.atMs < DELETED_SHOWN_MS
      ? [{ ...entry, change: knownLater(name, change, nowMs, causeOf) }]
      : []
  const grewBytes = -sizeBytes
  const cause = causeOf({ name, mark: 'deleted', grewBytes })
  return [{ ...entry, change: { mark: 'deleted', cause, atMs: nowMs, grewBytes } }]
}

/** A file is seen at once, its broker's word for why comes through a pipe: what was not known yet is asked again for a while. */
function knownLater(
  name: string,
  change: Change,
  nowMs: number,
  causeOf: (change: FileChange) => FileChangeCause,
): Change {
  if (!UNSURE.has(change.cause) || nowMs - change.atMs > WORD_COMES_WITHIN_MS) return change
  return { ...change, cause: causeOf({ name, mark: change.mark, grewBytes: change.grewBytes }) }
}
