import type { ExerciseLanguage } from '../api/exercise-functions'
import { factNamed, factNames } from './facts/registry'
import { type Action, type ExerciseData, type ExerciseText, exerciseSchema, type FactCall, textSchema } from './schema'
import { verbNamed, verbNames } from './verbs/registry'

export interface Exercise {
  data: ExerciseData
  text: Record<ExerciseLanguage, ExerciseText>
}

export const exerciseLanguages: readonly ExerciseLanguage[] = ['en', 'ko']

/** An exercise whose data or text cannot be used. `message` names the file and the place in it. */
export class ExerciseFault extends Error {}

/** `files`: content by path, as `02-replication/exercise.json`. Throws an ExerciseFault for the first thing that is wrong. */
export function loadExercises(files: Readonly<Record<string, unknown>>): Exercise[] {
  const folders = [...new Set(Object.keys(files).map((path) => path.split('/')[0] ?? ''))].sort()
  const exercises = folders.map((folder) => loadExercise(folder, files))
  const numbers = new Set(exercises.map(({ data }) => data.number))
  const ids = new Set(exercises.map(({ data }) => data.id))
  if (numbers.size < exercises.length || ids.size < exercises.length)
    throw new ExerciseFault('two exercises have the same number or id')
  return exercises.sort((one, other) => one.data.number - other.data.number)
}

function loadExercise(folder: string, files: Readonly<Record<string, unknown>>): Exercise {
  const path = `${folder}/exercise.json`
  const data = parsed(path, files[path], exerciseSchema)
  const expected = `${String(data.number).padStart(2, '0')}-${data.id}`
  if (folder !== expected) throw new ExerciseFault(`${folder} holds exercise ${expected}: the folder has its name`)
  checkActions(path, data)
  const textOf = (language: ExerciseLanguage): ExerciseText => {
    const file = `${folder}/text.${language}.json`
    if (files[file] === undefined)
      throw new ExerciseFault(`${file} is missing: every exercise has its text in English and Korean`)
    const text = parsed(file, files[file], textSchema)
    checkText(file, data, text)
    return text
  }
  return { data, text: { en: textOf('en'), ko: textOf('ko') } }
}

interface Schema<Out> {
  safeParse(
    given: unknown,
  ): { success: true; data: Out } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } }
}

function parsed<Out>(path: string, given: unknown, schema: Schema<Out>): Out {
  const result = schema.safeParse(given)
  if (result.success) return result.data
  const issue = result.error.issues[0]
  throw new ExerciseFault(
    `${path}: ${issue?.path.map(String).join('.') || 'content'}: ${issue?.message ?? 'not as expected'}`,
  )
}

function checkActions(path: string, data: ExerciseData): void {
  const actions = [
    ...data.setUp,
    ...data.steps.flatMap((step) => step.do),
    ...data.sabotages.flatMap(({ before, after, replace }) =>
      [before, after, replace].flatMap((each) => Object.values(each).flat()),
    ),
  ]
  for (const action of actions) checkAction(path, action)
  const steps = new Set(data.steps.map(({ id }) => id))
  const checks = new Set(data.checks.map(({ id }) => id))
  for (const { id, after, fact } of data.checks) {
    if (!steps.has(after)) throw new ExerciseFault(`${path}: check ${id} comes after step ${after}, which is none`)
    checkFact(path, fact)
  }
  for (const { id, fails, skipSteps } of data.sabotages) {
    const unknown = [...fails.filter((check) => !checks.has(check)), ...skipSteps.filter((step) => !steps.has(step))]
    if (unknown.length > 0)
      throw new ExerciseFault(`${path}: sabotage ${id} names ${unknown.join(', ')}, which is none`)
  }
  if (!data.predict.options.includes(data.predict.answer))
    throw new ExerciseFault(`${path}: the right prediction "${data.predict.answer}" is not among the options`)
}

function checkAction(path: string, action: Action): void {
  const { verb, ...given } = action
  if (!verbNames().includes(verb))
    throw new ExerciseFault(`${path}: unknown verb "${verb}"; there is ${verbNames().join(', ')}`)
  parsed(`${path}: verb ${verb}`, given, verbNamed(verb).schema)
  if (verb === 'waitUntil' || verb === 'remember') checkFact(path, given.fact as FactCall)
}

function checkFact(path: string, call: FactCall): void {
  const { fact, ...given } = call
  if (!factNames().includes(fact))
    throw new ExerciseFault(`${path}: unknown fact "${fact}"; there is ${factNames().join(', ')}`)
  parsed(`${path}: fact ${fact}`, given, factNamed(fact).schema)
}

/** Every sentence that the data asks for, and none that nobody shows. */
function checkText(file: string, data: ExerciseData, text: ExerciseText): void {
  const compare = (what: string, wanted: readonly string[], given: Readonly<Record<string, unknown>>) => {
    const missing = wanted.filter((id) => !Object.hasOwn(given, id))
    const extra = Object.keys(given).filter((id) => !wanted.includes(id))
    if (missing.length > 0) throw new ExerciseFault(`${file}: no text for ${what} ${missing.join(', ')}`)
    if (extra.length > 0) throw new ExerciseFault(`${file}: text for ${what} ${extra.join(', ')}, which is none`)
  }
  compare(
    'step',
    data.steps.map(({ id }) => id),
    text.steps,
  )
  compare(
    'check',
    data.checks.map(({ id }) => id),
    text.checks,
  )
  compare('option', data.predict.options, text.predict.options)
  const { rows = [], columns = [] } = data.measurements ?? {}
  compare('row', rows, text.measurements?.rows ?? {})
  compare(
    'column',
    columns.map(({ id }) => id),
    text.measurements?.columns ?? {},
  )
  compare(
    'question',
    data.questions.map(({ id }) => id),
    text.questions,
  )
  for (const { id, options } of data.questions) {
    const worded = (options ?? ['none']).filter((option) => !/^\d+$/.test(option))
    compare(`option of ${id}`, worded, text.questions[id]?.options ?? {})
  }
}
