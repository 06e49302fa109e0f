import { describe, expect, test } from 'vitest'
import { exerciseCatalogue } from '../../../electron/host/exercises/catalogue'
import { loadExercises } from '../../../electron/host/exercises/load'

const catalogue = exerciseCatalogue()
const sample = catalogue[0]!
const folder = `${String(sample.data.number).padStart(2, '0')}-${sample.data.id}`

/** The first exercise as files, changed. */
function filesWith(change: (files: Record<string, unknown>) => void): Record<string, unknown> {
  const files: Record<string, unknown> = {
    [`${folder}/exercise.json`]: structuredClone(sample.data),
    [`${folder}/text.en.json`]: structuredClone(sample.text.en),
    [`${folder}/text.ko.json`]: structuredClone(sample.text.ko),
  }
  change(files)
  return files
}
const dataIn = (files: Record<string, unknown>) => files[`${folder}/exercise.json`] as typeof sample.data

describe('the exercises of lab-presets', () => {
  test('load, in the order of their numbers', () => {
    const numbers = catalogue.map(({ data }) => data.number)
    expect(numbers).toEqual([...numbers].sort((one, other) => one - other))
    expect(numbers).toEqual(expect.arrayContaining([2, 5, 6]))
  })
  test.each(catalogue.map((each) => [each.data.id, each] as const))('%s has Korean text of its own', (_, { text }) => {
    expect(text.ko.question).toMatch(/[가-힣]/)
    for (const [id, sentence] of Object.entries(text.ko.checks)) expect(sentence, id).toMatch(/[가-힣]/)
    for (const hint of text.ko.hints) expect(hint).toMatch(/[가-힣]/)
    for (const [id, step] of Object.entries(text.ko.steps)) expect(step.text, id).toMatch(/[가-힣]/)
  })
})

describe('a fault in an exercise is told at load', () => {
  test.each<[string, (files: Record<string, unknown>) => void, RegExp]>([
    [
      'an unknown verb',
      (files) => dataIn(files).steps[0]!.do.push({ verb: 'teleport' }),
      /exercise\.json: unknown verb "teleport"; there is .*produce/,
    ],
    [
      'an unknown fact',
      (files) => Object.assign(dataIn(files).checks[0]!, { fact: { fact: 'mood' } }),
      /unknown fact "mood"/,
    ],
    [
      'a watched cell that no page has',
      (files) => dataIn(files).steps[0]!.watch.push('replica:orders-0:1:mood'),
      /steps\.0\.watch\.\d+: no cell of the page/,
    ],
    [
      'an argument that the verb does not take',
      (files) => dataIn(files).steps[0]!.do.push({ verb: 'startBroker', broker: 1, gently: true }),
      /verb startBroker: .*gently/,
    ],
    [
      'a table of measurements without the names of its rows',
      (files) => {
        dataIn(files).measurements = { rows: ['sigterm'], columns: [{ id: 'gap', unit: 'ms', charted: true }] }
      },
      /text\.en\.json: no text for row sigterm/,
    ],
    ['a missing translation', (files) => delete files[`${folder}/text.ko.json`], /text\.ko\.json is missing/],
    [
      'a missing sentence',
      (files) => {
        const text = files[`${folder}/text.ko.json`] as typeof sample.text.ko
        delete text.checks[sample.data.checks[0]!.id]
      },
      /text\.ko\.json: no text for check/,
    ],
    [
      'a text without hints',
      (files) => delete (files[`${folder}/text.ko.json`] as Partial<typeof sample.text.ko>).hints,
      /text\.ko\.json: hints: two hints: where to look/,
    ],
    [
      'a text with one hint',
      (files) => void (files[`${folder}/text.en.json`] as { hints: string[] }).hints.pop(),
      /text\.en\.json: hints/,
    ],
    [
      'a check after no step',
      (files) => Object.assign(dataIn(files).checks[0]!, { after: 'never' }),
      /comes after step never, which is none/,
    ],
    [
      'a sabotage of a check that is none',
      (files) => Object.assign(dataIn(files).sabotages[0]!, { fails: ['nothing'] }),
      /names nothing, which is none/,
    ],
    ['a wrong name of the folder', (files) => Object.assign(dataIn(files), { number: 99 }), /the folder has its name/],
  ])('%s', (_, change, message) => {
    expect(() => loadExercises(filesWith(change))).toThrow(message)
  })
  test('and none is told of what is right', () => {
    expect(loadExercises(filesWith(() => undefined))).toHaveLength(1)
  })
})
