import type { IoBytes, IoMark, IoSample, IoView } from '../../electron/host/api/io-views'
import type { TimelineEvent } from '../../electron/host/api/views'
import { NOW_MS, sampleEvent, sampleFact } from './sample-views'

const KIB = 1024
const MIB = 1024 ** 2
const COUNT = 170
const CLEANING = { from: 90, to: 112 }
const DOWN = { from: 40, to: 58 }

function sample(index: number): IoSample | null {
  const atMs = NOW_MS - 300 - (COUNT - 1 - index) * 1000
  if (index >= DOWN.from && index < DOWN.to) return null
  const wave = 1 + 0.15 * Math.sin(index / 4)
  const cleans = index >= CLEANING.from && index < CLEANING.to
  return {
    atMs,
    read: [410 * KIB * wave, 840 * KIB * wave, cleans ? 3.9 * MIB : 0, 2 * KIB, 0, 0, 0].map(Math.round),
    write: [
      430 * KIB * wave,
      819 * KIB * wave,
      cleans ? 3.1 * MIB : 0,
      40 * KIB,
      index % 5 === 0 ? 12 * KIB : 0,
      0,
      0,
    ].map(Math.round),
    deleted: index === 130 ? 16 * MIB : 0,
    socketsIn: 1_300_000,
    socketsOut: 1_300_000,
    diskRead: 0,
    diskWritten: 1_250_000,
  }
}

const samples = Array.from({ length: COUNT }, (_, index) => sample(index)).filter((each) => each !== null)
const at = (index: number) => NOW_MS - 300 - (COUNT - 1 - index) * 1000
const accounts = { topic: 'accounts', partition: 0 }
const ago = (index: number) => NOW_MS - at(index)
const rolled = (index: number, baseOffset: number) =>
  sampleFact(ago(index), 3, { kind: 'segmentRolled', ...accounts, baseOffset, why: 'segment.bytes' })
const told = {
  rolled: rolled(20, 412_880),
  down: sampleEvent(ago(DOWN.from), {
    source: 3,
    kind: 'processKilled',
    text: 'Broker 3 was killed (signal SIGKILL)',
    severity: 'bad',
    details: { code: null, signal: 'SIGKILL' },
  }),
  cleaned: sampleFact(ago(CLEANING.to), 3, {
    kind: 'cleanerFinished',
    ...accounts,
    firstDirtyOffset: 301_220,
    nextDirtyOffset: 412_880,
    bytesRead: 86 * MIB,
    bytesWritten: 21 * MIB,
    sizeBefore: 64 * MIB,
    sizeAfter: 21 * MIB,
    recordsBefore: 412_880,
    recordsAfter: 118_020,
    segmentsBefore: 4,
    segmentsAfter: 2,
    tombstones: 0,
    firstTombstoneDeadlineMs: -1,
    durationMs: 22_000,
  }),
  rolledAgain: rolled(120, 561_204),
  deleted: sampleFact(ago(128), 3, {
    kind: 'segmentsDeleted',
    ...accounts,
    baseOffsets: [0],
    bytes: 16 * MIB,
    cause: 'retention',
  }),
}
/** What the timeline holds of the marks. */
export const ioEvents: TimelineEvent[] = Object.values(told)
const mark = (kind: IoMark['kind'], from: number, to: number | null, event: TimelineEvent): IoMark => ({
  kind,
  brokerId: 3,
  topicPartition: kind === 'brokerDown' ? null : 'accounts-0',
  fromMs: at(from),
  toMs: to === null ? null : at(to),
  seq: event.seq,
  text: event.text,
})

const perSecond: IoBytes = {
  read: {
    consumerFetch: 409_400,
    followerFetch: 839_900,
    cleanerRead: 0,
    index: 2048,
    checkpoint: 0,
    recovery: 0,
    other: 0,
  },
  write: {
    append: 440_422,
    replicationAppend: 838_348,
    cleanerWrite: 0,
    index: 40_960,
    checkpoint: 12_288,
    recovery: 0,
    other: 0,
  },
  deleted: 0,
}
const bytes: IoBytes = {
  read: {
    consumerFetch: 60 * MIB,
    followerFetch: 120 * MIB,
    cleanerRead: 85.8 * MIB,
    index: 300 * KIB,
    checkpoint: 8 * KIB,
    recovery: 0,
    other: 4 * KIB,
  },
  write: {
    append: 64 * MIB,
    replicationAppend: 122 * MIB,
    cleanerWrite: 68.2 * MIB,
    index: 6 * MIB,
    checkpoint: 400 * KIB,
    recovery: 0,
    other: 0,
  },
  deleted: 68 * MIB,
}

const broker = (brokerId: number) => ({
  brokerId,
  pid: 4240 + brokerId,
  bytes,
  channels: { socketsIn: 190 * MIB, socketsOut: 182 * MIB, ipcIn: 90 * KIB, ipcOut: 3 * MIB, logLines: 51_200 },
  perSecond,
  crossCheck: {
    sinceMs: NOW_MS - 1_800_000,
    atMs: NOW_MS,
    countedRead: 456.2 * MIB,
    countedWritten: 409.4 * MIB,
    processRead: 458 * MIB,
    processWritten: 412.6 * MIB,
    differenceRead: 1.8 * MIB,
    differenceWritten: 3.2 * MIB,
    diskRead: 0,
    diskWritten: 196 * MIB,
  },
})

export const sampleIo: IoView = {
  readMs: NOW_MS,
  brokers: [1, 2, 3].map(broker),
  samples: { brokerId: 3, intervalMs: 1000, samples },
  partition: null,
  marks: [
    mark('roll', 20, 20, told.rolled),
    mark('brokerDown', DOWN.from, DOWN.to, told.down),
    mark('cleaner', CLEANING.from, CLEANING.to, told.cleaned),
    mark('roll', 120, 120, told.rolledAgain),
    mark('retention', 128, 132, told.deleted),
  ],
  machine: { readBytesPerSecond: 0, writeBytesPerSecond: 4_300_000 },
}

export const samplePartitionIo: IoView = {
  ...sampleIo,
  partition: { brokerId: 3, topic: 'accounts', partition: 0, bytes, perSecond, intervalMs: 1000, samples },
}
