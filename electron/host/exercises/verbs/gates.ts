import { z } from 'zod'
import type { InBothLanguages } from '../../api/exercise-functions'
import type { GateStepOutcome, GateTarget } from '../../api/gate-functions'
import { brokerArg, numberOf, topicArg } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const schema = z.strictObject({
  gate: z.enum(['truncation', 'fetchRequest', 'fetchResponse', 'highWatermarkCheckpoint', 'controllerPropagation']),
  broker: brokerArg.optional(),
  topic: topicArg.optional(),
  partition: z.number().int().default(0),
})
type Args = z.infer<typeof schema>

function targetOf({ gate, broker, topic, partition }: Args): GateTarget {
  if (gate === 'controllerPropagation') return { kind: gate }
  const brokerId = numberOf(broker ?? -1)
  return gate === 'highWatermarkCheckpoint'
    ? { kind: gate, brokerId }
    : { kind: gate, brokerId, topic: topic ?? '', partition }
}

const words = ({ gate, broker, topic, partition }: Args): string =>
  `${gate}${broker === undefined ? '' : ` of broker ${broker}`}${topic === undefined ? '' : `, ${topic}-${partition}`}`

/** Field by field, as the broker told it. */
function outcomeText(outcome: GateStepOutcome): string | InBothLanguages {
  if (outcome.kind !== 'fetched') return Object.values(outcome).join(' ')
  const { fetchOffset, logEndOffset, highWatermark } = outcome
  return sentence('fetched', { fetchOffset, logEndOffset, highWatermark })
}

export const holdGate = defineVerb(
  'holdGate',
  schema,
  (args) => `# hold ${words(args)}`,
  async (args, { lab }) => {
    const { command } = await lab.functions.holdGate({ gate: targetOf(args), lease: 'connection' })
    return { command, output: [sentence('held')] }
  },
)

export const stepGate = defineVerb(
  'stepGate',
  schema.extend({ as: z.string().optional() }),
  (args) => `# one step: ${words(args)}`,
  async ({ as, ...args }, { lab, variables }) => {
    const { command, outcome } = await lab.functions.stepGate({ gate: targetOf(args) })
    if (as)
      for (const [field, value] of Object.entries(outcome))
        variables.set(field === 'kind' ? as : `${as}-${field}`, value)
    return { command, output: [outcomeText(outcome)] }
  },
)

export const releaseGate = defineVerb(
  'releaseGate',
  schema,
  (args) => `# release ${words(args)}`,
  async (args, { lab }) => ({ command: (await lab.functions.releaseGate({ gate: targetOf(args) })).command }),
)

export const releaseAllGates = defineVerb(
  'releaseAllGates',
  z.strictObject({}),
  () => '# release every gate',
  async (_, { lab }) => ({ command: (await lab.functions.releaseAllGates()).command }),
)
