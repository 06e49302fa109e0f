import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'

export interface ScannedEntry {
  name: string
  kind: 'file' | 'directory'
  sizeBytes: number
  /** What the file system gave it: active indexes are sparse. */
  allocatedBytes: number
  modifiedMs: number
}

const ENTRIES_MAX = 10_000
const BLOCK_BYTES = 512

/** What a directory holds now, by name; directories without the size of their content. Throws when it cannot be read. */
export function scanDirectory(path: string): ScannedEntry[] {
  const names = readdirSync(path).sort().slice(0, ENTRIES_MAX)
  return names.flatMap((name) => scanEntry(join(path, name), name) ?? [])
}

function scanEntry(path: string, name: string): ScannedEntry | undefined {
  // A name that vanishes between the list and the look was deleted: the next look does not list it.
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return undefined
  const directory = stat.isDirectory()
  return {
    name,
    kind: directory ? 'directory' : 'file',
    sizeBytes: directory ? 0 : stat.size,
    allocatedBytes: directory ? 0 : stat.blocks * BLOCK_BYTES,
    modifiedMs: stat.mtimeMs,
  }
}

/** What the files directly inside a directory come to; zero for one that is gone. */
export function directoryTotals(path: string): { sizeBytes: number; allocatedBytes: number } {
  const totals = { sizeBytes: 0, allocatedBytes: 0 }
  try {
    for (const { sizeBytes, allocatedBytes } of scanDirectory(path)) {
      totals.sizeBytes += sizeBytes
      totals.allocatedBytes += allocatedBytes
    }
  } catch {
    // Deleted meanwhile, or unreadable: what lists it says so.
  }
  return totals
}
