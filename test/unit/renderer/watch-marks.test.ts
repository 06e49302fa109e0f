import { describe, expect, it, test } from 'vitest'
import type { ExerciseCheckView, ExerciseStepView, ExerciseView } from '../../../electron/host/api/exercise-functions'
import { exerciseCatalogue } from '../../../electron/host/exercises/catalogue'
import { isMarked, watchedStep, watchMarks } from '../../../renderer/model/watch-marks'

const shows = { topicPartition: 'orders-0', brokerFiles: ['replication-offset-checkpoint'] }

describe('which cells a watch marks', () => {
  it.each<[name: string, marks: unknown, elsewhere: string[]]>([
    ['replica:orders-0:2:highWatermark', [{ cell: 'highWatermark', brokerId: 2 }], []],
    ['replica:orders-0:1:logEndOffset', [{ cell: 'logEndOffset', brokerId: 1 }], []],
    ['replica:orders-0:3:acknowledged', [{ cell: 'acknowledged', brokerId: 3 }], []],
    ['partition:orders-0:isr', [{ cell: 'isr', brokerId: null }], []],
    ['file:orders-0:2:replication-offset-checkpoint', [{ cell: 'replication-offset-checkpoint', brokerId: 2 }], []],
    // Not in this picture: a file that it does not show, a value that no lane has, another partition.
    ['file:orders-0:2:leader-epoch-checkpoint', [], ['file:orders-0:2:leader-epoch-checkpoint']],
    ['replica:orders-0:1:segmentCount', [], ['replica:orders-0:1:segmentCount']],
    ['partition:steps-0:leader', [], ['partition:steps-0:leader']],
  ])('%s', (name, marks, elsewhere) => {
    expect(watchMarks([name], shows)).toEqual({ marks, elsewhere })
  })

  test('without a picture all are listed', () => {
    expect(watchMarks(['partition:orders-0:leader'], null)).toEqual({
      marks: [],
      elsewhere: ['partition:orders-0:leader'],
    })
  })

  test('a replica’s cell is marked in its lane, one of the partition in every lane', () => {
    const { marks } = watchMarks(['replica:orders-0:2:highWatermark', 'partition:orders-0:leader'], shows)
    expect([1, 2].map((id) => isMarked(marks, 'highWatermark', id))).toEqual([false, true])
    expect([1, 2].map((id) => isMarked(marks, 'leader', id))).toEqual([true, true])
    expect(isMarked(marks, 'logEndOffset', 2)).toBe(false)
  })

  test.each(exerciseCatalogue().map((each) => [each.data.id, each.data] as const))(
    '%s shows the files it wants to have watched',
    (_, data) => {
      const files = data.steps.flatMap(({ watch }) => watch.filter((name) => name.startsWith('file:')))
      expect(watchMarks(files, data.shows).elsewhere).toEqual([])
    },
  )
})

describe('which step is watched', () => {
  const step = (id: string, state: ExerciseStepView['state']) => ({ id, state }) as ExerciseStepView
  const check = (afterStep: string, verdict: ExerciseCheckView['verdict'], deadlineMs: number | null) =>
    ({ afterStep, verdict, deadlineMs }) as ExerciseCheckView
  const watched = (
    phase: ExerciseView['phase'],
    steps: ExerciseStepView[],
    checks: ExerciseCheckView[] = [],
  ): string | null => watchedStep({ phase, steps, checks } as ExerciseView)?.id ?? null

  it.each<[what: string, found: string | null, wanted: string | null]>([
    ['none before set-up', watched('question', [step('a', 'next'), step('b', 'later')]), null],
    ['the next one', watched('ready', [step('a', 'done'), step('b', 'next')]), 'b'],
    ['the one being done', watched('running', [step('a', 'running'), step('b', 'later')]), 'a'],
    [
      'the one done, while its checks are read',
      watched('running', [step('a', 'done'), step('b', 'next')], [check('a', 'notYet', 9), check('b', 'notYet', null)]),
      'a',
    ],
    [
      'not any more when they are decided',
      watched('running', [step('a', 'done'), step('b', 'next')], [check('a', 'pass', 9), check('b', 'notYet', null)]),
      'b',
    ],
    ['none when all are done', watched('finished', [step('a', 'done')], [check('a', 'pass', 9)]), null],
  ])('%s', (_, found, wanted) => expect(found).toBe(wanted))
})
