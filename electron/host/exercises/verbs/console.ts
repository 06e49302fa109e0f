import { z } from 'zod'
import { brokerArg, numberOf } from '../facts/args'
import { failure } from '../words'
import { defineVerb } from './verb'

/** A line of the book, typed on a broker's machine. Its output is kept under `as`, line by line. */
export const consoleLine = defineVerb(
  'console',
  z.strictObject({
    broker: brokerArg.default(1),
    line: z.string().min(1),
    input: z.array(z.string()).default([]),
    as: z.string().optional(),
    mayFail: z.boolean().default(false),
  }),
  ({ line }) => line,
  async ({ broker, line, input, as, mayFail }, { lab, variables, signal }) => {
    const { exitCode, lines } = await lab.runLine({ brokerId: numberOf(broker), line, input, signal })
    const texts = lines.map(({ text }) => text)
    if (exitCode !== 0 && !mayFail)
      throw failure('BAD_REQUEST', 'exitCode', { line, code: exitCode, text: texts.slice(-2).join(' ') })
    if (as) variables.set(as, texts)
    return { command: line, output: texts.slice(0, 40) }
  },
)
