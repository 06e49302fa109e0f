import type { ProbeFact } from '../../broker-core/probe/events'
import type { LabUpdate } from '../../electron/host/api/functions'
import type { TimelineEvent } from '../../electron/host/api/views'
import { coordinationEvent } from '../../electron/host/timeline/coordination-events'
import type { Recording } from '../../renderer/backends/recorded'
import { recordings } from './recordings'
import { groupEvents } from './sample-groups'
import { damagedAnswers } from './sample-inspector'
import { ioEvents } from './sample-io'
import { killEvents, NOW_MS, sampleEvent, sampleFact, startEvents } from './sample-views'

const orders = { topic: 'orders', partition: 0 }

/** What brokers tell, mostly one of each kind. */
const facts: ProbeFact[] = [
  { kind: 'controllerElected', controllerEpoch: 3 },
  { kind: 'controllerResigned', controllerEpoch: 2, why: 'the controller is now broker 3' },
  { kind: 'brokerRegistered', brokerEpoch: 27 },
  { kind: 'topicCreated', topic: 'orders' },
  { kind: 'logCreated', ...orders, directory: '/data/kafka-logs/orders-0' },
  { kind: 'becameLeader', ...orders, leaderEpoch: 4, logEndOffset: 1200 },
  { kind: 'becameFollower', ...orders, leaderEpoch: 4, leader: 3 },
  { kind: 'isrExpanded', ...orders, from: [1], to: [1, 3], why: 'broker 3 caught up' },
  {
    kind: 'leaderElected',
    ...orders,
    from: 1,
    to: -1,
    leaderEpoch: 5,
    isr: [1],
    why: 'controller failover to broker 3',
  },
  { kind: 'highWatermarkAdvanced', ...orders, from: 7, to: 8 },
  { kind: 'truncated', ...orders, from: 11, to: 9, why: "leader's epoch 3 ends at 9" },
  { kind: 'segmentsDeleted', ...orders, baseOffsets: [0, 100], bytes: 4096, cause: 'retention' },
  { kind: 'logRecovered', ...orders, recoveredTo: 1200, truncatedBytes: 61 },
  { kind: 'logDeleted', ...orders, directory: '/data/kafka-logs/orders-0' },
  {
    kind: 'cleanerStopped',
    ...orders,
    why: 'aborted',
    message: 'the log is being truncated',
  },
  { kind: 'checkpointWritten', file: 'replication-offset-checkpoint', logDir: '/data/kafka-logs' },
  { kind: 'logDirFailed', logDir: '/data/kafka-logs', reason: 'no space left on device' },
  { kind: 'configChanged', entity: 'topic orders', keys: ['cleanup.policy'] },
  {
    kind: 'znodeWritten',
    path: '/brokers/topics/orders/partitions/0/state',
    summary: 'leader 3, leader epoch 5, ISR 3,1, controller epoch 3',
  },
  { kind: 'groupLoaded', partition: 7, groups: 2, offsets: 12 },
  {
    kind: 'transactionStateChanged',
    transactionalId: 'billing',
    producerId: '4001',
    producerEpoch: 2,
    from: 'Ongoing',
    to: 'PrepareCommit',
  },
  { kind: 'controlledShutdown', remaining: 3 },
  { kind: 'sessionExpired' },
]

const session = coordinationEvent(
  { kind: 'sessionExpired', sessionId: '0x10000', timeoutMs: 6000, ephemerals: ['/brokers/ids/2'] },
  NOW_MS - 13_000,
)!

const events = (): TimelineEvent[] => [
  ...ioEvents,
  ...startEvents(),
  ...groupEvents(),
  ...facts.map((fact, at) => sampleFact(50_000 - 100 * at, 3, fact)),
  sampleEvent(13_000, session),
  ...killEvents(),
]

const updateOf = (name: string): LabUpdate => {
  const step = recordings[name]?.steps.at(-1)
  if (step === undefined || !('update' in step)) throw new Error(`no recording ${name} with an update`)
  return step.update
}

/** What the recordings show one by one, in one lab: for a walk over every page. */
export async function everything(): Promise<Recording> {
  const named = [
    'healthy',
    'killed',
    'groups',
    'moves',
    'compaction',
    'io',
    'replication',
    'benchmark',
    'presets',
    'exercises',
  ]
  const updates = named.map(updateOf)
  const update: LabUpdate = {
    ...Object.assign({}, ...updates),
    ...updateOf('replication'),
    // A killed broker, a paused one, one that recovers; replicas that move.
    brokers: [
      ...(updateOf('killed').brokers ?? []).slice(0, 2),
      ...(updateOf('states').brokers ?? []).map((broker, at) => ({ ...broker, id: 3 + at })),
    ],
    partitions: [...(updateOf('killed').partitions ?? []), ...(updateOf('compaction').partitions ?? []).slice(-1)],
    version: 1,
    resync: true,
    timeline: events(),
    timelineStart: 1,
  }
  const answers = Object.assign({}, ...named.map((name) => recordings[name]?.answers), await damagedAnswers())
  return { steps: [{ afterMs: 0, update }], answers }
}
