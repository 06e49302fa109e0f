import type { LabUpdate } from '../../electron/host/api/functions'
import type { PartitionView } from '../../electron/host/api/views'
import { presetNames, presetSettings } from '../../electron/host/cluster/presets'
import type { Recording } from '../../renderer/backends/recorded'
import { benchmarkAnswers, noBenchmark } from './sample-benchmark'
import { sampleCleaning, sampleKeys, sampleWhatIf } from './sample-cleaning'
import { sampleConfigs, sampleDisk, sampleLogLines, sampleRecords } from './sample-disk'
import { exerciseAnswers } from './sample-exercises'
import { decodedRecords, emptyGroup, groupEvents, sampleGroups, sampleTopicWork, staleGroups } from './sample-groups'
import { ioEvents, sampleIo } from './sample-io'
import { healthyPartitions, internal } from './sample-partitions'
import { controllerGate, failedOverReplication, stepsGates, stepsReplication } from './sample-replication'
import {
  killEvents,
  killedBroker,
  NOW_MS,
  sampleBroker,
  sampleCoordination,
  sampleLab,
  samplePartition,
  startEvents,
} from './sample-views'

const whole = (change: Partial<LabUpdate>): LabUpdate => ({
  version: 1,
  resync: true,
  nowMs: NOW_MS,
  lab: sampleLab,
  coordination: sampleCoordination(),
  brokers: [1, 2, 3].map((id) => sampleBroker(id)),
  partitions: healthyPartitions,
  timeline: startEvents(),
  timelineStart: 1,
  ...change,
})

const killedPartitions: PartitionView[] = [
  samplePartition('orders', 0, {
    replicas: [2, 3, 1],
    leader: 3,
    isr: [3, 1],
    leaderEpoch: 7,
    logEndOffset: 18_204_334,
    behind: { 1: 3, 2: 2216 },
  }),
  samplePartition('orders', 1, {
    replicas: [3, 1, 2],
    isr: [3, 1],
    leaderEpoch: 6,
    logEndOffset: 18_103_963,
    behind: { 2: 2221, 1: 1 },
  }),
  samplePartition('orders', 2, {
    replicas: [1, 2, 3],
    isr: [1, 3],
    leaderEpoch: 5,
    logEndOffset: 18_311_507,
    behind: { 2: 2219, 3: 3 },
  }),
  samplePartition('payments', 0, { replicas: [1, 3], logEndOffset: 2_118_940, sizeBytes: 25_480_396 }),
  samplePartition('payments', 1, {
    replicas: [3, 1],
    leader: 1,
    leaderEpoch: 1,
    logEndOffset: 2_102_377,
    sizeBytes: 25_270_681,
  }),
  samplePartition('payments', 2, {
    replicas: [2, 1],
    leader: 1,
    isr: [1],
    leaderEpoch: 1,
    logEndOffset: 2_127_015,
    behind: { 2: 125 },
    sizeBytes: 25_585_254,
  }),
  samplePartition('sessions', 0, {
    replicas: [2],
    leader: -1,
    isr: [2],
    leaderEpoch: 1,
    logEndOffset: 40_118,
    sizeBytes: 3_355_443,
  }),
  samplePartition('sessions', 1, { replicas: [3], logEndOffset: 39_876, sizeBytes: 3_250_585 }),
  samplePartition('steps', 0, { replicas: [1, 2, 3], isr: [1, 3], leaderEpoch: 4, logEndOffset: 12, sizeBytes: 1126 }),
  ...internal([1, 3]),
]

const afterKill: Partial<LabUpdate> = {
  brokers: [sampleBroker(1, { leaderCount: 5 }), killedBroker(2), sampleBroker(3, { leaderCount: 3 })],
  partitions: killedPartitions,
}

const answers: NonNullable<Recording['answers']> = {
  logSources: ['coordination', 'broker-1', 'broker-2', 'broker-3'].map((source, index) => ({
    source,
    path: `/home/anna/highwater/orders-lab/logs/${source}.log`,
    sizeBytes: 31_000 * (index + 1),
  })),
  readLog: { lines: sampleLogLines, totalLines: sampleLogLines.length },
  describeConfigs: sampleConfigs,
  readRecords: { command: '', records: sampleRecords, logStartOffset: 17_660_944, highWatermark: 18_204_331 },
  produce: { command: '', partition: 1, baseOffset: 18_103_963 },
  signalBroker: { command: 'kill -9 4241' },
  readServerProperties: {
    path: '/home/anna/highwater/orders-lab/broker-1/server.properties',
    text: 'broker.id=1\nlisteners=PLAINTEXT://127.0.0.1:9092\nlog.dirs=/home/anna/highwater/orders-lab/broker-1/kafka-logs\nzookeeper.connect=127.0.0.1:2181\nnum.partitions=1\n',
  },
  checkServerProperties: {
    problems: [],
    diff: [{ key: 'num.partitions', before: '1', after: '3', needsRestart: true }],
  },
  writeServerProperties: {
    problems: [],
    diff: [{ key: 'num.partitions', before: '1', after: '3', needsRestart: true }],
  },
}

const resetRows = [
  { topic: 'orders', partition: 0, current: 12_035_853, target: 17_660_944, adjusted: 'toEarliest' },
  { topic: 'orders', partition: 1, current: 12_035_852, target: 17_660_944, adjusted: null },
  { topic: 'orders', partition: 2, current: null, target: 17_660_944, adjusted: null },
]

/** payments while replicas move: 0 gets one on broker 2, 2 one on broker 3. */
const movingPartitions = healthyPartitions.map((partition) => {
  if (partition.topic !== 'payments' || partition.partition === 1) return partition
  const isr = partition.partition === 0 ? [1, 3] : [2, 1]
  return samplePartition('payments', partition.partition, {
    replicas: [2, 1, 3],
    leader: isr[0]!,
    isr,
    logEndOffset: 2_118_940,
    behind: { [partition.partition === 0 ? 2 : 3]: 801_222 },
    sizeBytes: 25_480_396,
  })
})

const accountsPartition = samplePartition('accounts', 0, {
  replicas: [3, 1, 2],
  logEndOffset: 597_113,
  sizeBytes: 61.3 * 1024 ** 2,
})

const samplePresets = {
  current: 'desk',
  presets: presetNames.map((name) => ({ name, settings: presetSettings(name) })),
}

const still = (update: LabUpdate): Recording => ({ steps: [{ afterMs: 0, update }], answers })

/** 200 partitions with three replicas each; `moved` says how many records were added to some of them. */
export const WIDE = 200
const widePartitions = (moved = 0, every = 1) =>
  Array.from({ length: WIDE }, (_, index) => index)
    .filter((index) => index % every === 0)
    .map((index) =>
      samplePartition('wide', index, {
        replicas: [1 + (index % 3), 1 + ((index + 1) % 3), 1 + ((index + 2) % 3)],
        logEndOffset: 1000 + index + moved,
        sizeBytes: 70_000 + index,
      }),
    )

const downCoordination = sampleCoordination({
  pid: null,
  state: 'Killed',
  stateSinceMs: NOW_MS - 9000,
  exit: { code: null, signal: 'SIGKILL', atMs: NOW_MS - 9000, requested: true, lastError: null },
  sessions: [],
  znodeCount: null,
  zxid: null,
})

/** One recording for each state that a page has to tell apart. */
export const recordings: Record<string, Recording> = {
  healthy: still(whole({ disk: sampleDisk })),
  killed: {
    steps: [
      { afterMs: 0, update: whole({ nowMs: NOW_MS - 18_400 }) },
      { afterMs: 300, update: whole({ version: 2, resync: false, ...afterKill, timeline: killEvents() }) },
    ],
  },
  coordinationDown: still(whole({ coordination: downCoordination })),
  silentBroker: still(
    whole({
      brokers: [sampleBroker(1), sampleBroker(2), sampleBroker(3, { state: 'Unknown', reportedMs: NOW_MS - 6100 })],
    }),
  ),
  states: still(
    whole({
      brokers: [
        sampleBroker(1, {
          state: 'RecoveringFromUncleanShutdown',
          stateDetail: 'recovering log 31 of 56',
          stateSinceMs: NOW_MS - 1800,
        }),
        sampleBroker(2, {
          state: 'WaitingForOldSession',
          stateDetail: 'session of broker 2 expires in 11 s',
          stateSinceMs: NOW_MS - 900,
        }),
        sampleBroker(3, { state: 'Paused', stateSinceMs: NOW_MS - 4200 }),
        sampleBroker(4, {
          state: 'NotRunning',
          pid: null,
          cleanMarker: true,
          exit: { code: 0, signal: null, atMs: NOW_MS - 60_000, requested: true, lastError: null },
        }),
      ],
    }),
  ),
  recovering: still(
    whole({
      brokers: [1, 2, 3, 4].map((id) =>
        sampleBroker(
          id,
          id === 2
            ? {
                state: 'RecoveringFromUncleanShutdown',
                stateDetail: 'recovering log 31 of 56',
                recovery: { done: 31, total: 56 },
                stateSinceMs: NOW_MS - 1800,
              }
            : {},
        ),
      ),
    }),
  ),
  replication: {
    ...still(whole({ replication: stepsReplication(), gates: stepsGates })),
    answers: {
      ...answers,
      stepGate: { command: '', outcome: { kind: 'nothing', reason: 'failed', why: 'broker 3 has no leader to ask' } },
      releaseAllGates: { command: '', released: 2 },
    },
  },
  stepWaits: {
    ...still(whole({ replication: stepsReplication(), gates: stepsGates.map((gate) => ({ ...gate, waiting: [] })) })),
    answers: { ...answers, stepGate: { newer: [] } },
  },
  controllerHeld: still(whole({ replication: stepsReplication(), gates: [controllerGate] })),
  failedOver: still(
    whole({
      brokers: [killedBroker(1), sampleBroker(2), sampleBroker(3)],
      replication: failedOverReplication(),
      gates: [],
    }),
  ),
  groups: {
    ...still(whole({ groups: sampleGroups(), timeline: [...startEvents(), ...groupEvents()] })),
    answers: { ...answers, resetGroupOffsets: { command: '', rows: resetRows } },
  },
  emptyGroup: {
    ...still(whole({ groups: sampleGroups({ opened: emptyGroup }) })),
    answers: { ...answers, resetGroupOffsets: { command: '', rows: resetRows }, deleteGroup: { command: '' } },
  },
  noGroups: still(whole({ groups: sampleGroups({ groups: [], opened: null }) })),
  staleGroups: still(whole({ groups: staleGroups() })),
  moves: {
    ...still(whole({ partitions: movingPartitions, topicWork: sampleTopicWork, groups: sampleGroups() })),
    answers: {
      ...answers,
      reassign: { command: '', file: '' },
      electLeaders: { command: '', elected: [1], notNeeded: [] },
      deleteRecords: { command: '', file: '', lowWatermarks: [{ partition: 0, offset: 18_204_331 }] },
      cancelReassignment: { command: '', file: '' },
      consumeWithGroup: {
        command: '',
        records: sampleRecords.map((record) => ({ ...record, partition: 1 })),
        assignment: [0, 1, 2],
        committed: [{ partition: 1, offset: 18_103_966 }],
      },
    },
  },
  decoded: {
    ...still(whole({})),
    answers: {
      ...answers,
      readRecords: { command: '', records: decodedRecords, logStartOffset: 0, highWatermark: 3 },
    },
  },
  compaction: {
    ...still(whole({ partitions: [...healthyPartitions, accountsPartition], cleaning: sampleCleaning() })),
    answers: {
      ...answers,
      keyPicture: sampleKeys,
      alterConfigs: { command: '' },
      inspectDirectories: { lab: [{ brokerId: 1, path: '/data/kafka-logs' }], opened: [] },
      whatIfStart: {
        job: 'j1',
        commands: ['highwater inspect /data/kafka-logs --topic accounts --what-if cleanup.policy=compact'],
      },
      whatIfFollow: {
        job: 'j1',
        version: 3,
        state: 'done',
        progress: { name: '', readBytes: 1, totalBytes: 1 },
        result: sampleWhatIf,
        failure: null,
      },
    },
  },
  noCompaction: still(whole({ cleaning: sampleCleaning({ logs: [], opened: null, runs: [] }) })),
  benchmark: { ...still(whole({})), answers: { ...answers, ...benchmarkAnswers } },
  noBenchmark: { ...still(whole({})), answers: { ...answers, ...noBenchmark } },
  presets: {
    ...still(whole({ replication: stepsReplication(), gates: [] })),
    answers: { ...answers, listPresets: samplePresets, applyPreset: { command: '', changed: [] } },
  },
  steppingLab: still(
    whole({
      lab: { ...sampleLab, preset: 'stepping', changedDefaults: [...presetSettings('stepping')] },
      replication: stepsReplication(),
      gates: [],
    }),
  ),
  exercises: {
    ...still(whole({ replication: stepsReplication(), gates: stepsGates })),
    answers: { ...answers, ...exerciseAnswers },
  },
  io: still(
    whole({
      partitions: [...healthyPartitions, accountsPartition],
      io: sampleIo,
      timeline: [...ioEvents, ...startEvents()],
    }),
  ),
  empty: still(whole({ partitions: [], timeline: [] })),
  connecting: { steps: [] },
  reconnect: {
    steps: [
      { afterMs: 0, update: whole({}) },
      { afterMs: 400, lost: true },
      {
        afterMs: 6500,
        update: whole({
          version: 9,
          nowMs: NOW_MS + 6500,
          brokers: [1, 2, 3].map((id) => sampleBroker(id, { reportedMs: NOW_MS + 6400 })),
        }),
      },
    ],
  },
  wide: {
    steps: [
      { afterMs: 0, update: whole({ partitions: widePartitions() }) },
      // Longer than the slowest browser needs to look: where it ends, every row soon says that nothing is heard.
      ...Array.from({ length: 150 }, (_, index) => ({
        afterMs: 1500 + 100 * index,
        update: {
          version: index + 2,
          resync: false,
          nowMs: NOW_MS + 1500 + 100 * index,
          partitions: widePartitions(index + 1, 4),
          brokers: [1, 2, 3].map((id) => sampleBroker(id, { reportedMs: NOW_MS + 1500 + 100 * index })),
        },
      })),
    ],
    answers,
  },
}
