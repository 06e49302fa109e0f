import type { TimelineEvent } from '../../electron/host/api/views'

/** Words that the values of an event are told with. */
interface EventWords {
  broker(id: number): string
  source(source: 'lab' | 'coordination'): string
  cause(cause: string): string
  reason(text: string): string
  gate(details: TimelineEvent['details'], topicPartition: string | null): string
  none: string
}

/** Which sentence tells an event. A broker and the coordination server tell of the same session's end. */
export const sentenceOf = ({ kind, source }: TimelineEvent): string =>
  kind === 'sessionExpired' && typeof source === 'number' ? 'sessionLost' : kind

/** What the sentences of a language may name: what the event carries, and what is derived from that. */
export function eventValues({ details, source, topicPartition }: TimelineEvent, words: EventWords) {
  const given = Object.fromEntries(
    Object.entries(details).map(([key, value]) => [key, value === null || value === '' ? words.none : String(value)]),
  )
  const leader = (id: TimelineEvent['details'][string] | undefined) =>
    typeof id === 'number' && id >= 0 ? words.broker(id) : words.none
  return {
    removed: words.none,
    lastError: words.none,
    ...given,
    who: typeof source === 'number' ? words.broker(source) : words.source(source),
    name: topicPartition ?? words.none,
    fromBroker: leader(details.from),
    toBroker: leader(details.to),
    leaderBroker: leader(details.leader),
    exit: String(details.signal ?? details.code ?? words.none),
    count: String(details.baseOffsets ?? '').split(',').length,
    dirtyPercent: (Number(details.dirtyRatio ?? 0) * 100).toFixed(1),
    causeWord: words.cause(String(details.cause ?? '')),
    ...(details.why === undefined ? {} : { whyWord: words.reason(String(details.why)) }),
    ...(details.summary === undefined ? {} : { summaryWord: words.reason(String(details.summary)) }),
    ...(details.gate === undefined ? {} : { place: words.gate(details, topicPartition) }),
  }
}
