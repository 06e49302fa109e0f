import { z } from 'zod'
import { topicArg } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

/** Joins a group, reads, commits what was read, leaves. The number of records read is kept under `as`. */
export const consumeGroup = defineVerb(
  'consumeGroup',
  z.strictObject({
    topic: topicArg,
    groupId: z.string(),
    count: z.number().int().min(1).max(1000),
    as: z.string().optional(),
  }),
  ({ topic, groupId, count }) =>
    `kafka-console-consumer.sh --bootstrap-server broker1:9092 --topic ${topic} --group ${groupId} --from-beginning --max-messages ${count}`,
  async ({ topic, groupId, count, as }, { lab, variables }) => {
    const { records, committed } = await lab.functions.consumeWithGroup({ topic, groupId, count, fromBeginning: true })
    if (as) variables.set(as, records.length)
    const offsets = committed.map(({ partition, offset }) => `${topic}-${partition}: ${offset}`)
    return { output: [sentence('committedBy', { count: records.length, list: offsets.join(', ') })] }
  },
)
