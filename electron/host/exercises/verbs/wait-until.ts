import { z } from 'zod'
import { LabError } from '../../api/errors'
import { shown } from '../expectation'
import { observe } from '../observe'
import { expectSchema, type FactCall, factCallSchema } from '../schema'
import { defineVerb } from './verb'

/** Waits for what a broker, a file or an event says; never for time. */
export const waitUntil = defineVerb(
  'waitUntil',
  z.strictObject({
    fact: z.looseObject({ fact: z.string() }),
    expect: z.record(z.string(), z.unknown()),
    withinMs: z.number().int().min(1).max(600_000).default(30_000),
  }),
  ({ fact }) => `# wait for ${fact.fact}${'topic' in fact ? ` of ${String(fact.topic)}` : ''}`,
  async (args, context) => {
    const call: FactCall = factCallSchema.parse(args.fact)
    const expectation = expectSchema.parse(args.expect)
    const { observation, met } = await observe(context, call, expectation, args.withinMs)
    if (!met)
      throw new LabError(
        'TIMED_OUT',
        `not within ${args.withinMs / 1000} s: ${call.fact} is ${observation ? shown(observation.value) : 'not readable'}`,
      )
    return { output: observation ? [observation.evidence.text] : [] }
  },
)
