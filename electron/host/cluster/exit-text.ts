import type { InBothLanguages } from '../api/exercise-functions'
import type { ProcessExit } from '../api/views'
import { clusterWords } from '../words/cluster-words'
import { sentence } from '../words/wording'
import type { EndedProcessState } from './process-states'

/** What an error line of a log says, without its time, level and logger. */
export const errorTextOf = (line: string): string =>
  line.replace(/^\[[^\]]*\] (ERROR|FATAL) /, '').replace(/ \([\w.$]+\)$/, '')

export const exitHow = ({ signal, code }: Pick<ProcessExit, 'signal' | 'code'>): InBothLanguages =>
  signal === null ? sentence(clusterWords.exitCode, { code }) : sentence(clusterWords.signal, { signal })

/** A sentence for the timeline about how a process ended. */
export function exitText(who: string, ended: EndedProcessState, exit: ProcessExit): string {
  const how = exitHow(exit).en
  if (ended === 'Stopped') return `${who} stopped (${how})`
  if (ended === 'Killed') return `${who} was killed (${how})`
  return `${who} ended unexpectedly (${how})${exit.lastError === null ? '' : `: ${errorTextOf(exit.lastError)}`}`
}
