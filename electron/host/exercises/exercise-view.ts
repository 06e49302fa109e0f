import { brokerDefinitions } from '../../../broker-core/config/broker-definitions/broker-definitions'
import type { ConfigDefinition } from '../../../broker-core/config/definition'
import type { ExerciseSummaryView, ExerciseView, InBothLanguages } from '../api/exercise-functions'
import type { ExerciseRun } from './exercise-run'
import { type Exercise, exerciseLanguages } from './load'
import type { ExerciseData, ExerciseText } from './schema'

const both = ({ text }: Exercise, of: (text: ExerciseText) => string | undefined): InBothLanguages =>
  Object.fromEntries(exerciseLanguages.map((language) => [language, of(text[language]) ?? ''])) as InBothLanguages

export const summaryView = (exercise: Exercise, progress: ExerciseSummaryView['progress']): ExerciseSummaryView => ({
  id: exercise.data.id,
  number: exercise.data.number,
  title: both(exercise, ({ title }) => title),
  question: both(exercise, ({ question }) => question),
  figures: exercise.data.figures,
  minutes: exercise.data.minutes,
  needsGates: exercise.data.needsGates,
  progress,
})

/** All of an opened exercise that a page shows. The right prediction is told only when the run is over. */
export function exerciseView(run: ExerciseRun, version: number): ExerciseView {
  const { exercise, state } = run
  const { data } = exercise
  return {
    ...summaryView(exercise, 'begun'),
    engines: data.engines,
    setUpText: both(exercise, (text) => text.setUp),
    settings: settingsOf(data.settings),
    shows: run.shows(),
    predict: {
      question: both(exercise, (text) => text.predict.question),
      options: data.predict.options.map((id) => ({
        id,
        text: both(exercise, (text) => text.predict.options[id]),
        right: run.phase === 'finished' ? id === data.predict.answer : null,
      })),
      answer: run.answer,
    },
    phase: run.phase,
    phaseDetail: run.phaseDetail,
    steps: state.steps.map(({ id, state: stepState, commands, output }) => ({
      id,
      text: both(exercise, (text) => text.steps[id]?.text),
      look: both(exercise, (text) => text.steps[id]?.look),
      commands: commands.length > 0 ? [...commands] : run.commandsOf(id),
      state: stepState,
      output: [...output],
      watch: run.watchedIn(id),
      ...stepKind(data, id),
    })),
    checks: state.checks.map(({ id, afterStep, verdict, live, expected, evidence, deadlineMs }) => ({
      id,
      afterStep,
      sentence: both(exercise, (text) => text.checks[id]),
      verdict,
      live,
      expected,
      evidence,
      deadlineMs,
    })),
    measurements: measurementsOf(run),
    hints: [both(exercise, (text) => text.hints[0]), both(exercise, (text) => text.hints[1])],
    questions: data.questions.map(({ id, options }) => ({
      id,
      question: both(exercise, (text) => text.questions[id]?.question),
      options:
        options?.map((option) => ({
          id: option,
          text: both(exercise, (text) => text.questions[id]?.options[option] ?? option),
        })) ?? null,
      given: run.given[id] ?? null,
    })),
    solution: both(exercise, (text) => text.solution),
    explain: both(exercise, (text) => text.explain),
    references: data.references,
    version,
  }
}

function measurementsOf({ exercise, found }: ExerciseRun): ExerciseView['measurements'] {
  const { measurements } = exercise.data
  if (measurements === null) return null
  const cell = (name: string): number | boolean | null => {
    const value = found(name)
    return typeof value === 'number' || typeof value === 'boolean' ? value : null
  }
  return {
    title: both(exercise, (text) => text.measurements?.title),
    columns: measurements.columns.map((column) => ({
      ...column,
      label: both(exercise, (text) => text.measurements?.columns[column.id]),
    })),
    rows: measurements.rows.map((id) => ({
      id,
      label: both(exercise, (text) => text.measurements?.rows[id]),
      cells: measurements.columns.map((column) => cell(`${id}-${column.id}`)),
    })),
  }
}

const stepKind = ({ steps }: ExerciseData, wished: string) => {
  const { asks = false, onlyHere = false } = steps.find(({ id }) => id === wished) ?? {}
  return { asks, onlyHere }
}

function settingsOf(settings: Readonly<Record<string, string>>): ExerciseView['settings'] {
  const definitions: Readonly<Record<string, ConfigDefinition>> = brokerDefinitions
  return Object.entries(settings).map(([key, value]) => {
    const kafkaDefault = definitions[key]?.default
    return { key, value, kafkaDefault: typeof kafkaDefault === 'string' ? kafkaDefault : null }
  })
}
