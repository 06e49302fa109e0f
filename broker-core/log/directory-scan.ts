import { kindOfFileName, LOG_SUFFIX, offsetOfFileName, SWAP_SUFFIX } from '../format/file-names'
import type { Disk } from '../runtime/disk'

/** What a partition's directory holds before its log is loaded, decided from the names alone. */
export interface DirectoryScan {
  /** Base offsets of `.log` files, ascending. */
  baseOffsets: number[]
  /** Files to remove first: leftovers of deletions and unfinished cleanings, indexes without log. */
  toRemove: string[]
  /** Base offsets of complete `.log.swap` files that replace others, ascending. */
  swaps: number[]
}

/** Pure part of Log.removeTempFilesAndCollectSwapFiles and loadSegmentFiles: `names` are all files of the directory. */
export function planDirectory(names: readonly string[]): DirectoryScan {
  const present = new Set(names)
  const toRemove = new Set<string>()
  const cleaned = names.filter((name) => kindOfFileName(name) === 'cleaned')
  // A swap at or above an unfinished cleaning belongs to a split that did not complete.
  const cleanedMin = Math.min(Number.POSITIVE_INFINITY, ...cleaned.map((name) => offsetOfFileName(name) ?? 0))
  for (const name of cleaned) toRemove.add(name)
  const swaps: number[] = []
  for (const name of names) {
    const kind = kindOfFileName(name)
    if (kind === 'deleted') toRemove.add(name)
    if (kind !== 'swap') continue
    const offset = offsetOfFileName(name) ?? 0
    for (const index of indexNames(name)) if (present.has(index)) toRemove.add(index)
    if (name.endsWith(`${LOG_SUFFIX}${SWAP_SUFFIX}`) && offset < cleanedMin) swaps.push(offset)
    else toRemove.add(name)
  }
  const kept = names.filter((name) => !toRemove.has(name))
  const logs = kept.filter((name) => kindOfFileName(name) === 'log')
  const bases = new Set(logs.map((name) => offsetOfFileName(name)))
  for (const name of kept) {
    const kind = kindOfFileName(name)
    const isIndex = kind === 'offsetIndex' || kind === 'timeIndex' || kind === 'txnIndex'
    if (isIndex && !bases.has(offsetOfFileName(name))) toRemove.add(name)
  }
  const baseOffsets = logs.map((name) => offsetOfFileName(name)!).sort((a, b) => a - b)
  return { baseOffsets, toRemove: [...toRemove], swaps: swaps.sort((a, b) => a - b) }
}

/** Indexes of the segment that a `.swap` file replaces: they no longer fit and are rebuilt. */
function indexNames(swapName: string): string[] {
  const digits = swapName.slice(0, 20)
  return [`${digits}.index`, `${digits}.timeindex`, `${digits}.txnindex`]
}

export function scanDirectory(disk: Disk, directory: string): DirectoryScan {
  const names = disk.list(directory).filter((entry) => entry.kind === 'file')
  return planDirectory(names.map((entry) => entry.name))
}
