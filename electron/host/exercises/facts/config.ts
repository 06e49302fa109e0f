import { z } from 'zod'
import { sentence } from '../words'
import { defineFact, seen } from './fact'

/** A setting of a topic or broker as DescribeConfigs tells it. */
export const config = defineFact(
  'config',
  z.strictObject({
    type: z.enum(['topic', 'broker']),
    name: z.union([z.string(), z.number()]),
    key: z.string(),
    part: z.enum(['value', 'source']).default('value'),
  }),
  async ({ type, name, key, part }, { lab }) => {
    const entries = await lab.functions.describeConfigs({ type, name: String(name) })
    const entry = entries.find((each) => each.name === key)
    return seen(
      entry?.[part] ?? null,
      entry ? `${key}=${entry.value} (${entry.source})` : sentence('noSetting', { key }),
    )
  },
)
