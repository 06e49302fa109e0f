import type { BrokerView, PartitionView, TimelineEvent } from '../../../electron/host/api/views'

export const NOW_MS = 1_000_000

export function broker(id: number, change: Partial<BrokerView> = {}): BrokerView {
  return {
    id,
    host: '127.0.0.1',
    port: 9091 + id,
    pid: 4240 + id,
    state: 'RunningAsBroker',
    stateDetail: null,
    recovery: null,
    stateSinceMs: 0,
    startedMs: 0,
    exit: null,
    isController: id === 1,
    brokerEpoch: 1,
    sessionTimeoutMs: 6000,
    leaderCount: 0,
    partitionCount: 0,
    logBytes: 0,
    logDirs: [`/data/broker-${id}`],
    offlineLogDirs: [],
    cleanMarker: null,
    propertiesPath: `/data/broker-${id}/server.properties`,
    use: {
      cpuPercent: null,
      residentBytes: null,
      readBytesPerSecond: null,
      writeBytesPerSecond: null,
      history: { intervalMs: 1000, read: [], write: [] },
    },
    reportedMs: NOW_MS,
    ...change,
  }
}

export function partition(topic: string, number: number, change: Partial<PartitionView> = {}): PartitionView {
  return {
    topic,
    partition: number,
    replicas: [1, 2, 3],
    isr: [1, 2, 3],
    leader: 1,
    leaderEpoch: 0,
    outOfSync: [],
    minInsyncReplicas: 2,
    internal: false,
    replicaViews: [],
    ...change,
  }
}

export const byName = (...views: PartitionView[]) =>
  new Map(views.map((view) => [`${view.topic}-${view.partition}`, view]))

let seq = 0
export function event(atMs: number, kind: string, change: Partial<TimelineEvent> = {}): TimelineEvent {
  return {
    seq: ++seq,
    atMs,
    source: 1,
    kind,
    text: kind,
    topicPartition: null,
    severity: 'info',
    details: {},
    ...change,
  }
}
