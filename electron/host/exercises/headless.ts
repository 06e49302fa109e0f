import type { ExerciseEvidence } from '../api/exercise-functions'
import { hostWords } from '../words/host-words'
import { failure } from '../words/wording'
import type { ExerciseLab } from './exercise-lab'
import { ExerciseRun } from './exercise-run'
import type { Exercise } from './load'
import type { Sabotage } from './schema'
import { passed, type StepperState } from './stepper'

export interface ReportedCheck {
  id: string
  sentence: string
  verdict: 'pass' | 'notYet' | 'fail'
  live: string | null
  expected: string
  evidence: ExerciseEvidence | null
}

export interface RunReport {
  exercise: string
  number: number
  sabotage: string | null
  passed: boolean
  /** A step that could not be done ends the run; null: all were done. */
  problem: string | null
  durationMs: number
  steps: { id: string; commands: string[]; output: string[] }[]
  checks: ReportedCheck[]
}

/** One exercise from set-up to its last check, as a reader would who does exactly what it says. */
export async function runExercise(
  exercise: Exercise,
  lab: ExerciseLab,
  sabotage?: Sabotage,
  signal?: AbortSignal,
  seed = 0,
): Promise<RunReport> {
  const startedMs = Date.now()
  const run = new ExerciseRun(exercise, lab, () => undefined, sabotage, seed)
  let problem: string | null = null
  const end = () => void run.close(false)
  signal?.addEventListener('abort', end)
  try {
    if (signal?.aborted) throw failure('CLOSING', hostWords.endedBeforeBegin)
    await run.setUp()
    for (const { id } of exercise.data.steps) {
      await run.doStep(id, false)
      await run.settled()
      // What a sabotage must bring to light has come: the rest of it says nothing more.
      if (sabotage && failedIn(run.state, sabotage)) break
    }
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  signal?.removeEventListener('abort', end)
  const { state } = run
  await run.close(false)
  return {
    exercise: exercise.data.id,
    number: exercise.data.number,
    sabotage: sabotage?.id ?? null,
    passed: problem === null && passed(state),
    problem,
    durationMs: Date.now() - startedMs,
    steps: state.steps.map(({ id, commands, output }) => ({
      id,
      commands: commands.map(({ en }) => en),
      output: output.map(({ en }) => en),
    })),
    checks: state.checks.map(({ id, verdict, live, expected, evidence }) => ({
      id,
      sentence: exercise.text.en.checks[id] ?? id,
      verdict,
      live,
      expected,
      evidence,
    })),
  }
}

const failedIn = ({ checks }: StepperState, { fails }: Sabotage): boolean =>
  fails.every((id) => checks.some((check) => check.id === id && check.verdict === 'fail'))

/** What a sabotage promises: its checks fail, or the run comes to no end before them. */
export const sabotageFound = (report: RunReport, { fails }: Sabotage): boolean =>
  fails.every((id) => report.checks.some((check) => check.id === id && check.verdict === 'fail'))
