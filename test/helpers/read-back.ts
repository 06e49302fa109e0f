import type { NumberedProducer } from './numbered-producer'
import type { RawRecord } from './raw-records'

/** What is wrong with the records read back, against what the producer was told; none when every promise was kept. */
export function readBackProblems(producer: NumberedProducer, records: readonly RawRecord[]): string[] {
  const { acknowledged, topic, partition } = producer
  const problems = [...producer.violations]
  const offsetOf = new Map<number, number>()
  let previous = -1
  for (const { offset, value } of records) {
    const number = Number(value?.split(':')[1])
    if (offsetOf.has(number)) problems.push(`record ${number} twice: at ${offsetOf.get(number)} and ${offset}`)
    else if (number !== previous + 1) problems.push(`record ${number} at ${offset} follows record ${previous}`)
    offsetOf.set(number, offset)
    previous = number
  }
  for (const [number, offset] of acknowledged) {
    const found = offsetOf.get(number)
    if (found === undefined) problems.push(`record ${number} was acknowledged at ${offset} and is lost`)
    else if (found !== offset) problems.push(`record ${number} was acknowledged at ${offset} and is at ${found}`)
  }
  const shown = problems.slice(0, 10).map((problem) => `${topic}-${partition}: ${problem}`)
  return problems.length > 10 ? [...shown, `and ${problems.length - 10} more`] : shown
}
