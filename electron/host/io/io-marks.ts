import type { IoMark } from '../api/io-views'
import type { TimelineEvent } from '../api/views'

const MARKS_MAX = 500
const ENDS = new Set(['processStopped', 'processKilled', 'processCrashed', 'processPaused'])
const BEGINS = new Set(['processStarted', 'processResumed'])

/** What happened on a broker since `fromMs` that explains its bytes, oldest first; the newest of too many. `events` ascend. Pure. */
export function marksOf(events: readonly TimelineEvent[], brokerId: number, fromMs: number): IoMark[] {
  const marks: IoMark[] = []
  /** Bands that are not closed yet. */
  const open = new Map<string, IoMark>()
  for (const event of events) {
    if (event.source !== brokerId) continue
    const mark = (kind: IoMark['kind'], toMs: number | null): IoMark => {
      const { topicPartition, text, atMs, seq } = event
      const made = { kind, brokerId, topicPartition, fromMs: atMs, toMs, text, seq }
      marks.push(made)
      return made
    }
    const cleaning = `cleaner ${event.topicPartition}`
    if (event.kind === 'segmentRolled') mark('roll', event.atMs)
    else if (event.kind === 'segmentsDeleted' && event.details.cause === 'retention') mark('retention', event.atMs)
    else if (event.kind === 'cleanerStarted') open.set(cleaning, mark('cleaner', null))
    else if (event.kind === 'cleanerFinished' || event.kind === 'cleanerStopped')
      close(open, cleaning, event.atMs, event)
    else if (ENDS.has(event.kind)) {
      // What it did ended with it.
      for (const name of [...open.keys()]) close(open, name, event.atMs)
      open.set('down', mark('brokerDown', null))
    } else if (BEGINS.has(event.kind)) {
      close(open, 'down', event.atMs)
      mark('start', event.atMs)
    }
  }
  return marks.filter(({ toMs }) => toMs === null || toMs >= fromMs).slice(-MARKS_MAX)
}

function close(open: Map<string, IoMark>, name: string, atMs: number, told?: TimelineEvent): void {
  const mark = open.get(name)
  if (!mark) return
  mark.toMs = atMs
  if (told) Object.assign(mark, { text: told.text, seq: told.seq })
  open.delete(name)
}
