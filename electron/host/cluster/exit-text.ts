import type { ProcessExit } from '../api/views'
import type { EndedProcessState } from './process-states'

/** What an error line of a log says, without its time, level and logger. */
export const errorTextOf = (line: string): string =>
  line.replace(/^\[[^\]]*\] (ERROR|FATAL) /, '').replace(/ \([\w.$]+\)$/, '')

/** A sentence for the timeline about how a process ended. */
export function exitText(who: string, ended: EndedProcessState, exit: ProcessExit): string {
  const how = exit.signal === null ? `exit code ${exit.code}` : `signal ${exit.signal}`
  if (ended === 'Stopped') return `${who} stopped (${how})`
  if (ended === 'Killed') return `${who} was killed (${how})`
  return `${who} ended unexpectedly (${how})${exit.lastError === null ? '' : `: ${errorTextOf(exit.lastError)}`}`
}
