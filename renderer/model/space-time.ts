import type { GateView } from '../../electron/host/api/gate-functions'
import type { ExchangeView, LocalEventView } from '../../electron/host/api/replication-views'

/** Column of a client that is no broker. */
export const CLIENT = -1

export interface Plane {
  /** Middle of each column, by broker id (`CLIENT` too). */
  columns: ReadonlyMap<number, number>
  height: number
  startMs: number
  endMs: number
}

/** One message: drawn from where and when it was sent to where and when it arrived. */
export interface Arrow {
  key: string
  exchange: ExchangeView
  leg: 'request' | 'response'
  /** Whose ink it has: who sent it. */
  from: number
  x1: number
  y1: number
  x2: number
  y2: number
  /** Not arrived yet, or its arrival was not told. */
  open: boolean
  /** Carries records or news; a fetch that brought nothing is drawn thin. */
  busy: boolean
}

export interface Mark {
  event: LocalEventView
  x: number
  y: number
}

export interface Bar {
  gate: GateView
  x: number
  y1: number
  y2: number
}

export const timeY = (atMs: number, { startMs, endMs, height }: Plane): number =>
  ((atMs - startMs) / Math.max(1, endMs - startMs)) * height

export function arrowsOf(exchanges: readonly ExchangeView[], plane: Plane): Arrow[] {
  const arrows = exchanges.flatMap((exchange) => [
    ...leg(exchange, 'request', plane),
    ...leg(exchange, 'response', plane),
  ])
  return arrows.sort((left, right) => left.y1 - right.y1)
}

function leg(exchange: ExchangeView, name: Arrow['leg'], plane: Plane): Arrow[] {
  const { times } = exchange
  const sender = name === 'request' ? exchange.exchange.from : exchange.exchange.to
  const receiver = name === 'request' ? exchange.exchange.to : exchange.exchange.from
  const sentMs = name === 'request' ? times.requestSentMs : times.responseSentMs
  const receivedMs = name === 'request' ? times.requestReceivedMs : times.responseReceivedMs
  const known = sentMs ?? receivedMs
  const x1 = plane.columns.get(sender)
  const x2 = plane.columns.get(receiver)
  if (known === null || x1 === undefined || x2 === undefined) return []
  const y1 = timeY(sentMs ?? known, plane)
  const y2 = timeY(receivedMs ?? known, plane)
  if (y2 < 0 || y1 > plane.height) return []
  return [
    {
      key: `${exchange.id} ${name}`,
      exchange,
      leg: name,
      from: sender,
      x1,
      y1,
      x2,
      y2,
      open: receivedMs === null && sentMs !== null && sender !== CLIENT && receiver !== CLIENT,
      busy: isBusy(exchange),
    },
  ]
}

/** A fetch that waits or came back with neither records nor a failure tells little: followers send one after the other. */
export function isBusy(exchange: ExchangeView): boolean {
  if (exchange.kind !== 'fetch') return true
  const { answer } = exchange
  return answer !== null && (answer.nextOffset > answer.firstOffset || answer.errorCode !== 0)
}

export function marksOf(events: readonly LocalEventView[], plane: Plane): Mark[] {
  return events.flatMap((event) => {
    const x = plane.columns.get(event.brokerId)
    const y = timeY(event.atMs, plane)
    return x === undefined || y < 0 || y > plane.height ? [] : [{ event, x, y }]
  })
}

/** A closed gate on a broker's line, from when it was put up until now. */
export function barsOf(gates: readonly GateView[], plane: Plane): Bar[] {
  return gates.flatMap((gate) => {
    if (!('brokerId' in gate.gate) || gate.state === 'wished') return []
    const x = plane.columns.get(gate.gate.brokerId)
    if (x === undefined) return []
    return [{ gate, x, y1: Math.max(0, timeY(gate.sinceMs, plane)), y2: timeY(plane.endMs, plane) }]
  })
}

/** Whole seconds at which the ruler has a line: about one every 60 pixels. */
export function rulerSeconds(plane: Plane): number[] {
  const perPixel = (plane.endMs - plane.startMs) / Math.max(1, plane.height)
  const step = [1, 2, 5, 10, 15, 30].find((seconds) => (seconds * 1000) / perPixel >= 48) ?? 60
  const first = Math.ceil(plane.startMs / (step * 1000)) * step
  const last = Math.floor(plane.endMs / 1000)
  return Array.from({ length: Math.max(0, Math.floor((last - first) / step) + 1) }, (_, index) => first + index * step)
}
