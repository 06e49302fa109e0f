import type { RunReport } from '../host/exercises/headless'
import type { Exercise } from '../host/exercises/load'
import type { Sabotage } from '../host/exercises/schema'

/** One run: an exercise as it is, or spoiled. */
export interface PlannedRun {
  exercise: Exercise
  sabotage?: Sabotage | undefined
}

export type FinishedRun = RunReport & { expected: boolean }

/** Every exercise once; with `sabotage`, each of its spoiled forms instead. */
export const plannedRuns = (exercises: readonly Exercise[], sabotage: boolean): PlannedRun[] =>
  exercises.flatMap((exercise) =>
    sabotage ? exercise.data.sabotages.map((each) => ({ exercise, sabotage: each })) : [{ exercise }],
  )

/**
 * Runs `atOnce` side by side and tells each when it is over; resolves with all that were run, in the planned order. A run that could
 * not even begin is one that failed, and the others go on. After `signal` none begins.
 */
export async function runPlanned(
  planned: readonly PlannedRun[],
  atOnce: number,
  runOne: (run: PlannedRun) => Promise<FinishedRun>,
  told: (finished: FinishedRun) => void,
  signal?: AbortSignal,
): Promise<FinishedRun[]> {
  const finished: (FinishedRun | undefined)[] = planned.map(() => undefined)
  let next = 0
  const worker = async () => {
    while (next < planned.length && signal?.aborted !== true) {
      const at = next++
      const run = planned[at]!
      const outcome = await runOne(run).catch((error: unknown) => notBegun(run, error))
      finished[at] = outcome
      told(outcome)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, planned.length) }, worker))
  return finished.filter((each) => each !== undefined)
}

const notBegun = ({ exercise, sabotage }: PlannedRun, error: unknown): FinishedRun => ({
  exercise: exercise.data.id,
  number: exercise.data.number,
  sabotage: sabotage?.id ?? null,
  passed: false,
  expected: false,
  problem: error instanceof Error ? error.message : String(error),
  durationMs: 0,
  steps: [],
  checks: [],
})
