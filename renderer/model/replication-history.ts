import type { ExchangeView, LocalEventView, ReplicationView } from '../../electron/host/api/replication-views'

/** The page's own bound, whatever the lab sends. */
const ROWS_MAX = 4000

/** The view with what is still of interest of the rows that were told before: the young ones, and each follower's last fetch however old. A row that comes again replaces its older self. */
export function withHistory(before: ReplicationView | null, next: ReplicationView): ReplicationView {
  const same = before?.topic === next.topic && before.partition === next.partition
  if (!same) return next
  return {
    ...next,
    exchanges: merge(before.exchanges, next.exchanges, (row, rows) => {
      return lastMs(row) >= next.historyStartMs || (row.kind === 'fetch' && lastFetch(rows, row.exchange.from) === row)
    }),
    events: merge(before.events, next.events, ({ atMs }) => atMs >= next.historyStartMs),
  }
}

function merge<Row extends { id: number }>(
  before: readonly Row[],
  added: readonly Row[],
  wanted: (row: Row, rows: readonly Row[]) => boolean,
) {
  if (added.length === 0 && before.every((row) => wanted(row, before))) return before as Row[]
  const rows = new Map(before.map((row) => [row.id, row]))
  for (const row of added) rows.set(row.id, row)
  const sorted = [...rows.values()].sort((left, right) => left.id - right.id)
  const kept = sorted.filter((row) => wanted(row, sorted))
  return kept.length > ROWS_MAX ? kept.slice(-ROWS_MAX) : kept
}

function lastMs({ times }: ExchangeView): number {
  const { requestSentMs, requestReceivedMs, responseSentMs, responseReceivedMs } = times
  return Math.max(requestSentMs ?? 0, requestReceivedMs ?? 0, responseSentMs ?? 0, responseReceivedMs ?? 0)
}

export type FetchView = Extract<ExchangeView, { kind: 'fetch' }>

/** The last fetch of a follower that the lab was told about. */
export function lastFetch(exchanges: readonly ExchangeView[], brokerId: number): FetchView | null {
  for (let index = exchanges.length - 1; index >= 0; index--) {
    const row = exchanges[index]!
    if (row.kind === 'fetch' && row.exchange.from === brokerId) return row
  }
  return null
}

export const eventsOf = (events: readonly LocalEventView[], brokerId: number) =>
  events.filter((event) => event.brokerId === brokerId)
