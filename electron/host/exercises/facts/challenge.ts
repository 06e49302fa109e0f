import { z } from 'zod'
import { questions } from '../challenge/challenge'
import { sentence } from '../words'
import { defineFact, seen } from './fact'

/** What was answered to a question of a challenge; the evidence is what was done, and where it can be read. */
export const answer = defineFact(
  'answer',
  z.strictObject({ question: z.enum(questions) }),
  ({ question }, { challenge: { given, injected } }) => {
    const value = given[question] ?? null
    if (!injected) return seen(value, sentence('nothingDone'))
    const { text, ...place } = injected.evidence
    return seen(value, text, place)
  },
)

/** Whether a fault was put in; not which. */
export const faultInjected = defineFact('faultInjected', z.strictObject({}), (_, { challenge: { injected } }) =>
  injected ? seen(true, sentence('faultPutIn')) : seen(false, sentence('nothingDone')),
)
