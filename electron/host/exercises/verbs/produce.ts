import { z } from 'zod'
import { LabError } from '../../api/errors'
import type { InBothLanguages } from '../../api/exercise-functions'
import type { RunContext } from '../context'
import { numberArg, numberOf, topicArg } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const schema = z.strictObject({
  topic: topicArg,
  partition: numberArg.default(0),
  /** Each a record; `key=value` where `keyed`, and `key=` a tombstone. */
  values: z.array(z.string()).min(1).max(1000),
  keyed: z.boolean().default(false),
  acks: z.enum(['all', '1', '0']).default('all'),
  /** So many of each. */
  count: z.number().int().min(1).max(10_000).default(1),
  /** The offset of the last one is kept under this name; where it may fail, under `NAME-error` why. */
  as: z.string().optional(),
  mayFail: z.boolean().default(false),
  /** Do not wait for the answer: it may stand at a gate. `NAME` is known when it has come. */
  background: z.boolean().default(false),
})
type Args = z.infer<typeof schema>

export const produce = defineVerb(
  'produce',
  schema,
  ({ topic, values, keyed, acks }) => {
    const shown = values.length > 6 ? [...values.slice(0, 5), '…'] : values
    const keys = keyed ? ' --property parse.key=true --property key.separator==' : ''
    return `printf '%s\\n' ${shown.join(' ')} | kafka-console-producer.sh --bootstrap-server broker1:9092 --topic ${topic} --request-required-acks ${acks}${keys}`
  },
  async (args, context) => {
    if (!args.background) return { output: await send(args, context) }
    const sent = send({ ...args, mayFail: true }, context)
    context.running.set(`produce-${args.as ?? args.topic}`, { stop: () => sent.then(() => undefined) })
    return { output: [sentence('sent')] }
  },
)

async function send(args: Args, { lab, variables }: RunContext): Promise<(string | InBothLanguages)[]> {
  const { topic, as, mayFail } = args
  const acks = { all: -1 as const, '1': 1 as const, '0': 0 as const }[args.acks]
  const output: (string | InBothLanguages)[] = []
  for (const text of args.values) {
    const [, key = null, value = text] = args.keyed ? (/^([^=]*)=(.*)$/s.exec(text) ?? []) : []
    const request = {
      topic,
      partition: numberOf(args.partition),
      key,
      value: args.keyed && value === '' ? null : value,
    }
    try {
      const { baseOffset } = await lab.functions.produce({ ...request, headers: {}, acks, count: args.count })
      const last = baseOffset === null ? null : baseOffset + args.count - 1
      if (as) variables.set(as, last)
      output.push(sentence(last === null ? 'sentOnly' : 'offsetOf', { record: text, offset: last }))
    } catch (error) {
      if (!mayFail) throw error
      const reason = error instanceof LabError ? error.message : String(error)
      if (as) variables.set(`${as}-error`, reason)
      output.push(`${text}: ${reason}`)
    }
  }
  return output.length > 8 ? [...output.slice(0, 3), '…', ...output.slice(-3)] : output
}
