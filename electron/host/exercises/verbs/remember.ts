import { z } from 'zod'
import { shown } from '../expectation'
import { readFact } from '../observe'
import { factCallSchema } from '../schema'
import { failure, sentence } from '../words'
import { defineVerb } from './verb'

/** Keeps what a fact is now, for later steps and checks. */
export const remember = defineVerb(
  'remember',
  z.strictObject({ as: z.string(), fact: z.looseObject({ fact: z.string() }) }),
  () => null,
  async ({ as, fact }, context) => {
    const { value, evidence } = await readFact(context, factCallSchema.parse(fact))
    if (value === null) throw failure('NOT_FOUND', 'cannotRead', { name: as, text: evidence.text })
    context.variables.set(as, value)
    return { output: [sentence('remembered', { name: as, value: shown(value), text: evidence.text })] }
  },
)
