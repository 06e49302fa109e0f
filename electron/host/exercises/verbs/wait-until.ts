import { z } from 'zod'
import { awaited } from '../awaited'
import { shown } from '../expectation'
import { observe } from '../observe'
import { expectSchema, type FactCall, factCallSchema } from '../schema'
import { failure, sentence } from '../words'
import { defineVerb } from './verb'

/** Waits for what a broker, a file or an event says; never for time. */
export const waitUntil = defineVerb(
  'waitUntil',
  z.strictObject({
    fact: z.looseObject({ fact: z.string() }),
    expect: z.record(z.string(), z.unknown()),
    withinMs: z.number().int().min(1).max(600_000).default(30_000),
  }),
  ({ fact }) => sentence('doWait', { what: awaited(fact) }),
  async (args, context) => {
    const call: FactCall = factCallSchema.parse(args.fact)
    const expectation = expectSchema.parse(args.expect)
    const { observation, met } = await observe(context, call, expectation, args.withinMs)
    if (!met)
      throw failure('TIMED_OUT', 'notWithin', {
        seconds: args.withinMs / 1000,
        what: observation
          ? sentence('isNow', { what: awaited(call), value: shown(observation.value) })
          : sentence('isUnread', { what: awaited(call) }),
      })
    return { output: observation ? [observation.evidence.text] : [] }
  },
)
