import type { z } from 'zod'
import type { ExerciseEvidence, InBothLanguages } from '../../api/exercise-functions'
import type { RunContext } from '../context'
import { inBoth } from '../words'

export type FactValue = string | number | boolean | null | FactValue[]

/** What was read, and where. `value` null: it cannot be read now. */
export interface Observation {
  value: FactValue
  evidence: ExerciseEvidence
}

/** Something that a check reads from the cluster, never from who did what. */
export interface Fact {
  name: string
  schema: z.ZodType
  /** `args`: checked by the schema, variables filled in. Rejects only where the reading itself went wrong. */
  read(args: never, context: RunContext): Promise<Observation> | Observation
}

export function defineFact<Schema extends z.ZodType>(
  name: string,
  schema: Schema,
  read: (args: z.infer<Schema>, context: RunContext) => Promise<Observation> | Observation,
): Fact {
  return { name, schema, read: read as Fact['read'] }
}

/** `text`: a sentence, or what is the same in every language. */
export const seen = (
  value: FactValue,
  text: string | InBothLanguages,
  place: Omit<ExerciseEvidence, 'text'> = {},
): Observation => ({
  value,
  evidence: { text: inBoth(text), ...place },
})
