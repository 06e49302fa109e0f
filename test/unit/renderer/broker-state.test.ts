import { describe, expect, it } from 'vitest'
import { availableActions, reasonOfEnd, STALE_AFTER_MS, staleAgeMs } from '../../../renderer/model/broker-state'
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
  ['stopped in order', { requested: true, code: 0, signal: null }, null],
  ['SIGTERM from a terminal', { requested: false, code: 0, signal: null }, null],
  ['kill -9 from the page', { requested: true, code: null, signal: 'SIGKILL' }, null],
  ['kill -9 from a terminal', { requested: false, code: null, signal: 'SIGKILL' }, null],
  ['failed', { requested: false, code: 1, signal: null }, 'ERROR the reason'],
  ['failed while it was stopped', { requested: true, code: 1, signal: null }, 'ERROR the reason'],
  ['aborted', { requested: false, code: null, signal: 'SIGABRT' }, 'ERROR the reason'],
])('the last error as reason of an end: %s', (_, exit, expected) => {
  expect(reasonOfEnd({ ...exit, atMs: 0, lastError: 'ERROR the reason' })).toBe(expected)
})
