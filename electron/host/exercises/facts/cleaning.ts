import { z } from 'zod'
import type { CleaningOutlook } from '../exercise-lab'
import { sentence } from '../words'
import { brokerArg, numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

/** What a broker's own cleaner says of its replica: why it is not cleaned now, and how dirty it is. Only Highwater's brokers tell. */
export const cleaning = defineFact(
  'cleaning',
  z.strictObject({
    ...topicPartition,
    broker: brokerArg,
    part: z.enum(['reason', 'dirtyRatio', 'policy', 'cleanBytes', 'dirtyBytes', 'logBytes']),
  }),
  async ({ topic, partition, broker, part }, { lab }) => {
    const id = numberOf(broker)
    const told = await lab.cleaningOf(id, topic, numberOf(partition))
    if (!told) return seen(null, sentence('tellsNothing', { broker: id, name: `${topic}-${partition}` }))
    const { clean, dirty, uncleanable, active } = told
    const values = {
      reason: told.reason.kind,
      dirtyRatio: told.dirtyRatio,
      policy: told.cleanupPolicy,
      cleanBytes: clean.bytes,
      dirtyBytes: dirty.bytes,
      logBytes: clean.bytes + dirty.bytes + uncleanable.bytes + active.bytes,
    }
    return seen(values[part], `broker-${id}: ${outlookText(told)}`)
  },
)

/** `clean 0-8, dirty 8-10 (ratio 0.2, from 0.5 on), why not: ratioTooLow`. */
function outlookText({
  cleanupPolicy,
  clean,
  dirty,
  dirtyRatio,
  minCleanableDirtyRatio,
  reason,
}: CleaningOutlook): string {
  return [
    `cleanup.policy=${cleanupPolicy}`,
    `clean ${clean.fromOffset}-${clean.toOffset} (${clean.bytes} bytes)`,
    `dirty ${dirty.fromOffset}-${dirty.toOffset} (${dirty.bytes} bytes)`,
    `ratio ${dirtyRatio.toFixed(2)} of ${minCleanableDirtyRatio}`,
    `reason=${reason.kind}`,
  ].join(', ')
}
