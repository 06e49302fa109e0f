import { z } from 'zod'
import type { InBothLanguages } from '../../api/exercise-functions'
import type { GateStepOutcome, GateTarget, StepNothingReason } from '../../api/gate-functions'
import { brokerArg, numberOf, topicArg } from '../facts/args'
import { sentence, type WordKey } from '../words'
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

const GATE_WORDS = {
  truncation: 'gateTruncation',
  fetchRequest: 'gateFetchRequest',
  fetchResponse: 'gateFetchResponse',
  highWatermarkCheckpoint: 'gateCheckpoint',
  controllerPropagation: 'gateController',
} as const

/** No Kafka tool holds a fetch: a comment line says what is done. */
const comment = (key: 'doHold' | 'doStep' | 'doRelease', { gate, broker, topic, partition }: Args) =>
  sentence(key, { gate: sentence(GATE_WORDS[gate], { broker: broker ?? null, name: `${topic}-${partition}` }) })

const NOTHING_WORDS = {
  notInTime: 'nothingNotInTime',
  givenUp: 'nothingGivenUp',
  released: 'nothingReleased',
  leaderChanged: 'nothingLeaderChanged',
  outOfUse: 'nothingOutOfUse',
  failed: 'nothingFailed',
  noAnswer: 'nothingNoAnswer',
} as const satisfies Record<StepNothingReason, WordKey>

function outcomeText(outcome: GateStepOutcome): InBothLanguages {
  switch (outcome.kind) {
    case 'fetched': {
      const { fetchOffset, logEndOffset, highWatermark } = outcome
      return sentence('fetched', { fetchOffset, logEndOffset, highWatermark })
    }
    case 'truncated':
      return sentence('stepTruncated', { from: outcome.from, to: outcome.to })
    case 'checkpointWritten':
      return sentence('stepWritten')
    case 'propagated':
      return sentence('stepPropagated', { batch: outcome.batch })
    case 'nothing':
      return sentence('stepNothing', { text: sentence(NOTHING_WORDS[outcome.reason], { text: outcome.why }) })
  }
}

export const holdGate = defineVerb(
  'holdGate',
  schema,
  (args) => comment('doHold', args),
  async (args, { lab }) => {
    await lab.functions.holdGate({ gate: targetOf(args), lease: 'connection' })
    return { output: [sentence('held')] }
  },
)

export const stepGate = defineVerb(
  'stepGate',
  schema.extend({ as: z.string().optional() }),
  (args) => comment('doStep', args),
  async ({ as, ...args }, { lab, variables }) => {
    const { outcome } = await lab.functions.stepGate({ gate: targetOf(args) })
    if (as)
      for (const [field, value] of Object.entries(outcome))
        variables.set(field === 'kind' ? as : `${as}-${field}`, value)
    return { output: [outcomeText(outcome)] }
  },
)

export const releaseGate = defineVerb(
  'releaseGate',
  schema,
  (args) => comment('doRelease', args),
  async (args, { lab }) => {
    await lab.functions.releaseGate({ gate: targetOf(args) })
    return {}
  },
)

export const releaseAllGates = defineVerb(
  'releaseAllGates',
  z.strictObject({}),
  () => sentence('doReleaseAll'),
  async (_, { lab }) => {
    await lab.functions.releaseAllGates()
    return {}
  },
)
