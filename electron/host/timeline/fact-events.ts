import type { ProbeEvent, ProbeFact } from '../../../broker-core/probe/events'
import type { NewEvent } from './timeline'

type Described = Pick<NewEvent, 'text'> & Partial<Pick<NewEvent, 'severity'>>
/** The member of the union that has this kind, also where several kinds share one member. */
type FactOf<K extends ProbeFact['kind']> = ProbeFact extends infer Fact
  ? Fact extends { kind: infer Kinds }
    ? K extends Kinds
      ? Fact
      : never
    : never
  : never

/** A broker's fact as a line of the timeline. */
export function factEvent(event: ProbeEvent): NewEvent {
  const { fact } = event
  const described = describe(event.brokerId, fact)
  const topicPartition =
    'topic' in fact && 'partition' in fact ? { topicPartition: `${fact.topic}-${fact.partition}` } : {}
  return {
    source: event.brokerId,
    kind: fact.kind,
    atMs: event.wallMs,
    details: detailsOf(fact),
    ...topicPartition,
    ...described,
  }
}

function detailsOf(fact: ProbeFact): Record<string, string | number | boolean | null> {
  const entries = Object.entries(fact).filter(([key]) => key !== 'kind')
  return Object.fromEntries(entries.map(([key, value]) => [key, Array.isArray(value) ? value.join(',') : value]))
}

const list = (ids: readonly number[]) => `[${ids.join(',')}]`
const name = (fact: { topic: string; partition: number }) => `${fact.topic}-${fact.partition}`
const members = (count: number) => (count === 1 ? '1 member' : `${count} members`)
const leaderWord = (id: number) => (id < 0 ? 'none' : `broker ${id}`)

const describers: { [K in ProbeFact['kind']]: (brokerId: number, fact: FactOf<K>) => Described } = {
  controllerElected: (id, fact) => ({
    text: `Broker ${id} became controller, epoch ${fact.controllerEpoch}`,
    severity: 'good',
  }),
  controllerResigned: (id, fact) => ({ text: `Broker ${id} is no longer controller: ${fact.why}`, severity: 'warn' }),
  leaderElected: (_, fact) => ({
    text: `${name(fact)}: leader ${leaderWord(fact.from)} → ${leaderWord(fact.to)}, epoch ${fact.leaderEpoch} (${fact.why})`,
    severity: fact.to < 0 ? 'bad' : 'good',
  }),
  becameLeader: (id, fact) => ({
    text: `${name(fact)}: broker ${id} leads in epoch ${fact.leaderEpoch} from offset ${fact.logEndOffset}`,
  }),
  becameFollower: (id, fact) => ({
    text: `${name(fact)}: broker ${id} follows ${leaderWord(fact.leader)} in epoch ${fact.leaderEpoch}`,
  }),
  isrShrunk: (_, fact) => ({
    text: `${name(fact)}: ISR shrank ${list(fact.from)} → ${list(fact.to)} (${fact.why})`,
    severity: 'warn',
  }),
  isrExpanded: (_, fact) => ({
    text: `${name(fact)}: ISR grew ${list(fact.from)} → ${list(fact.to)} (${fact.why})`,
    severity: 'good',
  }),
  highWatermarkAdvanced: (id, fact) => ({
    text: `${name(fact)}: high watermark ${fact.from} → ${fact.to} on broker ${id}`,
  }),
  truncated: (id, fact) => ({
    text: `${name(fact)}: broker ${id} cut its log from ${fact.from} to ${fact.to} (${fact.why})`,
    severity: 'warn',
  }),
  segmentRolled: (id, fact) => ({
    text: `${name(fact)}: broker ${id} rolled to segment ${fact.baseOffset} (${fact.why})`,
  }),
  segmentsDeleted: (id, fact) => ({
    text: `${name(fact)}: broker ${id} deleted ${fact.baseOffsets.length} segments, ${fact.bytes} bytes (${fact.cause})`,
  }),
  logCreated: (id, fact) => ({ text: `${name(fact)}: broker ${id} created ${fact.directory}` }),
  logDeleted: (id, fact) => ({ text: `${name(fact)}: broker ${id} deleted ${fact.directory}` }),
  logRecovered: (id, fact) => ({
    text: `${name(fact)}: broker ${id} recovered to offset ${fact.recoveredTo}, ${fact.truncatedBytes} bytes cut`,
    severity: fact.truncatedBytes > 0 ? 'warn' : 'info',
  }),
  cleanerStarted: (id, fact) => ({
    text: `${name(fact)}: broker ${id} cleans offsets ${fact.firstDirtyOffset} to ${fact.firstUncleanableOffset}, ${(fact.dirtyRatio * 100).toFixed(1)} % of the log is dirty`,
  }),
  cleanerFinished: (id, fact) => ({
    text: `${name(fact)}: broker ${id} cleaned up to offset ${fact.nextDirtyOffset}: ${fact.recordsBefore} → ${fact.recordsAfter} records, ${fact.sizeBefore} → ${fact.sizeAfter} bytes`,
    severity: 'good',
  }),
  cleanerStopped: (id, fact) => ({
    text: `${name(fact)}: broker ${id} stopped cleaning (${fact.why}): ${fact.message}`,
    severity: fact.why === 'aborted' ? 'info' : 'bad',
  }),
  checkpointWritten: (id, fact) => ({ text: `Broker ${id} wrote ${fact.file}` }),
  logDirFailed: (id, fact) => ({
    text: `Broker ${id}: log dir ${fact.logDir} failed: ${fact.reason}`,
    severity: 'bad',
  }),
  configChanged: (_, fact) => ({ text: `Config of ${fact.entity} changed: ${fact.keys.join(', ')}` }),
  znodeWritten: (_, fact) => ({ text: `${fact.path} written: ${fact.summary}` }),
  topicCreated: (_, fact) => ({ text: `Topic ${fact.topic} created` }),
  topicDeleted: (_, fact) => ({ text: `Topic ${fact.topic} deleted` }),
  brokerRegistered: (id, fact) => ({
    text: `Broker ${id} registered, broker epoch ${fact.brokerEpoch}`,
    severity: 'good',
  }),
  sessionExpired: (id) => ({ text: `Broker ${id} lost its session with the coordination server`, severity: 'bad' }),
  groupStateChanged: (_, fact) => ({
    text: `Group ${fact.groupId}: ${fact.from} → ${fact.to}, generation ${fact.generation}, ${members(fact.members)}${fact.why ? ` (${fact.why})` : ''}`,
    severity: fact.to === 'Stable' ? 'good' : 'info',
  }),
  groupLoaded: (id, fact) => ({
    text: `Broker ${id} coordinates the groups of __consumer_offsets-${fact.partition}: ${fact.groups} groups, ${fact.offsets} offsets loaded`,
  }),
  transactionStateChanged: (_, fact) => ({
    text: `Transaction of ${fact.transactionalId}: ${fact.from} → ${fact.to} (producer ${fact.producerId}, epoch ${fact.producerEpoch})`,
  }),
  controlledShutdown: (id, fact) => ({
    text: `Broker ${id} hands its leaders over before it stops, ${fact.remaining} left`,
  }),
}

function describe(brokerId: number, fact: ProbeFact): Described {
  const describer = describers[fact.kind] as ((id: number, fact: ProbeFact) => Described) | undefined
  // A newer broker may tell facts this lab has no sentence for.
  return describer ? describer(brokerId, fact) : { text: `${(fact as ProbeFact).kind}` }
}
