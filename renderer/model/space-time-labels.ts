export const LABEL_HEIGHT = 15
/** Digits and letters of the diagram's size, and what is as wide as it is high. */
const NARROW_PX = 6.3
const WIDE_PX = 10.5
const PADDING_PX = 8

export interface LabelPlace {
  /** Middle of the words. */
  x: number
  y: number
}

export interface LabelWish {
  key: string
  width: number
  /** Where it may stand, the best first. */
  places: readonly LabelPlace[]
  /** It is placed before those that are not. */
  first?: boolean
}

export const labelWidth = (text: string): number =>
  [...text].reduce((sum, letter) => sum + ((letter.codePointAt(0) ?? 0) > 0x2e80 ? WIDE_PX : NARROW_PX), PADDING_PX)

/** The middle of an arrow, then the places nearer to its ends. */
export const alongArrow = ({ x1, y1, x2, y2 }: { x1: number; y1: number; x2: number; y2: number }): LabelPlace[] =>
  [0.5, 0.3, 0.7].map((part) => ({ x: x1 + (x2 - x1) * part, y: y1 + (y2 - y1) * part }))

/** Where words stand so that no two lie over each other, all of them inside. What found no place is left out. Pure. */
export function layLabels(
  wishes: readonly LabelWish[],
  inside: { width: number; height: number },
): ReadonlyMap<string, LabelPlace> {
  const placed = new Map<string, LabelPlace>()
  const taken: { place: LabelPlace; width: number }[] = []
  const isFree = ({ x, y }: LabelPlace, width: number) =>
    taken.every(
      (other) =>
        Math.abs(other.place.y - y) >= LABEL_HEIGHT || Math.abs(other.place.x - x) >= (other.width + width) / 2,
    )
  for (const { key, width, places } of [...wishes].sort((one, other) => rank(one) - rank(other))) {
    if (width > inside.width) continue
    const found = places
      .filter(({ y }) => y >= 0 && y <= inside.height)
      .map(({ x, y }) => ({ x: Math.min(Math.max(x, width / 2), inside.width - width / 2), y }))
      .find((place) => isFree(place, width))
    if (!found) continue
    placed.set(key, found)
    taken.push({ place: found, width })
  }
  return placed
}

const rank = ({ first }: LabelWish): number => (first ? 0 : 1)
