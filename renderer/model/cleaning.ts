import type { CleaningLogView, CleaningView, LogSection } from '../../electron/host/api/cleaning-views'

export const replicaKey = (log: { brokerId: number; topic: string; partition: number }): string =>
  `${log.brokerId}/${log.topic}-${log.partition}`

export interface LogFilter {
  followers: boolean
  internal: boolean
  text: string
}

const isInternal = (topic: string): boolean => topic.startsWith('__')

/** Logs for a list, by name: leaders alone unless asked, and internal topics only when asked. */
export function listedLogs(view: CleaningView | null, filter: LogFilter): CleaningLogView[] {
  return (view?.logs ?? [])
    .filter(
      (log) =>
        (filter.followers || log.isLeader) &&
        (filter.internal || !isInternal(log.topic)) &&
        `${log.topic}-${log.partition}`.includes(filter.text.trim()),
    )
    .sort(
      (one, other) =>
        Number(isInternal(one.topic)) - Number(isInternal(other.topic)) ||
        one.topic.localeCompare(other.topic) ||
        one.partition - other.partition ||
        one.brokerId - other.brokerId,
    )
}

/** Bytes that must become dirty, and leave the active segment, before the ratio is above its threshold; null: it is, or never will be. */
export function missingDirtyBytes(log: {
  clean: LogSection
  dirty: LogSection
  minCleanableDirtyRatio: number
}): number | null {
  const { clean, dirty, minCleanableDirtyRatio: threshold } = log
  if (threshold >= 1) return null
  const missing = Math.floor((threshold * clean.bytes) / (1 - threshold)) + 1 - dirty.bytes
  return missing > 0 ? missing : null
}

export interface StripPart {
  kind: 'clean' | 'dirty' | 'uncleanable' | 'active'
  section: LogSection
  x: number
  width: number
}

const PART_MIN = 56
const GAP = 3

/** The four sections side by side, to scale by bytes; a section that holds offsets but hardly a byte keeps a width that can be seen. */
export function stripParts(
  log: Pick<CleaningLogView, 'clean' | 'dirty' | 'uncleanable' | 'active'>,
  width: number,
): StripPart[] {
  const kinds = (['clean', 'dirty', 'uncleanable', 'active'] as const).filter(
    (kind) => kind === 'active' || log[kind].toOffset > log[kind].fromOffset,
  )
  const room = width - GAP * (kinds.length - 1) - PART_MIN * kinds.length
  const total = kinds.reduce((sum, kind) => sum + log[kind].bytes, 0)
  let x = 0
  return kinds.map((kind) => {
    const share = total > 0 ? log[kind].bytes / total : 1 / kinds.length
    const part = { kind, section: log[kind], x, width: PART_MIN + Math.max(0, room) * share }
    x += part.width + GAP
    return part
  })
}
