import { z } from 'zod'
import { LabError } from '../../api/errors'
import { NONE, questions } from '../challenge/challenge'
import { disturb } from '../challenge/cluster-faults'
import { damageFile, isFileFault } from '../challenge/file-faults'
import { findFault } from '../challenge/find-fault'
import { placeOf } from '../challenge/place'
import { defineVerb } from './verb'

/** One fault, drawn by the seed. Neither its command nor its outcome says which. */
export const injectFault = defineVerb(
  'injectFault',
  z.strictObject({}),
  () => '# something happens to the cluster',
  async (_, context) => {
    const { challenge } = context
    const place = placeOf(challenge.seed)
    const { fault } = place
    challenge.injected = isFileFault(fault)
      ? await damageFile(fault, place, context)
      : await disturb(fault, place, context)
    for (const question of questions)
      context.variables.set(`injected-${question}`, challenge.injected.answers[question])
    return {}
  },
)

/** The reader's answers, or what a search through files and brokers found. `given`: these instead. */
export const nameFault = defineVerb(
  'nameFault',
  z.strictObject({ given: z.record(z.enum(questions), z.string()).optional() }),
  () => '# your answers',
  async ({ given }, context) => {
    const { challenge } = context
    if (given) challenge.given = given
    else if (challenge.solves) {
      const found = await findFault(context)
      challenge.given = found?.answers ?? { fault: NONE, broker: NONE, partition: NONE, offset: NONE }
      return { output: [`found: ${found ? found.evidence.text : 'nothing is wrong'}`, words(challenge.given)] }
    }
    const open = questions.filter((question) => challenge.given[question] === undefined)
    if (open.length > 0) throw new LabError('BAD_REQUEST', `answer all questions first; missing: ${open.join(', ')}`)
    const done = challenge.injected?.evidence
    return {
      output: [
        words(challenge.given),
        `again: highwater exercises run challenge --seed ${challenge.seed}`,
        done ? `what was done: ${done.text}` : 'nothing was done',
      ],
    }
  },
)

const words = (given: Partial<Record<string, string>>): string =>
  questions.map((question) => `${question} ${given[question]}`).join(', ')
