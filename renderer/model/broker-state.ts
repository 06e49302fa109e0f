import type { BrokerState, BrokerView, CoordinationView, ProcessExit } from '../../electron/host/api/views'

export type LampGlyph = 'good' | 'warn' | 'bad' | 'running' | 'half' | 'paused' | 'clock' | 'empty'

const glyphs: Record<BrokerState | CoordinationView['state'], LampGlyph> = {
  NotRunning: 'empty',
  Starting: 'half',
  WaitingForOldSession: 'clock',
  RecoveringFromUncleanShutdown: 'half',
  RunningAsBroker: 'running',
  Running: 'running',
  PendingControlledShutdown: 'half',
  BrokerShuttingDown: 'half',
  Killed: 'bad',
  Crashed: 'bad',
  Paused: 'paused',
  Unknown: 'empty',
}

export const stateGlyph = (state: BrokerState | CoordinationView['state']): LampGlyph => glyphs[state]

const dead: ReadonlySet<string> = new Set(['NotRunning', 'Killed', 'Crashed'])

/** The process has ended. */
export const isDown = (state: BrokerState | CoordinationView['state']): boolean => dead.has(state)

/** Answers clients: the only state in which a broker leads partitions. */
export const isServing = (state: BrokerState): boolean =>
  state === 'RunningAsBroker' || state === 'PendingControlledShutdown'

/** Signals a process raises against itself (Node out of memory aborts); every other one was sent from outside, and is the whole reason. */
const ownSignals: ReadonlySet<string> = new Set(['SIGABRT', 'SIGTRAP', 'SIGILL', 'SIGBUS', 'SIGFPE', 'SIGSEGV'])

/** What the process last complained of, where that can be why it ended; null where it was told to end, by whomever. */
export const reasonOfEnd = ({ code, signal, lastError }: ProcessExit): string | null =>
  signal === null ? (code === 0 ? null : lastError) : ownSignals.has(signal) ? lastError : null

export interface AvailableActions {
  start: boolean
  terminate: boolean
  kill: boolean
  pause: boolean
  resume: boolean
  restart: boolean
}

/** Which buttons a process in this state has. A frozen process does not see SIGTERM before SIGCONT. */
export function availableActions(
  state: BrokerState | CoordinationView['state'],
  hasProcess: boolean,
): AvailableActions {
  const alive = hasProcess && !isDown(state)
  const paused = state === 'Paused'
  const stopping = state === 'PendingControlledShutdown' || state === 'BrokerShuttingDown'
  return {
    start: !alive,
    terminate: alive && !paused && !stopping,
    kill: alive,
    pause: alive && !paused && !stopping,
    resume: alive && paused,
    restart: alive && !paused && !stopping,
  }
}

/** A report older than this is shown as stale. */
export const STALE_AFTER_MS = 3000

/** How old the last report of a running process is, when too old; null when fresh or when none is expected. */
export function staleAgeMs(view: Pick<BrokerView, 'state' | 'reportedMs'>, nowMs: number): number | null {
  if (isDown(view.state) || view.reportedMs === null) return null
  const age = nowMs - view.reportedMs
  return age > STALE_AFTER_MS ? age : null
}
