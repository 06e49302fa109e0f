import { z } from 'zod'
import { awaited, whereToLook } from '../awaited'
import { filled } from '../context'
import type { Observation } from '../facts/fact'
import { observe } from '../observe'
import { type Expectation, expectSchema, type FactCall, factCallSchema } from '../schema'
import { valueInWords, wanted } from '../wanted'
import { failure, inBoth, sentence } from '../words'
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
    if (!met) throw notCome(call, filled(context, expectation), args.withinMs, observation)
    return { output: observation ? [observation.evidence.text] : [] }
  },
)

/** What was awaited, for how long, what was there at the last look, and what to do now. Pure. */
export function notCome(call: FactCall, expectation: Expectation, withinMs: number, last: Observation | null) {
  const values = {
    seconds: withinMs / 1000,
    what: awaited(call),
    wanted: wanted(expectation),
    look: whereToLook(call),
  }
  if (last === null) return failure('TIMED_OUT', 'notRead', values)
  const seen = { seen: valueInWords(last.value), evidence: inBoth(last.evidence.text) }
  return failure('TIMED_OUT', 'notWithin', { ...values, ...seen })
}
