import { z } from 'zod'
import type { ExerciseFunctions } from '../api/exercise-functions'

const id = z.string().min(1).max(100)

/** What the functions of exercises take. */
export const exerciseSchemas = {
  listExercises: z.undefined(),
  openExercise: z.object({ id }),
  watchExercise: z.object({ id, after: z.number().int().min(0) }),
  setUpExercise: z.object({ id }),
  predictExercise: z.object({ id, answer: id }),
  answerExercise: z.object({ id, question: id, answer: id }),
  doExerciseStep: z.object({ id, step: id, byHand: z.boolean() }),
  resetExercise: z.object({ id, step: id.nullable() }),
  leaveExercise: z.object({ id }),
  exportExercise: z.object({ id, format: z.enum(['json', 'markdown']), language: z.enum(['en', 'ko']) }),
} as const satisfies Record<keyof ExerciseFunctions, z.ZodType>
