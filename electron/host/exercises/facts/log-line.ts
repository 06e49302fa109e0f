import { z } from 'zod'
import { sentence } from '../words'
import { brokerArg, numberOf } from './args'
import { defineFact, seen } from './fact'

const LINES_MAX = 200

/** Lines of a broker's server.log that hold a text, all of them or those since the current step. The evidence is the last one. */
export const logLine = defineFact(
  'logLine',
  z.strictObject({ broker: brokerArg, holding: z.string(), since: z.enum(['always', 'step']).default('always') }),
  async ({ broker, holding, since }, { lab, stepBeganMs }) => {
    const id = numberOf(broker)
    const found = await lab.functions.readLog({
      source: `broker-${id}`,
      before: null,
      count: LINES_MAX,
      search: holding,
    })
    const lines = found.lines.filter(({ atMs }) => since === 'always' || (atMs ?? 0) >= stepBeganMs)
    const last = lines[lines.length - 1]
    const path = lab.logPath(id)
    return last
      ? seen(lines.length, last.text, { path, line: last.line })
      : seen(0, sentence('noLogLine', { text: holding }), { path })
  },
)
