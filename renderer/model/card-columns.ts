/** A card's buttons in one row. */
const CARD_WIDTH_MIN = 384
const GAP = 10
const COLUMNS_MAX = 4

/** Columns for a number of cards of one size: as few rows as fit, and rows of like length: four are 4 or 2 + 2, never 3 + 1. */
export function cardColumns(count: number, width: number): number {
  if (count === 0 || width <= 0) return 1
  const fitting = Math.min(COLUMNS_MAX, Math.max(1, Math.floor((width + GAP) / (CARD_WIDTH_MIN + GAP))))
  const rows = Math.ceil(count / fitting)
  return Math.ceil(count / rows)
}
