import { describe, expect, test } from 'vitest'
import { type FinishedRun, type PlannedRun, plannedRuns, runPlanned } from '../../../electron/cli/run-exercises'
import { exerciseCatalogue } from '../../../electron/host/exercises/catalogue'

const [first, second, third] = exerciseCatalogue() as [
  PlannedRun['exercise'],
  PlannedRun['exercise'],
  PlannedRun['exercise'],
]
const finished = ({ exercise }: PlannedRun): FinishedRun => ({
  exercise: exercise.data.id,
  number: exercise.data.number,
  sabotage: null,
  passed: true,
  expected: true,
  problem: null,
  durationMs: 1,
  steps: [],
  checks: [],
})
/** Runs that end when they are told to, by id. */
function held() {
  const ends = new Map<string, () => void>()
  const runOne = (run: PlannedRun) =>
    new Promise<FinishedRun>((resolve) => ends.set(run.exercise.data.id, () => resolve(finished(run))))
  return { ends, runOne, end: (run: PlannedRun) => ends.get(run.exercise.data.id)?.() }
}
const plan = plannedRuns([first, second, third], false)
const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('exercises run one after the other, or side by side', () => {
  test('no more at once than asked for, told as they end, reported in their order', async () => {
    const { ends, runOne, end } = held()
    const told: number[] = []
    const all = runPlanned(plan, 2, runOne, ({ number }) => told.push(number))
    expect([...ends.keys()]).toEqual([first.data.id, second.data.id])
    end({ exercise: second })
    await turn()
    expect([...ends.keys()]).toEqual([first.data.id, second.data.id, third.data.id])
    end({ exercise: third })
    await turn()
    end({ exercise: first })
    expect((await all).map(({ number }) => number)).toEqual([1, 2, 3])
    expect(told).toEqual([2, 3, 1])
  })
  test('a lab that does not start is a failed run, and the others go on', async () => {
    const all = await runPlanned(
      plan,
      1,
      async (run) => {
        if (run.exercise === second) throw new Error('port 20001 is taken')
        return finished(run)
      },
      () => undefined,
    )
    expect(all.map(({ expected, problem }) => [expected, problem])).toEqual([
      [true, null],
      [false, 'port 20001 is taken'],
      [true, null],
    ])
  })
  test('none begins after the end was asked for', async () => {
    const stop = new AbortController()
    const all = await runPlanned(
      plan,
      1,
      async (run) => finished(run),
      () => stop.abort(),
      stop.signal,
    )
    expect(all).toHaveLength(1)
  })
  test('sabotages are planned instead of the exercise itself', () => {
    const planned = plannedRuns([first, second], true)
    expect(planned).toHaveLength(first.data.sabotages.length + second.data.sabotages.length)
    expect(planned.every(({ sabotage }) => sabotage !== undefined)).toBe(true)
  })
})
