import type { ConfigEntryView, LogLine, RecordView } from '../../electron/host/api/functions'
import type { CheckpointRowView, DiskEntryView, DiskView } from '../../electron/host/api/views'
import { inspectWords } from '../../electron/host/words/inspect-words'
import { sentence } from '../../electron/host/words/wording'
import { NOW_MS } from './sample-views'

const MIB = 1024 ** 2
const LOG_DIR = '/home/anna/highwater/orders-lab/broker-1/kafka-logs'
const offsetName = (offset: number) => String(offset).padStart(20, '0')

function entry(name: string, sizeBytes: number, change: Partial<DiskEntryView> = {}): DiskEntryView {
  return {
    name,
    kind: 'file',
    sizeBytes,
    allocatedBytes: sizeBytes,
    modifiedMs: NOW_MS - 90_000,
    change: null,
    segment: null,
    ...change,
  }
}

const directory = (name: string, sizeBytes: number): DiskEntryView =>
  entry(name, sizeBytes, { kind: 'directory', allocatedBytes: sizeBytes * 0.95 })

const changed = (
  mark: 'added' | 'changed' | 'deleted',
  cause: NonNullable<DiskEntryView['change']>['cause'],
  agoMs = 12_000,
) => ({
  change: { mark, cause, atMs: NOW_MS - agoMs, grewBytes: mark === 'deleted' ? -1024 : 1024 },
})

const closedSegment = (baseOffset: number): DiskEntryView[] => [
  entry(`${offsetName(baseOffset)}.index`, 52_428),
  entry(`${offsetName(baseOffset)}.log`, 100 * MIB, { segment: { baseOffset, active: false } }),
  entry(`${offsetName(baseOffset)}.timeindex`, 34_952),
]

const partitionEntries: DiskEntryView[] = [
  entry(`${offsetName(17_120_430)}.log.deleted`, 100 * MIB, {
    segment: { baseOffset: 17_120_430, active: false },
    ...changed('deleted', 'retention'),
  }),
  entry(`${offsetName(17_120_430)}.index.deleted`, 52_428, changed('deleted', 'retention')),
  ...closedSegment(17_660_944),
  ...closedSegment(17_904_000),
  ...closedSegment(18_100_000),
  entry(`${offsetName(18_190_000)}.log`, 17.3 * MIB, {
    segment: { baseOffset: 18_190_000, active: true },
    ...changed('added', 'roll'),
  }),
  entry(`${offsetName(18_190_000)}.index`, 10 * MIB, { allocatedBytes: 8192, ...changed('added', 'roll') }),
  entry(`${offsetName(18_190_000)}.timeindex`, 10 * MIB, { allocatedBytes: 4096, ...changed('added', 'roll') }),
  entry(`${offsetName(18_190_000)}.snapshot`, 102, changed('added', 'roll')),
  entry('leader-epoch-checkpoint', 36),
]

const row = (
  file: string,
  onDisk: number,
  inMemory: number,
  ageMs: number,
  intervalMs: number | null,
  epoch: number | null = null,
): CheckpointRowView => ({
  file,
  line: epoch === null ? `orders 0 ${onDisk}` : `${epoch} ${onDisk}`,
  onDisk,
  inMemory,
  epoch,
  writtenMs: NOW_MS - ageMs,
  intervalMs,
})

const checkpoint = (name: string, raw: string, ageMs: number, problem: string | null = null) => ({
  path: `${LOG_DIR}/${name}`,
  raw,
  entries: raw
    .split('\n')
    .slice(2)
    .filter(Boolean)
    .map((text, index) => ({ line: index + 3, text })),
  problem: problem === null ? null : sentence(inspectWords.badFile, { text: problem }),
  writtenMs: NOW_MS - ageMs,
})

/** Broker 1 with `orders-0` opened: a segment waiting for deletion, one that was just rolled, a checkpoint behind memory. */
export const sampleDisk: DiskView = {
  brokerId: 1,
  readMs: NOW_MS - 400,
  problem: null,
  logDirs: [
    {
      path: LOG_DIR,
      offline: false,
      sizeBytes: 1.28 * 1024 ** 3,
      allocatedBytes: 1.21 * 1024 ** 3,
      entries: [
        ...Array.from({ length: 12 }, (_, index) => directory(`__consumer_offsets-${index}`, 4800)),
        directory('orders-0', 417.3 * MIB),
        directory('orders-1', 413 * MIB),
        directory('orders-2', 421.7 * MIB),
        directory('payments-0', 24.3 * MIB),
        directory('steps-0', 1126),
        entry('replication-offset-checkpoint', 1434, changed('changed', 'checkpoint', 2700)),
        entry('recovery-point-offset-checkpoint', 1434, changed('changed', 'checkpoint', 11_800)),
        entry('log-start-offset-checkpoint', 43, changed('changed', 'checkpoint', 11_700)),
        entry('cleaner-offset-checkpoint', 22),
        entry('meta.properties', 91),
      ],
      checkpoints: [
        checkpoint(
          'replication-offset-checkpoint',
          '0\n4\norders 0 18204330\norders 1 18103959\norders 2 18311504\npayments 0 2118940\n',
          2700,
        ),
        checkpoint(
          'recovery-point-offset-checkpoint',
          '0\n3\norders 0 18190000\norders 1 18000210\norders 2 18200117\n',
          11_800,
        ),
        checkpoint(
          'log-start-offset-checkpoint',
          '0\n59\norders 0 17660944\n',
          11_700,
          'line 2 says 59 entries, the file has 1',
        ),
      ],
    },
  ],
  partitions: [
    {
      path: `${LOG_DIR}/orders-0`,
      name: 'orders-0',
      entries: partitionEntries,
      recoveryPoint: 18_190_000,
      rows: [
        row('replication-offset-checkpoint', 18_198_525, 18_204_330, 2700, 5000),
        row('recovery-point-offset-checkpoint', 18_190_000, 18_190_000, 11_800, 60_000),
        row('log-start-offset-checkpoint', 17_660_944, 17_660_944, 11_700, 60_000),
        row('leader-epoch-checkpoint', 18_178_502, 18_178_502, 557_000, null, 6),
      ],
      checkpoints: [
        {
          ...checkpoint('leader-epoch-checkpoint', '0\n2\n5 17660944\n6 18178502\n', 557_000),
          path: `${LOG_DIR}/orders-0/leader-epoch-checkpoint`,
        },
      ],
    },
  ],
}

const levels = ['INFO', 'INFO', 'DEBUG', 'WARN', 'INFO', 'ERROR'] as const
export const sampleLogLines: LogLine[] = Array.from({ length: 300 }, (_, index) => {
  const level = levels[index % levels.length]!
  const text = `[2026-11-23 14:32:${String(index % 60).padStart(2, '0')},${String(index).padStart(3, '0')}] ${level} [Partition orders-${index % 3} broker=1] line ${index + 1} of the sample (kafka.cluster.Partition)`
  return { line: index + 1, text, level, atMs: NOW_MS - (300 - index) * 100 }
})

const config = (name: string, value: string, change: Partial<ConfigEntryView> = {}): ConfigEntryView => ({
  name,
  value,
  source: 'default',
  isDefault: true,
  readOnly: false,
  sensitive: false,
  type: 'LONG',
  documentation: `What ${name} does.`,
  ...change,
})

export const sampleConfigs: ConfigEntryView[] = [
  config('cleanup.policy', 'delete', { type: 'LIST' }),
  config('min.insync.replicas', '2', { type: 'INT', isDefault: false, source: 'topic' }),
  config('retention.ms', '604800000'),
  config('segment.bytes', '104857600', { type: 'INT', isDefault: false, source: 'topic' }),
  config('unclean.leader.election.enable', 'false', { type: 'BOOLEAN' }),
  config('log.dirs', LOG_DIR, { type: 'STRING', readOnly: true, isDefault: false, source: 'serverProperties' }),
]

export const sampleRecords: RecordView[] = Array.from({ length: 8 }, (_, index) => ({
  offset: 18_204_323 + index,
  timestampMs: NOW_MS - (8 - index) * 1300,
  key: index % 3 === 0 ? null : `order-${7731 + index}`,
  value: index === 5 ? null : `{"sku":"tea","qty":${index + 1}}`,
  headers: index === 2 ? [{ key: 'trace', value: '7f3a' }] : [],
  leaderEpoch: 6,
}))
