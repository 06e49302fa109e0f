import { z } from 'zod'
import { LabError } from '../../api/errors'
import { shown } from '../expectation'
import { readFact } from '../observe'
import { factCallSchema } from '../schema'
import { sentence } from '../words'
import { defineVerb } from './verb'

/** Keeps what a fact is now, for later steps and checks. */
export const remember = defineVerb(
  'remember',
  z.strictObject({ as: z.string(), fact: z.looseObject({ fact: z.string() }) }),
  ({ as }) => `# note ${as}`,
  async ({ as, fact }, context) => {
    const { value, evidence } = await readFact(context, factCallSchema.parse(fact))
    if (value === null) throw new LabError('NOT_FOUND', `${as} cannot be read: ${evidence.text.en}`)
    context.variables.set(as, value)
    return { output: [sentence('remembered', { name: as, value: shown(value), text: evidence.text })] }
  },
)
