import { describe, expect, it } from 'vitest'
import { nextProcessState, type ProcessEvent, type ProcessState } from '../../../electron/host/cluster/process-states'

const exit = (code: number | null, signal: string | null, stopRequested = false): ProcessEvent => ({
  kind: 'exited',
  code,
  signal,
  stopRequested,
})
const simple = (kind: 'spawned' | 'ready' | 'stopRequested' | 'frozen' | 'thawed'): ProcessEvent => ({ kind })
const run = (state: ProcessState, ...events: ProcessEvent[]): ProcessState => events.reduce(nextProcessState, state)

describe('the life of a supervised process', () => {
  it.each<[string, ProcessState, ProcessEvent[], ProcessState]>([
    ['starts and runs', { name: 'Stopped' }, [simple('spawned'), simple('ready')], { name: 'Running' }],
    ['stops when asked', { name: 'Running' }, [simple('stopRequested'), exit(0, null, true)], { name: 'Stopped' }],
    ['stops by the signal it was asked with', { name: 'Stopping' }, [exit(null, 'SIGTERM', true)], { name: 'Stopped' }],
    ['is killed by signal 9, asked for or not', { name: 'Running' }, [exit(null, 'SIGKILL')], { name: 'Killed' }],
    ['is killed while it stops', { name: 'Stopping' }, [exit(null, 'SIGKILL', true)], { name: 'Killed' }],
    ['crashes with an exit code', { name: 'Running' }, [exit(1, null)], { name: 'Crashed' }],
    ['crashes while it stops', { name: 'Stopping' }, [exit(1, null, true)], { name: 'Crashed' }],
    ['crashes by a fault', { name: 'Running' }, [exit(null, 'SIGSEGV')], { name: 'Crashed' }],
    ['crashes when somebody else terminates it', { name: 'Running' }, [exit(null, 'SIGTERM')], { name: 'Crashed' }],
    ['freezes where it is', { name: 'Starting' }, [simple('frozen')], { name: 'Paused', resumeTo: 'Starting' }],
    ['goes on where it was', { name: 'Running' }, [simple('frozen'), simple('thawed')], { name: 'Running' }],
    [
      'keeps a SIGTERM for the time after the thaw',
      { name: 'Running' },
      [simple('frozen'), simple('stopRequested'), simple('thawed')],
      { name: 'Stopping' },
    ],
    [
      'stays frozen when frozen again',
      { name: 'Paused', resumeTo: 'Running' },
      [simple('frozen')],
      { name: 'Paused', resumeTo: 'Running' },
    ],
    ['starts again after a kill', { name: 'Killed' }, [simple('spawned')], { name: 'Starting' }],
    [
      'is not running again because it says ready while stopping',
      { name: 'Stopping' },
      [simple('ready')],
      { name: 'Stopping' },
    ],
  ])('%s', (_, state, events, expected) => {
    expect(run(state, ...events)).toEqual(expected)
  })

  const ended: ProcessState[] = [{ name: 'Stopped' }, { name: 'Killed' }, { name: 'Crashed' }]
  const live: ProcessState[] = [
    { name: 'Starting' },
    { name: 'Running' },
    { name: 'Stopping' },
    { name: 'Paused', resumeTo: 'Running' },
  ]

  it.each(ended)('nothing but a start happens to one that is $name', (state) => {
    for (const event of [simple('ready'), simple('stopRequested'), simple('frozen'), simple('thawed'), exit(0, null)])
      expect(() => nextProcessState(state, event)).toThrow(`is ${state.name} cannot be`)
  })

  it.each(live)('one that is $name cannot be started', (state) => {
    expect(() => nextProcessState(state, simple('spawned'))).toThrow('cannot be spawned')
  })
})
