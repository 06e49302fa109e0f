import type { DiskEntryView } from '../../electron/host/api/views'

export interface Segment {
  baseOffset: number
  /** First offset of the next segment, or the log's end; null when not known. */
  endOffset: number | null
  sizeBytes: number
  active: boolean
  /** Renamed to `.deleted`, waiting for file.delete.delay.ms. */
  deleted: boolean
}

const deletedLog = /^(\d{20})\.log\.deleted$/

function segmentOf(entry: DiskEntryView): { baseOffset: number; active: boolean; deleted: boolean } | null {
  const renamed = deletedLog.exec(entry.name)
  if (renamed) return { baseOffset: Number(renamed[1]), active: false, deleted: true }
  return entry.segment && { ...entry.segment, deleted: entry.change?.mark === 'deleted' }
}

/** Segments of a partition directory, by base offset. */
export function segmentsOf(entries: readonly DiskEntryView[], logEndOffset: number | null): Segment[] {
  const segments = entries
    .flatMap((entry) => {
      const found = segmentOf(entry)
      return found ? [{ ...found, endOffset: null as number | null, sizeBytes: entry.sizeBytes }] : []
    })
    .sort((left, right) => left.baseOffset - right.baseOffset || Number(right.deleted) - Number(left.deleted))
  for (const [index, segment] of segments.entries()) segment.endOffset = segments[index + 1]?.baseOffset ?? logEndOffset
  return segments
}

export interface SegmentBox extends Segment {
  x: number
  width: number
  /** Parts of the box by leader epoch. */
  paints: { epoch: number; x: number; width: number }[]
}

export interface LogStripLayout {
  boxes: SegmentBox[]
  /** Segments before the first box that is drawn. */
  hidden: number
  /** Pixel of an offset; null when it lies before the first box. */
  at(offset: number): number | null
}

const GAP = 6
const CLOSED_MIN = 84
const ACTIVE_SHARE = 0.6

/** Boxes side by side: the log's order is to scale inside a box, not between boxes, so that every segment can be read. */
export function layoutLogStrip(
  segments: readonly Segment[],
  leaderEpochs: readonly { epoch: number; startOffset: number }[],
  width: number,
): LogStripLayout {
  const room = Math.max(1, Math.floor((width + GAP) / (CLOSED_MIN + GAP)))
  const hidden = Math.max(0, segments.length - room)
  const drawn = segments.slice(hidden)
  const shares = drawn.map((segment) => (segment.active && drawn.length > 1 ? ACTIVE_SHARE : 1))
  const unit = (width - GAP * (drawn.length - 1)) / shares.reduce((sum, share) => sum + share, 0)
  let x = 0
  const boxes = drawn.map((segment, index) => {
    const box = { ...segment, x, width: shares[index]! * unit, paints: [] as SegmentBox['paints'] }
    x += box.width + GAP
    return { ...box, paints: paintsOf(box, leaderEpochs) }
  })
  return { boxes, hidden, at: (offset) => pixelOf(boxes, offset) }
}

function pixelOf(boxes: readonly SegmentBox[], offset: number): number | null {
  for (let index = boxes.length - 1; index >= 0; index--) {
    const box = boxes[index]!
    if (offset >= box.baseOffset && !box.deleted) return box.x + box.width * shareOf(box, offset)
  }
  return null
}

function shareOf(box: Segment, offset: number): number {
  if (box.endOffset === null || box.endOffset <= box.baseOffset) return 0
  return Math.min(1, (offset - box.baseOffset) / (box.endOffset - box.baseOffset))
}

function paintsOf(
  box: Segment & { x: number; width: number },
  epochs: readonly { epoch: number; startOffset: number }[],
): SegmentBox['paints'] {
  const paints: SegmentBox['paints'] = []
  for (const [index, { epoch, startOffset }] of epochs.entries()) {
    const nextStart = epochs[index + 1]?.startOffset ?? Number.MAX_SAFE_INTEGER
    const from = Math.max(startOffset, box.baseOffset)
    const to = Math.min(nextStart, box.endOffset ?? Number.MAX_SAFE_INTEGER)
    if (to < from || (to === from && box.endOffset !== box.baseOffset)) continue
    const x = box.x + box.width * shareOf(box, from)
    const end = box.endOffset === box.baseOffset ? box.x + box.width : box.x + box.width * shareOf(box, to)
    if (end > x) paints.push({ epoch, x, width: end - x })
  }
  return paints
}
