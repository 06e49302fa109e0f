import type { GateView } from '../../electron/host/api/gate-functions'
import type {
  ExchangeView,
  LocalEventView,
  ReplicaLaneView,
  ReplicationView,
} from '../../electron/host/api/replication-views'
import type { CheckpointFileView } from '../../electron/host/api/views'
import { NOW_MS } from './sample-views'

const STEPS = { topic: 'steps', partition: 0 }
/** Offsets from which an epoch's records stand in `steps-0`. */
const EPOCHS = [
  { epoch: 1, startOffset: 0 },
  { epoch: 2, startOffset: 4 },
  { epoch: 3, startOffset: 7 },
]
const epochAt = (offset: number) => EPOCHS.filter(({ startOffset }) => startOffset <= offset).at(-1)!.epoch

const file = (name: string, raw: string, agoMs: number): CheckpointFileView => ({
  path: `/home/anna/highwater/orders-lab/broker-1/kafka-logs/${name}`,
  raw,
  entries: raw
    .split('\n')
    .filter(Boolean)
    .map((text, index) => ({ line: index + 1, text })),
  problem: null,
  writtenMs: NOW_MS - agoMs,
})

const epochFile = (entries = EPOCHS) =>
  file(
    'steps-0/leader-epoch-checkpoint',
    `0\n${entries.length}\n${entries.map(({ epoch, startOffset }) => `${epoch} ${startOffset}\n`).join('')}`,
    60_000,
  )

export function sampleLane(
  brokerId: number,
  logEndOffset: number,
  highWatermark: number,
  change: Partial<ReplicaLaneView> & { onDisk?: number; writtenAgoMs?: number } = {},
): ReplicaLaneView {
  const { onDisk = highWatermark, writtenAgoMs = 1200, ...rest } = change
  return {
    brokerId,
    source: 'broker',
    role: brokerId === 1 ? 'leader' : 'follower',
    phase: brokerId === 1 ? 'leading' : 'fetching',
    inSync: true,
    leaderEpoch: 3,
    logStartOffset: 0,
    logEndOffset,
    highWatermark,
    leaderEpochs: EPOCHS,
    tail: Array.from({ length: logEndOffset }, (_, offset) => ({
      offset,
      leaderEpoch: epochAt(offset),
      key: null,
      value: `m${offset + 1}`,
      control: false,
      committed: offset < highWatermark,
    })),
    acknowledged: brokerId === 1 ? null : logEndOffset,
    reportedMs: NOW_MS - 100,
    files: {
      replicationOffset: file(
        'replication-offset-checkpoint',
        `0\n2\norders 2 18311507\nsteps 0 ${onDisk}\n`,
        writtenAgoMs,
      ),
      leaderEpoch: epochFile(),
    },
    ...rest,
  }
}

const gate = (brokerId: number, fetchOffset: number, heldMs: number): GateView => ({
  id: `gate-${brokerId}`,
  gate: { kind: 'fetchRequest', brokerId, ...STEPS },
  state: 'closed',
  lease: 'page',
  sinceMs: NOW_MS - heldMs - 100,
  waiting: [{ kind: 'fetchRequest', leader: 1, leaderEpoch: 3, fetchOffset, sinceMs: NOW_MS - heldMs }],
  passed: 2,
})
/** Both followers before their next fetch, broker 3 the longer. */
export const stepsGates: GateView[] = [gate(2, 11, 2900), gate(3, 9, 6600)]

/** Held, and the controller has decided nothing since. */
export const controllerGate: GateView = {
  id: 'controllerPropagation',
  gate: { kind: 'controllerPropagation' },
  state: 'closed',
  lease: 'page',
  sinceMs: NOW_MS - 4000,
  waiting: [],
  passed: 0,
}

const AGO = (ms: number) => NOW_MS - ms
function fetched(
  id: number,
  from: number,
  agoMs: number,
  offset: number,
  next: number,
  highWatermark: number,
): ExchangeView {
  return {
    id,
    kind: 'fetch',
    exchange: { from, to: 1, port: 50_000 + from, correlationId: id },
    times: {
      requestSentMs: AGO(agoMs),
      requestReceivedMs: AGO(agoMs - 1),
      responseSentMs: AGO(agoMs - 400),
      responseReceivedMs: AGO(agoMs - 402),
    },
    fetchOffset: offset,
    leaderEpoch: 3,
    answer: {
      errorCode: 0,
      firstOffset: offset,
      nextOffset: next,
      recordsEpoch: 3,
      recordBytes: (next - offset) * 70,
      highWatermark,
    },
  }
}
const produced = (id: number, agoMs: number, baseOffset: number): ExchangeView => ({
  id,
  kind: 'produce',
  exchange: { from: -1, to: 1, port: 51_000, correlationId: id },
  times: {
    requestSentMs: null,
    requestReceivedMs: AGO(agoMs),
    responseSentMs: AGO(agoMs - 1),
    responseReceivedMs: null,
  },
  clientId: 'highwater',
  acks: 1,
  answer: { errorCode: 0, baseOffset },
})

const events: LocalEventView[] = [
  { id: 1, brokerId: 1, atMs: AGO(9400), kind: 'highWatermarkMoved', from: 7, to: 8 },
  { id: 2, brokerId: 2, atMs: AGO(8600), kind: 'highWatermarkMoved', from: 7, to: 8 },
  {
    id: 4,
    brokerId: 2,
    atMs: AGO(1200),
    kind: 'checkpointWritten',
    file: 'replication-offset-checkpoint',
  },
]

/** Two gates held: broker 2 has all records, broker 3 two fewer and a high watermark one round behind. */
export const stepsReplication = (change: Partial<ReplicationView> = {}): ReplicationView => ({
  ...STEPS,
  leader: 1,
  leaderEpoch: 3,
  isr: [1, 2, 3],
  lanes: [
    sampleLane(1, 11, 8, { onDisk: 7, writtenAgoMs: 20_400 }),
    sampleLane(2, 11, 8, { acknowledged: 10 }),
    sampleLane(3, 9, 7, { acknowledged: 8 }),
  ],
  exchanges: [
    fetched(11, 3, 9800, 8, 9, 7),
    fetched(12, 2, 9000, 9, 10, 8),
    produced(13, 5200, 10),
    fetched(14, 2, 4900, 10, 11, 8),
  ],
  events,
  historyStartMs: NOW_MS - 60_000,
  dropped: 0,
  ...change,
})

/** Broker 1 has died; broker 2 leads in epoch 4, and broker 1's log was read from its files. */
export const failedOverReplication = (): ReplicationView =>
  stepsReplication({
    leader: 2,
    leaderEpoch: 4,
    isr: [2, 3],
    lanes: [
      sampleLane(1, 11, 8, { source: 'files', role: 'offline', phase: 'idle', inSync: false, acknowledged: -1 }),
      sampleLane(2, 11, 9, { role: 'leader', phase: 'leading', leaderEpoch: 4, acknowledged: null }),
      sampleLane(3, 9, 7, { leaderEpoch: 4, acknowledged: 9 }),
    ],
    events: [
      ...events,
      {
        id: 9,
        brokerId: 3,
        atMs: AGO(3000),
        kind: 'truncated',
        from: 11,
        to: 9,
      },
    ],
  })
