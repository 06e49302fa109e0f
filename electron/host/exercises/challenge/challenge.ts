import type { ExerciseEvidence } from '../../api/exercise-functions'

export const questions = ['fault', 'broker', 'partition', 'offset'] as const
export type Question = (typeof questions)[number]

/** `none` where a question does not apply: the answer that says so. */
export type Answers = Record<Question, string>
export const NONE = 'none'

/** A fault with its place, and where it can be read. */
export interface Finding {
  answers: Answers
  evidence: ExerciseEvidence
}

/** One challenge: drawn at set-up, put in by a step, named by the reader. Nothing of `injected` leaves the host before the answer. */
export interface Challenge {
  readonly seed: number
  /** Nobody answers: it is looked for, by reading files and asking brokers. */
  readonly solves: boolean
  injected: Finding | null
  given: Partial<Answers>
}

const SEEDS = 1_000_000

export const newChallenge = (seed?: number): Challenge => ({
  seed: seed ?? Math.floor(Math.random() * SEEDS),
  solves: seed !== undefined,
  injected: null,
  given: {},
})
