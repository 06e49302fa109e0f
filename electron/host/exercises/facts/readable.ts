import { z } from 'zod'
import { sentence } from '../words'
import { numberArg, numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

/** What a consumer without a group gets from the leader, from an offset on. */
export const readable = defineFact(
  'readable',
  z.strictObject({
    ...topicPartition,
    from: numberArg.default(0),
    part: z.enum(['values', 'offsets', 'count', 'highWatermark', 'logStartOffset']),
  }),
  async ({ topic, partition, from, part }, { lab }) => {
    const answer = await lab.functions.readRecords({
      topic,
      partition: numberOf(partition),
      offset: numberOf(from),
      count: 500,
    })
    const { records, highWatermark, logStartOffset } = answer
    const values = {
      values: records.map(({ value }) => value),
      offsets: records.map(({ offset }) => offset),
      count: records.length,
      highWatermark,
      logStartOffset,
    }
    return seen(values[part], sentence('readFrom', { command: answer.command, count: records.length, highWatermark }))
  },
)
