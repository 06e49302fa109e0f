/** Per-partition results as responses nest them, topics in order of first appearance. */
export function groupByTopic<Result extends { topic: string }>(results: readonly Result[]): [string, Result[]][] {
  const topics = new Map<string, Result[]>()
  for (const result of results) {
    const known = topics.get(result.topic)
    if (known === undefined) topics.set(result.topic, [result])
    else known.push(result)
  }
  return [...topics]
}
