import type { CleaningDetailView, CleaningLogView, CleaningView } from '../../electron/host/api/cleaning-views'
import type { KeyPicture, KeyRecordView } from '../../electron/host/api/key-picture-views'
import type { WhatIfResult } from '../../electron/host/api/what-if-views'
import { NOW_MS } from './sample-views'

const MIB = 1024 ** 2
const section = (fromOffset: number, toOffset: number, bytes: number) => ({ fromOffset, toOffset, bytes })

const accounts: CleaningLogView = {
  brokerId: 3,
  topic: 'accounts',
  partition: 0,
  cleanupPolicy: 'compact',
  isLeader: true,
  clean: section(0, 412_880, 31.4 * MIB),
  dirty: section(412_880, 561_204, 24 * MIB),
  uncleanable: section(561_204, 561_204, 0),
  active: section(561_204, 597_113, 5.9 * MIB),
  dirtyRatio: 0.433,
  minCleanableDirtyRatio: 0.5,
  nextEligibleMs: null,
  reason: { kind: 'ratioTooLow', ratio: 0.433, threshold: 0.5, forcedAtMs: null },
  lastRun: {
    brokerId: 3,
    topic: 'accounts',
    partition: 0,
    startedMs: NOW_MS - 104_000,
    finishedMs: NOW_MS - 83_000,
    firstDirtyOffset: 0,
    nextDirtyOffset: 412_880,
    bytesRead: 105.2 * MIB,
    bytesWritten: 31.4 * MIB,
    sizeBefore: 52.6 * MIB,
    sizeAfter: 31.4 * MIB,
    recordsBefore: 412_880,
    recordsAfter: 246_311,
    segmentsBefore: 7,
    segmentsAfter: 4,
    tombstonesKept: 118,
    firstTombstoneDeadlineMs: NOW_MS + 86_316_000,
  },
}

const segments: CleaningDetailView['segments'] = [
  {
    baseOffset: 0,
    nextOffset: 204_118,
    bytes: 15.8 * MIB,
    section: 'clean',
    age: 7_300_000,
    retention: { kind: 'eligible', rule: 'retention.ms' } as const,
  },
  {
    baseOffset: 204_118,
    nextOffset: 412_880,
    bytes: 15.6 * MIB,
    section: 'clean',
    age: 3_540_000,
    retention: { kind: 'later', atMs: NOW_MS + 60_000 } as const,
  },
  {
    baseOffset: 412_880,
    nextOffset: 561_204,
    bytes: 24 * MIB,
    section: 'dirty',
    age: 600_000,
    retention: { kind: 'later', atMs: NOW_MS + 3_000_000 } as const,
  },
  {
    baseOffset: 561_204,
    nextOffset: 597_113,
    bytes: 5.9 * MIB,
    section: 'active',
    age: 400,
    retention: { kind: 'later', atMs: NOW_MS + 3_600_000 } as const,
  },
].map(
  ({ age, ...segment }) => ({ ...segment, largestTimestampMs: NOW_MS - age }) as CleaningDetailView['segments'][number],
)

export const openedLog: CleaningDetailView = {
  ...accounts,
  cleanupPolicy: 'compact,delete',
  logStartOffset: 0,
  highWatermark: 597_113,
  lastStableOffset: 597_113,
  logEndOffset: 597_113,
  checkpointOffset: 412_880,
  minCompactionLagMs: 0,
  maxCompactionLagMs: Number.MAX_SAFE_INTEGER,
  deleteRetentionMs: 86_400_000,
  segments,
  moreSegments: 0,
  retention: {
    policyHasDelete: true,
    retentionMs: 3_600_000,
    retentionBytes: -1,
    segmentMs: 604_800_000,
    segmentBytes: 16 * MIB,
    fileDeleteDelayMs: 60_000,
    logStartOffset: 0,
    highWatermark: 597_113,
    checkIntervalMs: 30_000,
    nextCheckMs: NOW_MS + 12_400,
    activeRollsAtMs: NOW_MS + 86_400_000,
    pending: ['log', 'index', 'timeindex'].map((kind, index) => ({
      path: `/home/anna/highwater/orders-lab/broker-3/kafka-logs/accounts-0/00000000000000000000.${kind}.deleted`,
      bytes: index === 0 ? 52 * MIB : 51_200,
      removeMs: NOW_MS + 38_000,
    })),
  },
  runs: [accounts.lastRun!],
}

const profile = (partition: number, brokerId: number, change: Partial<CleaningLogView>): CleaningLogView => ({
  ...accounts,
  topic: 'profiles',
  partition,
  brokerId,
  lastRun: null,
  ...change,
})

export const sampleCleaning = (change: Partial<CleaningView> = {}): CleaningView => ({
  readMs: NOW_MS,
  brokers: [1, 2, 3].map((brokerId) => ({
    brokerId,
    enabled: true,
    threads: 1,
    deadThreads: 0,
    nextCheckMs: brokerId === 2 ? null : NOW_MS + 4000 * brokerId,
    backoffMs: 15_000,
    ioMaxBytesPerSecond: null,
    dedupeBufferBytes: 128 * MIB,
    uncleanable: [],
    maxDirtyRatio: 0.6,
  })),
  logs: [
    accounts,
    profile(0, 1, {
      dirtyRatio: 0.72,
      reason: { kind: 'compactionLag', untilMs: NOW_MS + 26_000, minCompactionLagMs: 60_000 },
      nextEligibleMs: NOW_MS + 26_000,
    }),
    profile(1, 2, {
      dirtyRatio: 0.61,
      reason: {
        kind: 'inProgress',
        progress: {
          phase: 'clean',
          startedMs: NOW_MS - 900,
          bytesRead: 14 * MIB,
          bytesTotal: 40 * MIB,
          bytesWritten: 6 * MIB,
        },
      },
    }),
    profile(2, 3, { dirtyRatio: 0, reason: { kind: 'onlyActiveSegment' } }),
    {
      ...accounts,
      topic: '__consumer_offsets',
      partition: 7,
      brokerId: 1,
      reason: { kind: 'nothingNew' },
      dirtyRatio: 0,
    },
  ],
  moreLogs: 0,
  opened: openedLog,
  runs: [accounts.lastRun!],
  ...change,
})

const record = (
  offset: number,
  key: string,
  value: string | null,
  change: Partial<KeyRecordView> = {},
): KeyRecordView => ({
  offset,
  timestampMs: NOW_MS - 60_000 + offset * 1000,
  key,
  value,
  keyId: key,
  keySize: key.length,
  valueSize: value?.length ?? -1,
  baseOffset: 0,
  isControl: false,
  state: 'there',
  goneMs: null,
  deleteHorizonMs: null,
  ...change,
})
const gone = { state: 'cleaned', goneMs: NOW_MS - 5000 } as const

/** The book's figure: K1's V1 to V3 went, V4 stays. */
export const sampleKeys: KeyPicture = {
  version: 4,
  brokerId: 3,
  topic: 'accounts',
  partition: 0,
  readMs: NOW_MS - 5000,
  fromOffset: 0,
  logStartOffset: 0,
  logEndOffset: 14,
  records: [
    record(0, 'K1', 'V1', gone),
    record(1, 'K2', 'V1', gone),
    record(2, 'K1', 'V2', gone),
    record(3, 'K3', 'V1', gone),
    record(4, 'K1', 'V3', gone),
    record(5, 'K2', 'V2'),
    record(6, 'K1', 'V4'),
    record(7, 'K3', null, { deleteHorizonMs: NOW_MS + 86_400_000 }),
    record(8, 'K4', 'V1'),
    record(12, 'K4', 'V2', { baseOffset: 9 }),
    record(13, 'K2', 'V3', { baseOffset: 9 }),
  ],
  files: [
    { baseOffset: 0, name: '00000000000000000000.log', sizeBytes: 281 },
    { baseOffset: 9, name: '00000000000000000009.log', sizeBytes: 140 },
  ],
  cleanings: [
    {
      atMs: NOW_MS - 5000,
      firstDirtyOffset: 0,
      nextDirtyOffset: 9,
      recordsBefore: 9,
      recordsAfter: 4,
      filesBefore: [
        { baseOffset: 0, name: '00000000000000000000.log', sizeBytes: 350 },
        { baseOffset: 5, name: '00000000000000000005.log', sizeBytes: 281 },
        { baseOffset: 9, name: '00000000000000000009.log', sizeBytes: 140 },
      ],
      filesAfter: [
        { baseOffset: 0, name: '00000000000000000000.log', sizeBytes: 281 },
        { baseOffset: 9, name: '00000000000000000009.log', sizeBytes: 140 },
      ],
    },
  ],
  problem: null,
}

const compaction = {
  isEligible: true,
  dirtyRatio: 1,
  firstDirtyOffset: 0,
  firstUncleanableOffset: 561_204,
  recordsBefore: 561_204,
  recordsAfter: 50_000,
  bytesBefore: 300 * MIB,
  bytesAfter: 27.4 * MIB,
  segmentsBefore: 19,
  segmentsAfter: 2,
  distinctKeys: 50_000,
  tombstonesKept: 212,
  isComplete: true,
  recordsWithoutKey: 0,
  readBytes: 600 * MIB,
  writeBytes: 27.4 * MIB,
  passes: 1,
  dedupeBufferBytesNeeded: 1_333_344,
  measuredBytesPerSecond: 310 * MIB,
  estimatedSeconds: 2.02,
}

export const sampleWhatIf: WhatIfResult = {
  directories: [1, 3].map((brokerId) => ({
    path: `/home/anna/highwater/orders-lab/broker-${brokerId}/kafka-logs`,
    brokerId,
  })),
  settings: {
    compact: true,
    retentionMs: 3_600_000,
    retentionBytes: null,
    segmentBytes: 16 * MIB,
    deleteRetentionMs: 86_400_000,
    minCompactionLagMs: 0,
    minCleanableDirtyRatio: 0.5,
    dedupeBufferBytes: 128 * MIB,
    dedupeLoadFactor: 0.9,
  },
  partitions: [
    {
      topic: 'orders',
      partition: 0,
      bytes: 317.3 * MIB,
      records: 597_113,
      retention: {
        segmentsNow: [0, 17_660_944],
        recordsNow: 61_204,
        bytesNow: 32 * MIB,
        newLogStartOffset: 17_904_000,
        later: [{ baseOffset: 17_904_000, atMs: NOW_MS + 600_000, bytes: 16 * MIB }],
      },
      compaction,
      problem: null,
    },
    {
      topic: 'orders',
      partition: 1,
      bytes: 12 * MIB,
      records: 4000,
      retention: { segmentsNow: [], recordsNow: 0, bytesNow: 0, newLogStartOffset: 0, later: [] },
      compaction: {
        ...compaction,
        segmentsBefore: 0,
        recordsBefore: 0,
        recordsAfter: 0,
        bytesBefore: 0,
        bytesAfter: 0,
      },
      problem: null,
    },
  ],
  total: {
    bytes: 329.3 * MIB,
    freedByRetention: 32 * MIB,
    freedByCompaction: 272.6 * MIB,
    readBytes: 600 * MIB,
    writeBytes: 27.4 * MIB,
    estimatedSeconds: 2.02,
  },
}
