import { z } from 'zod'
import { sentence } from '../words'
import { numberArg } from './args'
import { defineFact, seen } from './fact'

/** Events of the timeline since set-up or since the current step. `detail`: a field of the last one instead of how many. */
export const event = defineFact(
  'event',
  z.strictObject({
    kind: z.string(),
    topicPartition: z.string().optional(),
    source: z.union([numberArg, z.literal('lab'), z.literal('coordination')]).optional(),
    matching: z.string().optional(),
    since: z.enum(['setUp', 'step']).default('setUp'),
    detail: z.string().optional(),
  }),
  ({ kind, topicPartition, source, matching, since, detail }, { watch, eventsFrom }) => {
    const found = watch.events.filter(
      (each) =>
        each.seq >= eventsFrom[since] &&
        each.kind === kind &&
        (topicPartition === undefined || each.topicPartition === topicPartition) &&
        (source === undefined || String(each.source) === String(source)) &&
        (matching === undefined || new RegExp(matching).test(each.text)),
    )
    const last = found[found.length - 1]
    if (!last) return seen(detail === undefined ? 0 : null, sentence('noEvent', { kind }))
    return seen(detail === undefined ? found.length : (last.details[detail] ?? null), last.text, { eventSeq: last.seq })
  },
)
