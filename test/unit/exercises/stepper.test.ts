import { describe, expect, test } from 'vitest'
import { meets } from '../../../electron/host/exercises/expectation'
import {
  begun,
  finished,
  observed,
  obstacle,
  passed,
  stepDone,
  stepFailed,
  stepStarted,
} from '../../../electron/host/exercises/stepper'

const check = (id: string, afterStep: string, mode: 'becomes' | 'stays' = 'becomes') => ({
  id,
  afterStep,
  mode,
  withinMs: 1000,
  expected: '1',
})
const plan = { steps: ['one', 'two'], checks: [check('a', 'one'), check('b', 'two', 'stays')] }
const look = (met: boolean) => ({
  live: met ? '1' : '0',
  expected: '1',
  met,
  evidence: { text: { en: 'read', ko: '읽음' } },
})
const verdict = (state: ReturnType<typeof begun>, id: string) => state.checks.find((each) => each.id === id)!.verdict

describe('steps', () => {
  test('are done in order, the next one only when the checks of the one before are decided', () => {
    const start = begun(plan)
    expect(obstacle(start, 'two')).toBe('notNext')
    expect(obstacle(start, 'three')).toBe('unknown')
    const one = stepDone(stepStarted(start, 'one'), 'one', 0, [{ en: '$ cat', ko: '$ cat' }], [])
    expect(one.steps.map(({ state }) => state)).toEqual(['done', 'next'])
    expect(obstacle(one, 'two')).toBe('checksOpen')
    expect(obstacle(observed(one, 'a', look(true), 10), 'two')).toBeNull()
  })
  test('that failed can be done again', () => {
    const failed = stepFailed(stepStarted(begun(plan), 'one'), 'one', [{ en: 'no broker', ko: '브로커 없음' }])
    expect(obstacle(failed, 'one')).toBeNull()
    expect(failed.steps[0]!.output).toEqual([{ en: 'no broker', ko: '브로커 없음' }])
  })
})

describe('checks', () => {
  const done = stepDone(begun(plan), 'one', 0, [], [])
  test('have no verdict before their step', () => {
    expect(verdict(observed(begun(plan), 'a', look(true), 0), 'a')).toBe('notYet')
  })
  test('have time to become true, then they fail', () => {
    const waiting = observed(done, 'a', look(false), 999)
    expect(verdict(waiting, 'a')).toBe('notYet')
    expect(verdict(observed(waiting, 'a', look(false), 1000), 'a')).toBe('fail')
    expect(verdict(observed(waiting, 'a', look(true), 999), 'a')).toBe('pass')
  })
  test('keep the verdict they reached', () => {
    const pass = observed(done, 'a', look(true), 1)
    expect(verdict(observed(pass, 'a', look(false), 5000), 'a')).toBe('pass')
  })
  test('of what must stay are decided by the first look', () => {
    const two = stepDone(observed(done, 'a', look(true), 1), 'two', 0, [], [])
    expect(verdict(observed(two, 'b', look(false), 1), 'b')).toBe('fail')
    const over = observed(two, 'b', look(true), 1)
    expect(finished(over)).toBe(true)
    expect(passed(over)).toBe(true)
    expect(passed(observed(two, 'b', look(false), 1))).toBe(false)
  })
})

describe('what is expected', () => {
  test.each([
    [1, { equals: 1 }, true],
    ['1', { equals: 1 }, true],
    [['m1', 'm2'], { equals: ['m1', 'm2'] }, true],
    [['m1'], { equals: ['m1', 'm2'] }, false],
    [2, { not: 2 }, false],
    [3, { atLeast: 3, atMost: 3 }, true],
    [4, { atMost: 3 }, false],
    [[1, 2], { excludes: 3 }, true],
    [[1, 2], { includes: 3 }, false],
    ['too few in-sync replicas', { matches: 'in-sync' }, true],
    [null, { atMost: 3 }, false],
    [null, { not: 3 }, false],
    [null, { equals: null }, true],
  ])('%j against %j: %s', (live, expectation, met) => {
    expect(meets(live, expectation)).toBe(met)
  })
})
