import { z } from 'zod'
import { sentence } from '../words'
import { defineFact, type FactValue, seen } from './fact'

/**
 * What a step found out: an offset that was acknowledged, an error, a time that was measured. `matching`: of lines that were kept, the
 * part that matches in the first that does.
 */
export const variable = defineFact(
  'variable',
  z.strictObject({ name: z.string(), matching: z.string().optional() }),
  ({ name, matching }, { variables }) => {
    const value = variables.get(name)
    if (value === undefined) return seen(null, sentence('notKnownYet'))
    if (matching === undefined) return seen(value, sentence('answered', { name, value: String(value) }))
    const pattern = new RegExp(matching)
    const lines: readonly FactValue[] = Array.isArray(value) ? value : [value]
    const line = lines.map(String).find((each) => pattern.test(each))
    if (line === undefined) return seen('', sentence('noLineMatches', { count: lines.length, name, pattern: matching }))
    return seen(pattern.exec(line)?.[0] ?? '', line)
  },
)
