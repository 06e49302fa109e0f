import type { TimelineKind } from '../../electron/host/api/timeline-kinds'
import type { TimelineEvent } from '../../electron/host/api/views'

export const kindGroups = [
  'process',
  'session',
  'controller',
  'leader',
  'isr',
  'log',
  'topic',
  'group',
  'transaction',
  'znode',
  'highWatermark',
  'checkpoint',
  'other',
] as const
export type KindGroup = (typeof kindGroups)[number]

const groupOf: Record<TimelineKind, KindGroup> = {
  processStarted: 'process',
  processReady: 'process',
  processStopping: 'process',
  processStopped: 'process',
  processKilled: 'process',
  processCrashed: 'process',
  processPaused: 'process',
  processResumed: 'process',
  controlledShutdown: 'process',
  brokerRegistered: 'session',
  sessionCreated: 'session',
  sessionReattached: 'session',
  sessionDisconnected: 'session',
  sessionExpired: 'session',
  sessionClosed: 'session',
  controllerElected: 'controller',
  controllerResigned: 'controller',
  leaderElected: 'leader',
  becameLeader: 'leader',
  becameFollower: 'leader',
  isrShrunk: 'isr',
  isrExpanded: 'isr',
  truncated: 'log',
  segmentRolled: 'log',
  segmentsDeleted: 'log',
  logCreated: 'log',
  logDeleted: 'log',
  logRecovered: 'log',
  logDirFailed: 'log',
  cleanerStarted: 'log',
  cleanerStopped: 'log',
  cleanerFinished: 'log',
  topicCreated: 'topic',
  topicDeleted: 'topic',
  configChanged: 'topic',
  groupStateChanged: 'group',
  groupLoaded: 'group',
  transactionStateChanged: 'transaction',
  znodeWritten: 'znode',
  highWatermarkAdvanced: 'highWatermark',
  checkpointWritten: 'checkpoint',
  gateHeld: 'other',
  gateStepped: 'other',
  gateReleased: 'other',
  labOpened: 'other',
  labClosed: 'other',
  propertiesChanged: 'topic',
  presetApplied: 'topic',
  startFailed: 'process',
}

export const kindGroup = (kind: string): KindGroup => (groupOf as Partial<Record<string, KindGroup>>)[kind] ?? 'other'

/** What repeats all the time is left out until asked for. */
export const quietGroups: readonly KindGroup[] = ['highWatermark', 'checkpoint', 'znode']

export interface TimelineFilter {
  /** null: every source. */
  sources: ReadonlySet<TimelineEvent['source']> | null
  groups: ReadonlySet<KindGroup>
  /** Whether Kafka's own topics count: 50 partitions of them drown three of the reader's. */
  internalTopics: boolean
  text: string
}

const isInternal = ({ kind, topicPartition, details }: TimelineEvent) =>
  kind === 'groupLoaded' ||
  /^__(consumer_offsets|transaction_state)\b/.test(topicPartition ?? String(details.topic ?? ''))

/** `say`: an event as the reader sees it. */
export function filterEvents(
  events: readonly TimelineEvent[],
  filter: TimelineFilter,
  say: (event: TimelineEvent) => string,
): TimelineEvent[] {
  const needle = filter.text.trim().toLowerCase()
  return events.filter(
    (event) =>
      filter.groups.has(kindGroup(event.kind)) &&
      (filter.sources === null || filter.sources.has(event.source)) &&
      (filter.internalTopics || !isInternal(event)) &&
      (needle === '' ||
        say(event).toLowerCase().includes(needle) ||
        event.text.toLowerCase().includes(needle) ||
        event.kind.toLowerCase().includes(needle) ||
        (event.topicPartition?.includes(needle) ?? false)),
  )
}

/** Older events in front of those the page has, without a gap and without one twice. */
export function joinEvents(older: readonly TimelineEvent[], newer: readonly TimelineEvent[]): readonly TimelineEvent[] {
  const firstSeq = newer[0]?.seq ?? Number.MAX_SAFE_INTEGER
  return older.length === 0 ? newer : [...older.filter((event) => event.seq < firstSeq), ...newer]
}
