import { z } from 'zod'
import type { TimelineEvent } from '../../api/views'
import { sentence } from '../words'
import { defineFact, seen } from './fact'

const wished = z.strictObject({ kind: z.string(), matching: z.string().optional() })

/**
 * In which order these events happened first: their kinds. One that has not happened is left out; those of the same millisecond stand
 * as they were asked for, since the processes that tell them share a clock and nothing finer.
 */
export const eventOrder = defineFact(
  'eventOrder',
  z.strictObject({ events: z.array(wished).min(2), since: z.enum(['setUp', 'step']).default('setUp') }),
  ({ events, since }, { watch, eventsFrom }) => {
    const happened = watch.events.filter(({ seq }) => seq >= eventsFrom[since])
    const found = events.flatMap((each) => {
      const pattern = new RegExp(each.matching ?? '')
      return happened.find(({ kind, text }) => kind === each.kind && pattern.test(text)) ?? []
    })
    const ordered = [...found].sort((one, other) => one.atMs - other.atMs)
    const last = ordered[ordered.length - 1]
    if (!last) return seen([], sentence('noneHappened'))
    return seen(
      ordered.map(({ kind }) => kind),
      ordered.map(timed).join(' | '),
      { eventSeq: last.seq },
    )
  },
)

const timed = ({ atMs, text }: TimelineEvent): string => `${new Date(atMs).toISOString().slice(11, 23)} ${text}`
