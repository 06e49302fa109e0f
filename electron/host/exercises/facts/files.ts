import { readdirSync } from 'node:fs'
import { z } from 'zod'
import { partitionDirectory } from '../partition-directory'
import { sentence } from '../words'
import { brokerArg, numberArg, numberOf, topicArg } from './args'
import { defineFact, seen } from './fact'

/** File names in a replica's directory, or in the broker's log directory, that match. */
export const files = defineFact(
  'files',
  z.strictObject({
    broker: brokerArg,
    topic: topicArg.optional(),
    partition: numberArg.default(0),
    matching: z.string(),
    part: z.enum(['names', 'count']).default('count'),
  }),
  ({ broker, topic, partition, matching, part }, { lab }) => {
    const id = numberOf(broker)
    const path =
      topic === undefined ? (lab.logDirs(id)[0] ?? '') : partitionDirectory(lab, id, topic, numberOf(partition))
    const names = listed(path).filter((name) => new RegExp(matching).test(name))
    const text = names.length === 0 ? sentence('noNameMatches', { pattern: matching }) : names.slice(0, 5).join(', ')
    return seen(part === 'count' ? names.length : names, text, { path })
  },
)

function listed(path: string): string[] {
  try {
    return readdirSync(path).sort()
  } catch {
    return []
  }
}
