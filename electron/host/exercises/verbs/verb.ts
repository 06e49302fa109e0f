import type { z } from 'zod'
import type { InBothLanguages } from '../../api/exercise-functions'
import type { RunContext } from '../context'

export interface VerbOutcome {
  /** The command it stood for, where it is more exact than the preview. */
  command?: string | InBothLanguages
  /** Lines for the reader: what was answered. */
  output?: (string | InBothLanguages)[]
}

/** One thing that a step does. Over the wire, with signals or through files, as anybody could. */
export interface Verb {
  name: string
  schema: z.ZodType
  /** The command as it will be, for what is known so far; null: it shows none. */
  preview(args: never): string | InBothLanguages | null
  run(args: never, context: RunContext): Promise<VerbOutcome>
}

export function defineVerb<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  preview: (args: z.infer<Schema>) => string | InBothLanguages | null,
  run: (args: z.infer<Schema>, context: RunContext) => Promise<VerbOutcome>,
): Verb {
  return { name, schema, preview: preview as Verb['preview'], run: run as Verb['run'] }
}
