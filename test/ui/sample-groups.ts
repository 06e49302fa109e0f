import type {
  GroupDetailView,
  GroupEntryView,
  GroupPartitionView,
  GroupsView,
} from '../../electron/host/api/group-views'
import type { TopicWorkView } from '../../electron/host/api/topic-work-views'
import type { TimelineEvent } from '../../electron/host/api/views'
import { asItIs } from '../../electron/host/words/wording'
import { NOW_MS, sampleFact } from './sample-views'

const entry = (groupId: string, change: Partial<GroupEntryView> = {}): GroupEntryView => ({
  groupId,
  state: 'Stable',
  protocolType: 'consumer',
  protocol: 'range',
  members: 3,
  totalLag: 0,
  coordinator: 1,
  readMs: NOW_MS - 400,
  ...change,
})

export const sampleEntries: GroupEntryView[] = [
  entry('billing', { totalLag: 412, coordinator: 2 }),
  entry('connect-archive', { protocolType: 'connect', protocol: 'sessioned', members: 1, totalLag: null }),
  entry('nightly-report', { state: 'Empty', protocol: null, members: 0, totalLag: 18_204_331, coordinator: 3 }),
  entry('orders-view', { state: 'PreparingRebalance', members: 2, totalLag: 9, coordinator: 2 }),
]

const history = (last: number, seed: number) =>
  Array.from({ length: 150 }, (_, index) =>
    index === 60 ? null : Math.max(0, Math.round(last * (0.4 + 0.6 * Math.abs(Math.sin((index + seed) / 17))))),
  )

const row = (topic: string, partition: number, lag: number | null, change: Partial<GroupPartitionView> = {}) => ({
  topic,
  partition,
  committedOffset: lag === null ? null : 18_103_963 - lag,
  committedLeaderEpoch: 5,
  metadata: '',
  logStartOffset: 17_660_944,
  logEndOffset: 18_103_963,
  lag,
  memberId: `billing-${(partition % 3) + 1}-7c1d9a3e-51f0-4b0e-9f5c-2f1a8d6b7e90`,
  history: lag === null ? [] : history(lag, partition * 9),
  ...change,
})

const member = (id: number, partitions: number[]) => ({
  memberId: `billing-${id}-7c1d9a3e-51f0-4b0e-9f5c-2f1a8d6b7e90`,
  groupInstanceId: id === 3 ? 'billing-at-desk-3' : null,
  clientId: `billing-${id}`,
  clientHost: '127.0.0.1',
  subscription: ['orders', 'payments'],
  assignment: [
    { topic: 'orders', partitions },
    { topic: 'payments', partitions: [id - 1] },
  ],
})

export const stableGroup: GroupDetailView = {
  groupId: 'billing',
  state: 'Stable',
  protocolType: 'consumer',
  protocol: 'range',
  coordinator: 2,
  members: [member(1, [0]), member(2, [1]), member(3, [2])],
  partitions: [
    row('orders', 0, 3),
    row('orders', 1, 400),
    row('orders', 2, 0),
    row('payments', 0, 9),
    row('payments', 1, 0),
    row('payments', 2, null),
  ],
  problem: null,
  readMs: NOW_MS - 400,
}

export const emptyGroup: GroupDetailView = {
  ...stableGroup,
  groupId: 'nightly-report',
  state: 'Empty',
  protocol: null,
  coordinator: 3,
  members: [],
  partitions: [0, 1, 2].map((partition) => row('orders', partition, 6_068_110 + partition, { memberId: null })),
}

export const sampleGroups = (change: Partial<GroupsView> = {}): GroupsView => ({
  readMs: NOW_MS - 400,
  groups: sampleEntries,
  more: 0,
  problem: null,
  opened: stableGroup,
  historyIntervalMs: 2000,
  ...change,
})

export const groupEvents = (): TimelineEvent[] =>
  (
    [
      ['Empty', 'PreparingRebalance', 1, 'adding member billing-1', 62_400],
      ['PreparingRebalance', 'CompletingRebalance', 3, 'members have joined', 59_380],
      ['CompletingRebalance', 'Stable', 3, 'the assignment is stored', 59_310],
    ] as const
  ).map(([from, to, members, why, agoMs]) =>
    sampleFact(agoMs, 2, { kind: 'groupStateChanged', groupId: 'billing', from, to, generation: 7, members, why }),
  )

export const sampleTopicWork: TopicWorkView = {
  readMs: NOW_MS - 300,
  problem: null,
  reassignments: [
    { topic: 'payments', partition: 0, replicas: [2, 1, 3], adding: [2], removing: [1] },
    { topic: 'payments', partition: 2, replicas: [2, 1, 3], adding: [3], removing: [] },
  ],
  deletions: [
    {
      topic: 'clicks',
      delayMs: 60_000,
      folders: [1, 2, 3].flatMap((brokerId) =>
        [0, 1].map((partition) => ({
          brokerId,
          partition,
          path: `/home/anna/highwater/orders-lab/broker-${brokerId}/kafka-logs/clicks-${partition}.0f2c5d1e7a934b0c8d6e1f2a3b4c5d6e-delete`,
          sizeBytes: 2_416_640,
          sinceMs: NOW_MS - 21_000,
        })),
      ),
    },
  ],
}

/** Records of `__consumer_offsets` and `__transaction_state` as the host decodes them. */
export const decodedRecords = [
  {
    offset: 0,
    timestampMs: NOW_MS - 62_000,
    key: '0x0002000762696c6c696e67',
    value: '0x00030008636f6e73756d6572',
    headers: [],
    leaderEpoch: 0,
    decoded: {
      kind: 'group' as const,
      tombstone: false,
      fields: [
        { name: 'group', value: 'billing' },
        { name: 'generation', value: 7 },
        { name: 'protocolType', value: 'consumer' },
        { name: 'protocol', value: 'range' },
        { name: 'leader', value: stableGroup.members[0]!.memberId },
        { name: 'currentStateTimestampMs', value: NOW_MS - 62_000 },
        { name: 'members', value: 1 },
        { name: 'member', value: `${stableGroup.members[0]!.memberId}: orders-0, payments-0` },
      ],
    },
  },
  {
    offset: 1,
    timestampMs: NOW_MS - 5000,
    key: '0x0001000762696c6c696e6700066f726465727300000001',
    value: '0x0003000000000114419b',
    headers: [],
    leaderEpoch: 0,
    decoded: {
      kind: 'offset' as const,
      tombstone: false,
      fields: [
        { name: 'group', value: 'billing' },
        { name: 'topic', value: 'orders' },
        { name: 'partition', value: 1 },
        { name: 'offset', value: 18_103_563 },
        { name: 'leaderEpoch', value: 5 },
        { name: 'metadata', value: '' },
        { name: 'commitTimestampMs', value: NOW_MS - 5000 },
      ],
    },
  },
  {
    offset: 2,
    timestampMs: NOW_MS - 4000,
    key: '0x0001000762696c6c696e6700066f726465727300000002',
    value: null,
    headers: [],
    leaderEpoch: 0,
    decoded: {
      kind: 'offset' as const,
      tombstone: true,
      fields: [
        { name: 'group', value: 'billing' },
        { name: 'topic', value: 'orders' },
        { name: 'partition', value: 2 },
      ],
    },
  },
]

/** Groups of a coordinator that has not answered for a while. */
export const staleGroups = () =>
  sampleGroups({
    readMs: NOW_MS - 21_000,
    problem: asItIs('broker 2 did not answer within 10000 ms'),
    opened: {
      ...sampleGroups().opened!,
      readMs: NOW_MS - 21_000,
      problem: asItIs('The coordinator is still loading. (COORDINATOR_LOAD_IN_PROGRESS)'),
    },
  })
