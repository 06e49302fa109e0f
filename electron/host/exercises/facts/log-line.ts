import { z } from 'zod'
import { brokerArg, numberOf } from './args'
import { defineFact, seen } from './fact'

/** Lines of a broker's server.log that hold a text. The evidence is the last of them. */
export const logLine = defineFact(
  'logLine',
  z.strictObject({ broker: brokerArg, holding: z.string() }),
  async ({ broker, holding }, { lab }) => {
    const id = numberOf(broker)
    const { lines } = await lab.functions.readLog({ source: `broker-${id}`, before: null, count: 200, search: holding })
    const last = lines[lines.length - 1]
    const path = lab.logPath(id)
    return last
      ? seen(lines.length, last.text, { path, line: last.line })
      : seen(0, `no line holds "${holding}"`, { path })
  },
)
