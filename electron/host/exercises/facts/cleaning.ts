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
    return seen(values[part], outlookText(id, told))
  },
)

const outlookText = (broker: number, told: CleaningOutlook) =>
  sentence('outlook', {
    broker,
    policy: told.cleanupPolicy,
    clean: `${told.clean.fromOffset}-${told.clean.toOffset}`,
    cleanBytes: told.clean.bytes,
    dirty: `${told.dirty.fromOffset}-${told.dirty.toOffset}`,
    dirtyBytes: told.dirty.bytes,
    ratio: told.dirtyRatio.toFixed(2),
    needed: told.minCleanableDirtyRatio,
    reason: told.reason.kind,
  })
