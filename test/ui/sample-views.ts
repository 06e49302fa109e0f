import type { ProbeFact } from '../../broker-core/probe/events'
import type {
  BrokerView,
  CoordinationView,
  LabView,
  PartitionView,
  ReplicaView,
  TimelineEvent,
} from '../../electron/host/api/views'
import { factEvent } from '../../electron/host/timeline/fact-events'

/** The moment at which all samples are taken: 2026-11-23 14:32:20.3 local time. */
export const NOW_MS = new Date(2026, 10, 23, 14, 32, 20, 300).getTime()
const MINUTE = 60_000

export const sampleLab: LabView = {
  name: 'orders-lab',
  dir: '/home/anna/highwater/orders-lab',
  engine: 'builtin',
  preset: 'desk',
  contract: null,
  bootstrap: '127.0.0.1:9092,127.0.0.1:9093,127.0.0.1:9094',
  clusterId: 'p2XqLrYsQbOiKZ3vTt0wGA',
  controllerId: 1,
  startedMs: NOW_MS - 30 * MINUTE - 10_000,
  progress: null,
  changedDefaults: [{ key: 'zookeeper.session.timeout.ms', value: '6000', kafkaDefault: '18000' }],
}

const wave = (seed: number, base: number) =>
  Array.from({ length: 60 }, (_, index) =>
    Math.max(0, base * (1 + 0.35 * Math.sin((index + seed) / 5) + 0.1 * Math.sin(index * seed))),
  )

export function sampleBroker(id: number, change: Partial<BrokerView> = {}): BrokerView {
  const folder = `/home/anna/highwater/orders-lab/broker-${id}`
  return {
    id,
    host: '127.0.0.1',
    port: 9091 + id,
    pid: 4240 + id,
    state: 'RunningAsBroker',
    stateDetail: null,
    recovery: null,
    stateSinceMs: NOW_MS - 30 * MINUTE,
    startedMs: NOW_MS - 30 * MINUTE,
    exit: null,
    isController: id === 1,
    brokerEpoch: 24 + id,
    sessionTimeoutMs: 6000,
    leaderCount: 3,
    partitionCount: 9,
    logBytes: 1.28 * 1024 ** 3,
    logDirs: [`${folder}/kafka-logs`],
    offlineLogDirs: [],
    cleanMarker: null,
    propertiesPath: `${folder}/server.properties`,
    use: {
      cpuPercent: 3.1 + id / 2,
      residentBytes: 61.4 * 1024 ** 2,
      readBytesPerSecond: 0.94 * 1024 ** 2,
      writeBytesPerSecond: 1.21 * 1024 ** 2,
      history: { intervalMs: 1000, read: wave(id, 900_000), write: wave(id + 2, 1_200_000) },
    },
    reportedMs: NOW_MS - 120,
    ...change,
  }
}

export const killedBroker = (id: number, agoMs = 18_400): BrokerView =>
  sampleBroker(id, {
    pid: null,
    state: 'Killed',
    stateSinceMs: NOW_MS - agoMs,
    startedMs: null,
    exit: { code: null, signal: 'SIGKILL', atMs: NOW_MS - agoMs, requested: true, lastError: null },
    isController: false,
    leaderCount: 0,
    cleanMarker: false,
    use: {
      ...sampleBroker(id).use,
      cpuPercent: null,
      residentBytes: null,
      readBytesPerSecond: null,
      writeBytesPerSecond: null,
    },
    reportedMs: NOW_MS - agoMs,
  })

export function sampleCoordination(change: Partial<CoordinationView> = {}): CoordinationView {
  return {
    kind: 'own',
    connect: '127.0.0.1:2181',
    pid: 4240,
    state: 'Running',
    stateSinceMs: NOW_MS - 30 * MINUTE,
    exit: null,
    tickTimeMs: 2000,
    sessions: [1, 2, 3].map((id) => ({
      id: `0x10000${id}f2b0000`,
      timeoutMs: 6000,
      heardAgoMs: 300 * id,
      owner: `broker ${id}`,
      ephemerals: id === 1 ? 2 : 1,
    })),
    znodeCount: 143,
    zxid: '0x1f4',
    reportedMs: NOW_MS - 200,
    ...change,
  }
}

export interface PartitionSample {
  replicas: number[]
  leader?: number
  isr?: number[]
  leaderEpoch?: number
  logEndOffset?: number
  behind?: Record<number, number>
  sizeBytes?: number
  internal?: boolean
}

export function samplePartition(topic: string, partition: number, sample: PartitionSample): PartitionView {
  const { replicas, isr = replicas, leader = replicas[0]!, leaderEpoch = 0, logEndOffset = 1200, behind = {} } = sample
  const highWatermark = logEndOffset - Math.max(0, ...isr.map((id) => behind[id] ?? 0))
  const outOfSync = replicas
    .filter((id) => !isr.includes(id))
    .map((brokerId) => ({ brokerId, reason: 'offline' as const }))
  return {
    topic,
    partition,
    replicas,
    isr,
    leader,
    leaderEpoch,
    outOfSync,
    minInsyncReplicas: Math.min(2, replicas.length),
    internal: sample.internal ?? false,
    replicaViews: replicas.map((brokerId): ReplicaView => {
      const lag = behind[brokerId] ?? 0
      const offline = !isr.includes(brokerId) || leader < 0
      return {
        brokerId,
        role: offline ? 'offline' : brokerId === leader ? 'leader' : 'follower',
        logStartOffset: 0,
        logEndOffset: logEndOffset - lag,
        highWatermark: brokerId === leader ? highWatermark : Math.max(0, highWatermark - (lag ? 1 : 0)),
        leaderEpoch,
        sizeBytes: sample.sizeBytes ?? 412.6 * 1024 ** 2,
        segmentCount: 5,
        lag: brokerId === leader ? null : lag,
        logDir: `/home/anna/highwater/orders-lab/broker-${brokerId}/kafka-logs`,
        leaderEpochs: [{ epoch: leaderEpoch, startOffset: 0 }],
        reportedMs: NOW_MS - (offline ? 18_400 : 120),
      }
    }),
  }
}

let nextSeq = 1
export function sampleEvent(
  agoMs: number,
  event: Partial<TimelineEvent> & { kind: string; text: string },
): TimelineEvent {
  return {
    seq: nextSeq++,
    atMs: NOW_MS - agoMs,
    source: 'lab',
    topicPartition: null,
    severity: 'info',
    details: {},
    ...event,
  }
}

/** A broker's fact, worded as the lab words it. */
export const sampleFact = (agoMs: number, brokerId: number, fact: ProbeFact): TimelineEvent =>
  sampleEvent(agoMs, factEvent({ brokerId, wallMs: NOW_MS - agoMs, monotonicMs: 0, fact }))

export function startEvents(): TimelineEvent[] {
  const brokers = [1, 2, 3].flatMap((id) => [
    sampleEvent(30 * MINUTE + 9000 - id, {
      source: id,
      kind: 'processStarted',
      text: `Broker ${id} started (process ${4240 + id})`,
      details: { pid: 4240 + id },
    }),
    sampleEvent(30 * MINUTE + 8000 - id, {
      source: id,
      kind: 'processReady',
      text: `Broker ${id} is running`,
      severity: 'good',
      details: { pid: 4240 + id },
    }),
  ])
  return [
    sampleEvent(30 * MINUTE + 10_000, {
      source: 'coordination',
      kind: 'processStarted',
      text: 'Coordination server started (process 4240)',
      details: { pid: 4240 },
    }),
    ...brokers.sort((left, right) => left.atMs - right.atMs),
    sampleFact(8 * MINUTE, 1, {
      kind: 'segmentRolled',
      topic: 'orders',
      partition: 0,
      baseOffset: 17_660_944,
      why: 'segment.bytes',
    }),
    sampleEvent(7 * MINUTE, {
      source: 2,
      kind: 'processPaused',
      text: 'Broker 2 is frozen (SIGSTOP)',
      severity: 'warn',
      details: { pid: 4242 },
    }),
    sampleEvent(6 * MINUTE + 40_000, {
      source: 2,
      kind: 'processResumed',
      text: 'Broker 2 goes on (SIGCONT)',
      details: { pid: 4242 },
    }),
  ]
}

export function killEvents(): TimelineEvent[] {
  const why = 'broker 2 failed'
  return [
    sampleEvent(18_400, {
      source: 2,
      kind: 'processKilled',
      text: 'Broker 2 was killed (signal SIGKILL)',
      severity: 'bad',
      details: { signal: 'SIGKILL' },
    }),
    ...[0, 1, 2].map((partition) =>
      sampleFact(12_300 - 14 * partition, 1, {
        kind: 'leaderElected',
        topic: 'orders',
        partition,
        from: 2,
        to: 3,
        leaderEpoch: 4 + partition,
        isr: [3, 1],
        why,
      }),
    ),
    sampleFact(12_200, 1, {
      kind: 'isrShrunk',
      topic: 'orders',
      partition: 0,
      from: [2, 3, 1],
      to: [3, 1],
      why: 'broker 2 not caught up for 10000 ms',
    }),
  ]
}
