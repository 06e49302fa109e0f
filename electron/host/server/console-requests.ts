import { z } from 'zod'
import type { ConsoleFunctions } from '../api/console-functions'

const LINE_MAX = 64 * 1024
const consoleId = z.number().int().min(1)
const brokerId = z.number().int().min(0).max(2_147_483_647)
const line = z.string().max(LINE_MAX)
const byConsole = z.object({ consoleId })

/** What the functions of the console take. */
export const consoleSchemas = {
  openConsole: z.object({ brokerId }),
  closeConsole: byConsole,
  runInConsole: z.object({ consoleId, brokerId, line }),
  readConsole: z.object({ consoleId, after: z.number().int().min(0) }),
  typeIntoConsole: z.object({ consoleId, line }),
  endConsoleInput: byConsole,
  interruptConsole: byConsole,
  completeInConsole: z.object({ consoleId, brokerId, line, cursor: z.number().int().min(0).max(LINE_MAX) }),
} as const satisfies Record<keyof ConsoleFunctions, z.ZodType>
