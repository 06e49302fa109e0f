import { type Dirent, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseLogDirectoryName } from '../../../broker-core/format/file-names'
import type { PendingDeletionView } from '../api/topic-work-views'

const FOLDERS_MAX = 1000
const BLOCK_BYTES = 512

export interface PlaceToLook {
  brokerId: number
  logDirs: readonly string[]
}

/**
 * What deleted topics still hold on disk: a broker renames a log's folder to `<topic>-<partition>.<32 digits>-delete` and removes it when
 * file.delete.delay.ms is over. The moment of the renaming is the folder's change time.
 */
export function pendingDeletions(places: readonly PlaceToLook[], delayMs: number): PendingDeletionView[] {
  const topics = new Map<string, PendingDeletionView>()
  let left = FOLDERS_MAX
  for (const { brokerId, logDirs } of places)
    for (const dir of logDirs)
      for (const entry of entriesOf(dir)) {
        const parsed = entry.isDirectory() ? parseLogDirectoryName(entry.name) : undefined
        if (parsed?.kind !== 'delete' || left-- <= 0) continue
        const path = join(dir, entry.name)
        const found = look(path)
        if (!found) continue
        const topic = topics.get(parsed.topic) ?? { topic: parsed.topic, folders: [], delayMs }
        topics.set(parsed.topic, topic)
        topic.folders.push({ brokerId, path, partition: parsed.partition, ...found })
      }
  return [...topics.values()].sort((one, other) => (one.topic < other.topic ? -1 : 1))
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true })
  } catch {
    // A log dir that cannot be read is told of elsewhere.
    return []
  }
}

/** What it really holds: indexes are sparse files. undefined: removed between the list and the look. */
function look(path: string): { sizeBytes: number; sinceMs: number } | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return undefined
  let sizeBytes = 0
  for (const entry of entriesOf(path)) {
    const file = statSync(join(path, entry.name), { throwIfNoEntry: false })
    if (file) sizeBytes += Math.min(file.size, file.blocks * BLOCK_BYTES)
  }
  return { sizeBytes, sinceMs: Math.round(stat.ctimeMs) }
}
