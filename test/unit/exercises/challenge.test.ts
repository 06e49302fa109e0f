import { describe, expect, test } from 'vitest'
import { exerciseCatalogue } from '../../../electron/host/exercises/catalogue'
import { questions } from '../../../electron/host/exercises/challenge/challenge'
import { faultIds, placeOf } from '../../../electron/host/exercises/challenge/place'
import type { RunContext } from '../../../electron/host/exercises/context'
import type { ExerciseLab } from '../../../electron/host/exercises/exercise-lab'
import { ExerciseRun } from '../../../electron/host/exercises/exercise-run'
import { exerciseView } from '../../../electron/host/exercises/exercise-view'

const challenge = exerciseCatalogue().find(({ data }) => data.id === 'challenge')!

describe('what a seed stands for', () => {
  const places = Array.from({ length: faultIds.length * 18 }, (_, seed) => placeOf(seed))
  test('the first seeds are every fault once', () => {
    expect(places.slice(0, faultIds.length).map(({ fault }) => fault)).toEqual(faultIds)
  })
  test('each fault comes to every partition and both of its followers, and never to the leader', () => {
    for (const fault of faultIds) {
      const own = places.filter((place) => place.fault === fault)
      expect(new Set(own.map(({ partition, follower }) => `${partition} ${follower}`)).size).toBe(6)
      expect(own.every(({ leader, follower }) => leader !== follower)).toBe(true)
      expect(new Set(own.map(({ batch }) => batch))).toEqual(new Set([1, 2, 3]))
    }
  })
})

describe('the reader of a challenge', () => {
  const lab = { functions: { pull: () => new Promise(() => undefined) } } as unknown as ExerciseLab
  test('is offered every fault, and asked all that is compared', () => {
    expect(challenge.data.questions.map(({ id }) => id)).toEqual(questions)
    expect(challenge.data.questions[0]?.options).toEqual([...faultIds, 'none'])
  })
  test('answers with what is offered, or a number', () => {
    const run = new ExerciseRun(challenge, lab, () => undefined)
    run.answerQuestion('fault', 'tail-cut')
    run.answerQuestion('offset', '15')
    expect(run.given).toEqual({ fault: 'tail-cut', offset: '15' })
    expect(() => run.answerQuestion('fault', 'mice')).toThrow(/no answer to fault/)
    expect(() => run.answerQuestion('offset', 'about 15')).toThrow(/no answer to offset/)
    expect(() => run.answerQuestion('mood', 'good')).toThrow(/does not ask "mood"/)
  })
  test.each(faultIds)('%s: sees nothing of it before the answer', (fault) => {
    const viewWith = (drawn: boolean) => {
      const run = new ExerciseRun(challenge, lab, () => undefined)
      if (drawn) {
        const context = Reflect.get(run, 'context') as RunContext
        const answers = { fault, broker: '2', partition: '1', offset: '5' }
        context.challenge.injected = { answers, evidence: { text: { en: 'what was done', ko: 'what was done' } } }
        for (const question of questions) context.variables.set(`injected-${question}`, answers[question])
      }
      return exerciseView(run, 1)
    }
    expect(viewWith(true)).toEqual(viewWith(false))
  })
})
