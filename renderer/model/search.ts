/** Something that the search can go to. */
export interface SearchTarget {
  kind: 'page' | 'broker' | 'topic' | 'partition' | 'group'
  /** What is looked for and shown. */
  name: string
  /** Where it leads: a page's name and its query. */
  page: string
  query: Record<string, string>
}

const SHOWN_MAX = 12
const weights: Record<SearchTarget['kind'], number> = { page: 0, broker: 1, topic: 2, group: 3, partition: 4 }

/**
 * The targets that hold every word of the text, best first: those that begin with it, then by kind, then the shorter. Partitions are
 * many and come only once a text narrows them. Pure.
 */
export function findTargets(targets: Iterable<SearchTarget>, text: string): SearchTarget[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found: { target: SearchTarget; rank: number }[] = []
  for (const target of targets) {
    const name = target.name.toLowerCase()
    if (words.length === 0 && target.kind === 'partition') continue
    if (!words.every((word) => name.includes(word))) continue
    const starts = words[0] !== undefined && name.startsWith(words[0])
    found.push({ target, rank: (starts ? 0 : 10) + weights[target.kind] })
  }
  return found
    .sort(
      (left, right) =>
        left.rank - right.rank ||
        left.target.name.length - right.target.name.length ||
        (left.target.name < right.target.name ? -1 : 1),
    )
    .slice(0, SHOWN_MAX)
    .map(({ target }) => target)
}
