import { describe, expect, it } from 'vitest'
import { availableActions, endedAsAsked, STALE_AFTER_MS, staleAgeMs } from '../../../renderer/model/broker-state'
import { broker, NOW_MS } from './views'

const names = (state: Parameters<typeof availableActions>[0], hasProcess = true) =>
  Object.entries(availableActions(state, hasProcess))
    .filter(([, can]) => can)
    .map(([name]) => name)

describe('buttons of a state', () => {
  it.each([
    ['RunningAsBroker', ['terminate', 'kill', 'pause', 'restart']],
    ['Starting', ['terminate', 'kill', 'pause', 'restart']],
    ['Paused', ['kill', 'resume']],
    ['PendingControlledShutdown', ['kill']],
    ['Killed', ['start']],
    ['Crashed', ['start']],
    ['NotRunning', ['start']],
  ] as const)('%s', (state, expected) => expect(names(state)).toEqual(expected))

  it('offer a start when there is no process, whatever the last state was', () => {
    expect(names('Unknown', false)).toEqual(['start'])
  })
})

describe('stale reports', () => {
  it.each([
    ['fresh', broker(1, { reportedMs: NOW_MS - STALE_AFTER_MS }), null],
    ['old', broker(1, { reportedMs: NOW_MS - 6100 }), 6100],
    ['a dead broker owes none', broker(1, { reportedMs: NOW_MS - 6100, state: 'Killed' }), null],
    ['never reported', broker(1, { reportedMs: null }), null],
  ])('%s', (_, view, age) => expect(staleAgeMs(view, NOW_MS)).toBe(age))
})

it.each([
  [{ requested: true, code: 0, signal: null }, true],
  [{ requested: true, code: null, signal: 'SIGKILL' }, true],
  [{ requested: true, code: 1, signal: null }, false],
  [{ requested: false, code: null, signal: 'SIGKILL' }, false],
])('an exit of %j was asked for: %j', (exit, expected) => {
  expect(endedAsAsked({ ...exit, atMs: 0, lastError: 'ERROR something earlier' })).toBe(expected)
})
