import type { BatchFault, BatchOutline, BatchRows } from '../../electron/host/api/inspect-views'

/** The part of a segment's batches that the page holds: neighbours, from one position to another. */
export interface BatchWindow {
  baseOffset: number
  batches: readonly BatchOutline[]
  /** Of the file when it was last read. */
  sizeBytes: number
  /** Where the next batch begins; null: the batches end here. */
  nextPosition: number | null
  fault: BatchFault | null
}

/** More than a screen, less than a browser notices. */
export const WINDOW_ROWS_MAX = 3000

export const startOf = ({ batches }: BatchWindow): number => batches[0]?.position ?? 0

export function endOf({ batches }: BatchWindow): number {
  const last = batches[batches.length - 1]
  return last === undefined ? 0 : last.position + last.sizeBytes
}

export const windowOf = (baseOffset: number, page: BatchRows): BatchWindow => ({ baseOffset, ...page })

/** With the page behind it; `dropped` rows went at the front to make room. */
export function extended(window: BatchWindow, page: BatchRows): { window: BatchWindow; dropped: number } {
  const all = [...window.batches, ...page.batches]
  const dropped = Math.max(0, all.length - WINDOW_ROWS_MAX)
  return { window: { ...window, ...page, batches: all.slice(dropped) }, dropped }
}

/** With the page in front of it; what is too much goes at the end. */
export function prefixed(window: BatchWindow, page: BatchRows): BatchWindow {
  const all = [...page.batches, ...window.batches]
  const batches = all.slice(0, WINDOW_ROWS_MAX)
  if (batches.length === all.length) return { ...window, batches, sizeBytes: page.sizeBytes }
  const next = all[batches.length]!.position
  return { ...window, batches, sizeBytes: page.sizeBytes, nextPosition: next, fault: null }
}

/** Index of the batch that holds a byte, or of the last one in front of it; -1: there is none. */
export function indexAt(batches: readonly BatchOutline[], position: number): number {
  let low = 0
  let high = batches.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (batches[middle]!.position <= position) low = middle + 1
    else high = middle
  }
  return low - 1
}
