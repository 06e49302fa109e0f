/** Kafka's `range`: whole runs of partitions, the first takers with one more. Pure. */
export function ranges(partitions: readonly number[], takers: readonly string[]): [string, number[]][] {
  const sorted = [...partitions].sort((one, other) => one - other)
  const each = Math.floor(sorted.length / takers.length)
  const more = sorted.length % takers.length
  return takers.map((taker, at) => {
    const start = each * at + Math.min(at, more)
    return [taker, sorted.slice(start, start + each + (at < more ? 1 : 0))]
  })
}
