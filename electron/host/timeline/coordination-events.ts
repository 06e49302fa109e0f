import type { CoordinationEvent } from '../../../broker-core/coordination/events'
import type { NewEvent } from './timeline'

/** Sessions as lines of the timeline. undefined: single writes, which the brokers that caused them tell with their reason. */
export function coordinationEvent(event: CoordinationEvent, atMs: number): NewEvent | undefined {
  if (event.kind === 'znodeWritten') return undefined
  const described = describe(event)
  const details = {
    sessionId: event.sessionId,
    ...('timeoutMs' in event ? { timeoutMs: event.timeoutMs } : {}),
    ...('ephemerals' in event ? { removed: event.ephemerals.slice(0, SHOWN_MAX).join(', ') } : {}),
  }
  return { source: 'coordination', kind: event.kind, atMs, details, ...described }
}

function describe(event: Exclude<CoordinationEvent, { kind: 'znodeWritten' }>): Pick<NewEvent, 'text' | 'severity'> {
  const session = `Session ${event.sessionId}`
  switch (event.kind) {
    case 'sessionCreated':
      return { text: `${session} began, timeout ${event.timeoutMs} ms`, severity: 'info' }
    case 'sessionReattached':
      return { text: `${session} goes on over a new connection`, severity: 'info' }
    case 'sessionDisconnected':
      return { text: `${session} lost its connection; it lives on until its timeout`, severity: 'warn' }
    case 'sessionExpired':
      return { text: `${session} expired after ${event.timeoutMs} ms${gone(event.ephemerals)}`, severity: 'bad' }
    case 'sessionClosed':
      return { text: `${session} was closed${gone(event.ephemerals)}`, severity: 'info' }
  }
}

const SHOWN_MAX = 5

function gone(paths: readonly string[]): string {
  if (paths.length === 0) return ''
  const more = paths.length > SHOWN_MAX ? ` and ${paths.length - SHOWN_MAX} more` : ''
  return `; removed ${paths.slice(0, SHOWN_MAX).join(', ')}${more}`
}
