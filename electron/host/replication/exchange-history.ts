import type { Exchange, ReplicationFact } from '../../../broker-core/probe/replication-facts'
import type { ExchangeView, LocalEventView } from '../api/replication-views'

/** The last minute, and never more rows than a page can draw. */
export const HISTORY_MS = 60_000
export const ROWS_MAX = 3000

interface Row<View> {
  view: View
  /** Grows with each change of any row. */
  change: number
  atMs: number
}

type LocalEvent = LocalEventView extends infer One ? (One extends LocalEventView ? Omit<One, 'id'> : never) : never

/** What passed between the replicas of one partition: both ends' words about a message put together in one row. */
export class ExchangeHistory {
  private readonly rows = new Map<string, Row<ExchangeView>>()
  private readonly locals: Row<LocalEventView>[] = []
  private nextId = 1
  /** Grows with each change. */
  change = 0

  add(fact: ReplicationFact, atMs: number): void {
    const key = keyOf(fact)
    const old = this.rows.get(key)
    const view = told(old?.view ?? blank(fact, this.nextId++), fact, atMs)
    // Younger rows stand behind older ones, whatever is told of them later.
    this.rows.set(key, { view, change: ++this.change, atMs: old?.atMs ?? atMs })
    this.forget(atMs)
  }

  happened(event: LocalEvent): void {
    this.locals.push({
      view: { id: this.nextId++, ...event } as LocalEventView,
      change: ++this.change,
      atMs: event.atMs,
    })
    this.forget(event.atMs)
  }

  /** Rows that changed after `change`, oldest first. */
  since(change: number): { exchanges: ExchangeView[]; events: LocalEventView[] } {
    const news = <View>(rows: Iterable<Row<View>>) =>
      [...rows].filter((row) => row.change > change).map(({ view }) => view)
    return { exchanges: news(this.rows.values()), events: news(this.locals) }
  }

  forget(nowMs: number): void {
    const oldest = nowMs - HISTORY_MS
    for (const [key, { atMs }] of this.rows) {
      if (atMs >= oldest && this.rows.size <= ROWS_MAX) break
      this.rows.delete(key)
    }
    while (this.locals.length > 0 && (this.locals[0]!.atMs < oldest || this.locals.length > ROWS_MAX))
      this.locals.shift()
  }
}

const keyOf = ({ kind, exchange }: { kind: string; exchange: Exchange }): string =>
  `${kind} ${exchange.from} ${exchange.to} ${exchange.port} ${exchange.correlationId}`

const UNKNOWN_TIMES = {
  requestSentMs: null,
  requestReceivedMs: null,
  responseSentMs: null,
  responseReceivedMs: null,
} as const

function blank(fact: ReplicationFact, id: number): ExchangeView {
  const base = { id, exchange: fact.exchange, times: { ...UNKNOWN_TIMES } }
  switch (fact.kind) {
    case 'fetch':
      return { ...base, kind: 'fetch', fetchOffset: -1, leaderEpoch: -1, answer: null }
    case 'offsetForLeaderEpoch':
      return { ...base, kind: 'offsetForLeaderEpoch', leaderEpoch: -1, answer: null }
    case 'produce':
      return { ...base, kind: 'produce', clientId: '', acks: -1, answer: null }
    default:
      return { ...base, kind: fact.kind, leader: -1, leaderEpoch: -1, isr: [] }
  }
}

function told(view: ExchangeView, fact: ReplicationFact, atMs: number): ExchangeView {
  const times = { ...view.times, [`${fact.moment}Ms`]: atMs }
  if (view.kind === 'fetch' && fact.kind === 'fetch') {
    if ('fetchOffset' in fact) return { ...view, times, fetchOffset: fact.fetchOffset, leaderEpoch: fact.leaderEpoch }
    if ('nothingNew' in fact) return { ...view, times }
    const { errorCode, firstOffset, nextOffset, recordsEpoch, recordBytes, highWatermark } = fact
    return { ...view, times, answer: { errorCode, firstOffset, nextOffset, recordsEpoch, recordBytes, highWatermark } }
  }
  if (view.kind === 'offsetForLeaderEpoch' && fact.kind === 'offsetForLeaderEpoch') {
    const { leaderEpoch } = fact
    if (!('endOffset' in fact)) return { ...view, times, leaderEpoch }
    return { ...view, times, answer: { leaderEpoch, endOffset: fact.endOffset, errorCode: fact.errorCode } }
  }
  if (view.kind === 'produce' && fact.kind === 'produce') {
    if ('acks' in fact) return { ...view, times, clientId: fact.clientId, acks: fact.acks }
    return { ...view, times, answer: { errorCode: fact.errorCode, baseOffset: fact.baseOffset } }
  }
  if ('isr' in view && 'leader' in fact) {
    return { ...view, times, leader: fact.leader, leaderEpoch: fact.leaderEpoch, isr: fact.isr }
  }
  return { ...view, times } as ExchangeView
}
