/** Rows of a list of equal heights that are on screen, with a margin, so that fast scrolling shows no blank. */
export interface RowWindow {
  first: number
  /** One past the last. */
  end: number
}

export function rowWindow(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  rowCount: number,
  margin = 6,
): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - margin)
  const end = Math.min(rowCount, Math.ceil((scrollTop + viewHeight) / rowHeight) + margin)
  return { first: Math.min(first, Math.max(0, rowCount)), end: Math.max(end, 0) }
}

/** The scroll position that brings a row fully into view; the present one if it already is. */
export function scrollTopFor(row: number, scrollTop: number, viewHeight: number, rowHeight: number): number {
  const top = row * rowHeight
  if (top < scrollTop) return top
  if (top + rowHeight > scrollTop + viewHeight) return top + rowHeight - viewHeight
  return scrollTop
}
