import { z } from 'zod'
import { type Answers, NONE, questions } from '../challenge/challenge'
import { disturb } from '../challenge/cluster-faults'
import { damageFile, isFileFault } from '../challenge/file-faults'
import { findFault } from '../challenge/find-fault'
import { placeOf } from '../challenge/place'
import { failure, sentence } from '../words'
import { defineVerb } from './verb'

/** One fault, drawn by the seed. Neither its command nor its outcome says which. */
export const injectFault = defineVerb(
  'injectFault',
  z.strictObject({}),
  () => sentence('doInjectFault'),
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
  () => sentence('doAnswer'),
  async ({ given }, context) => {
    const { challenge } = context
    if (given) challenge.given = given
    else if (challenge.solves) {
      const found = await findFault(context)
      challenge.given = found?.answers ?? { fault: NONE, broker: NONE, partition: NONE, offset: NONE }
      const told = found ? sentence('found', { text: found.evidence.text }) : sentence('foundNothing')
      return { output: [told, words(challenge.given)] }
    }
    const open = questions.filter((question) => challenge.given[question] === undefined)
    if (open.length > 0) throw failure('BAD_REQUEST', 'answerAll', { list: open.join(', ') })
    const done = challenge.injected?.evidence
    return {
      output: [
        words(challenge.given),
        sentence('againWith', { command: `highwater exercises run challenge --seed ${challenge.seed}` }),
        done ? sentence('whatWasDone', { text: done.text }) : sentence('nothingDone'),
      ],
    }
  },
)

const words = ({ fault, broker, partition, offset }: Partial<Answers>) =>
  sentence('givenAnswers', {
    fault: fault ?? null,
    broker: broker ?? null,
    partition: partition ?? null,
    offset: offset ?? null,
  })
