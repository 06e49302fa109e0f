import { describe, expect, test } from 'vitest'
import { exerciseCatalogue } from '../../../electron/host/exercises/catalogue'
import type { ExerciseLab } from '../../../electron/host/exercises/exercise-lab'
import { ExerciseRun } from '../../../electron/host/exercises/exercise-run'
import { failure, sentence } from '../../../electron/host/exercises/words'
import { failureOf } from '../../../electron/host/server/requests'
import { textsOf } from '../../../electron/host/words/wording'
import english from '../../../lab-presets/exercise-words/en.json'
import korean from '../../../lab-presets/exercise-words/ko.json'

const places = (template: string) => [...template.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort()

describe('sentences about what was read', () => {
  test('every one in English and Korean, about the same values', () => {
    expect(Object.keys(korean)).toEqual(Object.keys(english))
    for (const [key, template] of Object.entries(english))
      expect(places(korean[key as keyof typeof korean]), key).toEqual(places(template))
  })
  test('are filled in each language; what is not known is a dash', () => {
    expect(sentence('replica', { broker: 2, logEndOffset: 5, highWatermark: null, epoch: 0 })).toEqual({
      en: 'broker 2 reports LEO 5, HW -, epoch 0',
      ko: '브로커 2의 보고: LEO 5, HW -, 에포크 0',
    })
  })
  test('a sentence within a sentence keeps its language', () => {
    const { en, ko } = sentence('remembered', { name: 'A', value: '1', text: sentence('noRecord') })
    expect(en).toBe('A = 1: no such record in the segment files')
    expect(ko).toMatch(/^A = 1: 세그먼트/)
  })
})

describe('what no command does', () => {
  const lab = { functions: { pull: () => new Promise(() => undefined) } } as unknown as ExerciseLab
  test.each(exerciseCatalogue().map((each) => [each.data.id, each] as const))(
    '%s: comment lines are in the reader’s language, commands are the same in both',
    (_, exercise) => {
      const run = new ExerciseRun(exercise, lab, () => undefined)
      for (const line of exercise.data.steps.flatMap(({ id }) => run.commandsOf(id)))
        if (line.en.startsWith('#')) expect(line.ko).toMatch(/^# .*[가-힣]/)
        else expect(line.ko).toBe(line.en)
    },
  )
})

describe('what an exercise could not do', () => {
  const error = failure('BAD_REQUEST', 'inGroup', { member: 'A' })
  const texts = { en: 'consumer A is in the group already', ko: '컨슈머 A은(는) 이미 그룹에 있습니다' }
  test('is an English message for the command line, and in both languages for a page', () => {
    expect(error.message).toBe(texts.en)
    expect(failureOf(error)).toEqual({ code: 'BAD_REQUEST', message: texts.en, texts })
    expect(textsOf(error)).toEqual(texts)
  })
  test('an error that nobody worded is what it is in both', () => {
    expect(textsOf(new Error('ECONNREFUSED'))).toEqual({ en: 'ECONNREFUSED', ko: 'ECONNREFUSED' })
  })
})
