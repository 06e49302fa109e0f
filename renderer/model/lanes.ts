import type { LocalEventView, ReplicaLaneView, TailRecordView } from '../../electron/host/api/replication-views'

/** Width of one record's cell, and of what stands between two. */
export const CELL_WIDTH = 46
const CELL_GAP = 3
/** Room right of the last cell for the bracket of the log end offset. */
const END_ROOM = 76
/** Characters that fit into a cell. */
const BRIEF_LENGTH = 6
const TOMBSTONE = '∅'
/** What was cut stays drawn, dotted, for this long. */
const CUT_SHOWN_MS = 20_000

export interface LaneWindow {
  /** First offset drawn. */
  first: number
  /** Offsets drawn. */
  count: number
}

export interface LaneCell {
  offset: number
  x: number
  leaderEpoch: number
  committed: boolean
  /** `key=value`, or the value of a record without a key; a tombstone is `key=∅`. null: neither key nor value. */
  text: string | null
  /** The text where it fits into the cell, else as much as fits of its value, or of a tombstone's key. */
  brief: string | null
  control: boolean
}

export interface LaneDrawing {
  cells: LaneCell[]
  /** Offsets of a log that no record stands at (cleaned away, or not told). */
  gaps: number[]
  /** Cut from this log a moment ago. */
  cut: number[]
  /** Middle of the line between committed and not; null: not known. */
  highWatermarkX: number | null
  endX: number | null
}

/** The offsets that all lanes show: the newest that fit, on one ruler. */
export function laneWindow(lanes: readonly ReplicaLaneView[], width: number): LaneWindow {
  const count = Math.max(1, Math.floor((width - END_ROOM) / CELL_WIDTH))
  const end = Math.max(0, ...lanes.map(({ logEndOffset }) => logEndOffset))
  const starts = lanes.map(({ logStartOffset }) => logStartOffset).filter((offset) => offset >= 0)
  const lowest = starts.length > 0 ? Math.min(...starts) : 0
  return { first: Math.max(lowest, end - count), count }
}

/** Left edge of an offset's cell. */
export const offsetX = (offset: number, { first }: LaneWindow): number => (offset - first) * CELL_WIDTH + CELL_GAP / 2

export function drawLane(lane: ReplicaLaneView, window: LaneWindow, cut: readonly [number, number] | null) {
  const { first, count } = window
  const shown = (offset: number) => offset >= first && offset < first + count
  const records = new Map(lane.tail.map((record) => [record.offset, record]))
  const from = Math.max(first, lane.logStartOffset)
  const present = range(from, Math.min(lane.logEndOffset, first + count))
  const drawing: LaneDrawing = {
    cells: present.flatMap((offset) => {
      const record = records.get(offset)
      return record ? [cellOf(record, offsetX(offset, window))] : []
    }),
    gaps: present.filter((offset) => !records.has(offset)),
    cut: cut ? range(Math.max(cut[0], lane.logEndOffset), cut[1]).filter(shown) : [],
    highWatermarkX: markX(lane.highWatermark, window),
    endX: markX(lane.logEndOffset, window),
  }
  return drawing
}

/** Where a mark between two cells stands; at the left edge when it lies before what is shown. */
function markX(offset: number, window: LaneWindow): number | null {
  if (offset < 0) return null
  return Math.max(0, (offset - window.first) * CELL_WIDTH)
}

function cellOf(record: TailRecordView, x: number): LaneCell {
  const { offset, leaderEpoch, committed, control } = record
  const text = recordText(record)
  return { offset, x, leaderEpoch, committed, control, text, brief: briefText(record, text) }
}

function recordText({ key, value }: TailRecordView): string | null {
  return key === null ? value : `${key}=${value ?? TOMBSTONE}`
}

function briefText({ key, value }: TailRecordView, text: string | null): string | null {
  if (text === null || text.length <= BRIEF_LENGTH) return text
  const main = value ?? key ?? text
  return main.length <= BRIEF_LENGTH ? main : `${main.slice(0, BRIEF_LENGTH - 1)}…`
}

/** The last cut of a replica's log that is young enough to be shown: from the new end to the old one. */
export function recentCut(
  events: readonly LocalEventView[],
  brokerId: number,
  nowMs: number,
): readonly [number, number] | null {
  for (let index = events.length - 1; index >= 0; index--) {
    const event = events[index]!
    if (event.brokerId !== brokerId || event.kind !== 'truncated') continue
    return nowMs - event.atMs <= CUT_SHOWN_MS ? [event.to, event.from] : null
  }
  return null
}

function range(from: number, to: number): number[] {
  return to > from ? Array.from({ length: to - from }, (_, index) => from + index) : []
}

/** Epochs that occur on screen, ascending, for the legend. */
export function epochsOf(drawings: readonly LaneDrawing[]): number[] {
  const epochs = new Set(drawings.flatMap(({ cells }) => cells.map(({ leaderEpoch }) => leaderEpoch)))
  return [...epochs].sort((left, right) => left - right)
}

/**
 * How the leader's high watermark comes about: the smallest log end offset among the in-sync replicas, as the leader knows them.
 * null: this leader has not heard of one of them.
 */
export function highWatermarkParts(lanes: readonly ReplicaLaneView[], isr: readonly number[]) {
  const leader = lanes.find(({ role }) => role === 'leader')
  if (!leader) return null
  const parts = isr.map((brokerId) => {
    const lane = lanes.find((entry) => entry.brokerId === brokerId)
    return { brokerId, offset: brokerId === leader.brokerId ? leader.logEndOffset : (lane?.acknowledged ?? -1) }
  })
  return parts.some(({ offset }) => offset < 0) ? null : { parts, highWatermark: leader.highWatermark }
}
