/**
 * What is drawn of many things along time: all, up to `limit`; of more, those that lie further than a gap from the last drawn one of
 * their row, with the smallest gap (1, 2, 4… pixels) that keeps to the limit. `place` null: always drawn, and not counted.
 */
export function thinOut<T>(
  all: readonly T[],
  limit: number,
  place: (item: T) => { row: string; y: number } | null,
): readonly T[] {
  const placed = all.map((item) => ({ item, at: place(item) }))
  const many = placed.filter(({ at }) => at !== null).length
  if (many <= limit) return all
  for (let gap = 1; ; gap *= 2) {
    const last = new Map<string, number>()
    let drawn = 0
    const kept = placed.filter(({ at }) => {
      if (at === null) return true
      if (at.y - (last.get(at.row) ?? Number.NEGATIVE_INFINITY) < gap) return false
      last.set(at.row, at.y)
      drawn++
      return true
    })
    if (drawn <= limit || drawn <= new Set(placed.map(({ at }) => at?.row)).size) return kept.map(({ item }) => item)
  }
}
