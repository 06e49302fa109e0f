import type { ExerciseEvidence, InBothLanguages } from '../api/exercise-functions'

export type StepState = 'later' | 'next' | 'running' | 'done' | 'failed'
export type Verdict = 'pass' | 'notYet' | 'fail'

export interface CheckState {
  id: string
  afterStep: string
  withinMs: number
  /** `stays`: decided by the first look after the step. */
  mode: 'becomes' | 'stays'
  verdict: Verdict
  live: string | null
  expected: string
  evidence: ExerciseEvidence | null
  deadlineMs: number | null
}

export interface StepperState {
  steps: readonly {
    id: string
    state: StepState
    commands: readonly InBothLanguages[]
    output: readonly InBothLanguages[]
  }[]
  checks: readonly CheckState[]
}

export interface Plan {
  steps: readonly string[]
  checks: readonly Pick<CheckState, 'id' | 'afterStep' | 'withinMs' | 'mode' | 'expected'>[]
}

/** Where everybody begins: the first step is next, nothing is known. */
export const begun = ({ steps, checks }: Plan): StepperState => ({
  steps: steps.map((id, at) => ({ id, state: at === 0 ? 'next' : 'later', commands: [], output: [] })),
  checks: checks.map((check) => ({ ...check, verdict: 'notYet', live: null, evidence: null, deadlineMs: null })),
})

/** Why a step cannot be done now; null: it can. A step waits for the checks of the one before. */
export function obstacle(state: StepperState, step: string): 'unknown' | 'notNext' | 'checksOpen' | null {
  const found = state.steps.find(({ id }) => id === step)
  if (!found) return 'unknown'
  if (found.state !== 'next' && found.state !== 'failed') return 'notNext'
  return state.checks.some(({ verdict, deadlineMs }) => verdict === 'notYet' && deadlineMs !== null)
    ? 'checksOpen'
    : null
}

export const stepStarted = (state: StepperState, step: string): StepperState =>
  withStep(state, step, (each) => ({ ...each, state: 'running', commands: [], output: [] }))

export const stepFailed = (state: StepperState, step: string, output: readonly InBothLanguages[]): StepperState =>
  withStep(state, step, (each) => ({ ...each, state: 'failed', output }))

/** The step is done: its checks have their time from now on, and the step after it is next. */
export function stepDone(
  state: StepperState,
  step: string,
  nowMs: number,
  commands: readonly InBothLanguages[],
  output: readonly InBothLanguages[],
): StepperState {
  const at = state.steps.findIndex(({ id }) => id === step)
  return {
    steps: state.steps.map((each, index) =>
      index === at
        ? { ...each, state: 'done', commands, output }
        : index === at + 1 && each.state === 'later'
          ? { ...each, state: 'next' }
          : each,
    ),
    checks: state.checks.map((check) =>
      check.afterStep === step && check.verdict === 'notYet' ? { ...check, deadlineMs: nowMs + check.withinMs } : check,
    ),
  }
}

/** What was read for a check. A verdict that was reached stays: what follows may change the cluster, not what was seen. */
export function observed(
  state: StepperState,
  id: string,
  look: { live: string; expected: string; met: boolean; evidence: ExerciseEvidence },
  nowMs: number,
): StepperState {
  return withCheck(state, id, (check) => {
    if (check.verdict !== 'notYet' || check.deadlineMs === null) return check
    const over = check.mode === 'stays' || nowMs >= check.deadlineMs
    return {
      ...check,
      live: look.live,
      expected: look.expected,
      evidence: look.evidence,
      verdict: look.met ? 'pass' : over ? 'fail' : 'notYet',
    }
  })
}

/** Every step is done and every check decided. */
export const finished = ({ steps, checks }: StepperState): boolean =>
  steps.every(({ state }) => state === 'done') && checks.every(({ verdict }) => verdict !== 'notYet')

export const passed = (state: StepperState): boolean =>
  finished(state) && state.checks.every(({ verdict }) => verdict === 'pass')

type Step = StepperState['steps'][number]

const withStep = (state: StepperState, id: string, change: (step: Step) => Step): StepperState => ({
  ...state,
  steps: state.steps.map((step) => (step.id === id ? change(step) : step)),
})

const withCheck = (state: StepperState, id: string, change: (check: CheckState) => CheckState): StepperState => ({
  ...state,
  checks: state.checks.map((check) => (check.id === id ? change(check) : check)),
})
