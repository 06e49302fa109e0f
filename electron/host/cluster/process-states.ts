/**
 * The life of one supervised process, as data. A paused process remembers where it goes on when it is thawed: SIGTERM to a frozen
 * process waits in the kernel until then.
 */
export type LiveProcessState = 'Starting' | 'Running' | 'Stopping'
export type EndedProcessState = 'Stopped' | 'Killed' | 'Crashed'
export type ProcessStateName = LiveProcessState | EndedProcessState | 'Paused'
export type ProcessState =
  | { name: LiveProcessState | EndedProcessState }
  | { name: 'Paused'; resumeTo: LiveProcessState }

export type ProcessEvent =
  | { kind: 'spawned' | 'ready' | 'stopRequested' | 'frozen' | 'thawed' }
  | { kind: 'exited'; code: number | null; signal: string | null; stopRequested: boolean }

/** Where an event may happen; anything else is an error of the lab itself. */
const legal: Record<ProcessEvent['kind'], readonly ProcessStateName[]> = {
  spawned: ['Stopped', 'Killed', 'Crashed'],
  ready: ['Starting', 'Running', 'Stopping', 'Paused'],
  stopRequested: ['Starting', 'Running', 'Stopping', 'Paused'],
  frozen: ['Starting', 'Running', 'Stopping', 'Paused'],
  thawed: ['Starting', 'Running', 'Stopping', 'Paused'],
  exited: ['Starting', 'Running', 'Stopping', 'Paused'],
}

/** The state after `event`. Throws for an event that the present state cannot have. */
export function nextProcessState(state: ProcessState, event: ProcessEvent): ProcessState {
  if (!legal[event.kind].includes(state.name))
    throw new Error(`a process that is ${state.name} cannot be ${event.kind}`)
  switch (event.kind) {
    case 'spawned':
      return { name: 'Starting' }
    case 'ready':
      return advance(state, (live) => (live === 'Starting' ? 'Running' : live))
    case 'stopRequested':
      return advance(state, () => 'Stopping')
    case 'frozen':
      return state.name === 'Paused' ? state : { name: 'Paused', resumeTo: state.name as LiveProcessState }
    case 'thawed':
      return state.name === 'Paused' ? { name: state.resumeTo } : state
    case 'exited':
      return { name: endOf(event) }
  }
}

function advance(state: ProcessState, step: (live: LiveProcessState) => LiveProcessState): ProcessState {
  if (state.name === 'Paused') return { name: 'Paused', resumeTo: step(state.resumeTo) }
  return { name: step(state.name as LiveProcessState) }
}

/** Signal 9 is a kill whoever sent it; an end that was asked for, with code 0 or the signal asked with, is a stop; the rest is a crash. */
function endOf(exit: { code: number | null; signal: string | null; stopRequested: boolean }): EndedProcessState {
  if (exit.signal === 'SIGKILL') return 'Killed'
  const orderly = exit.code === 0 || exit.signal === 'SIGTERM' || exit.signal === 'SIGINT'
  return exit.stopRequested && orderly ? 'Stopped' : exit.code === 0 ? 'Stopped' : 'Crashed'
}

export const isLive = (state: ProcessState): boolean =>
  state.name === 'Starting' || state.name === 'Running' || state.name === 'Stopping' || state.name === 'Paused'
