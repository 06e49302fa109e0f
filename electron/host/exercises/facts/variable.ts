import { z } from 'zod'
import { defineFact, seen } from './fact'

/** What a step found out: an offset that was acknowledged, an error, a time that was measured. */
export const variable = defineFact('variable', z.strictObject({ name: z.string() }), ({ name }, { variables }) => {
  const value = variables.get(name)
  return seen(value ?? null, value === undefined ? 'not known yet' : `answered to the step: ${name} = ${String(value)}`)
})
