import { describe, expect, it } from 'vitest'
import { apiVersion } from '../../../broker-core/config/api-version'
import {
  encodeGroupKey,
  encodeGroupValue,
  encodeOffsetKey,
  encodeOffsetValue,
} from '../../../broker-core/internal-topics/consumer-offsets-records'
import {
  encodeTransactionStateKey,
  encodeTransactionStateValue,
} from '../../../broker-core/internal-topics/transaction-state-records'
import type { OffsetResetTarget } from '../../../electron/host/api/group-views'
import {
  deleteRecordsTool,
  electionTool,
  reassignTool,
  resetOffsetsLine,
  shellWord,
} from '../../../electron/host/api/tool-lines'
import {
  assignedPartitions,
  assignmentOf,
  subscribedTopics,
  subscriptionTo,
} from '../../../electron/host/client/consumer-protocol'
import { decodedRecord } from '../../../electron/host/client/decoded-record'
import { planReset } from '../../../electron/host/client/reset-plan'
import { hexBytes, shownBytes } from '../../../electron/host/client/shown-bytes'
import { groupPartitions, lagOf, totalLag } from '../../../electron/host/groups/group-lags'

/** version 0, `orders` 0 and 2, no user data, as ConsumerProtocolAssignment has it. */
const ASSIGNMENT = Buffer.from(
  '0000' + '00000001' + '00066f7264657273' + '00000002' + '0000000000000002' + 'ffffffff',
  'hex',
)
const SUBSCRIPTION = Buffer.from('0001' + '00000002' + '000161' + '000162' + 'ffffffff' + '00000000', 'hex')
const PROTOCOL = apiVersion('2.6-IV0')

describe("what consumers write into a group's metadata", () => {
  it('is read', () => {
    expect(assignedPartitions(ASSIGNMENT)).toEqual([{ topic: 'orders', partitions: [0, 2] }])
    expect(subscribedTopics(SUBSCRIPTION)).toEqual(['a', 'b'])
  })

  it('is written by the lab as consumers since 2.4 do', () => {
    expect(subscriptionTo(['a', 'b'])).toEqual(SUBSCRIPTION)
    expect(assignmentOf([{ topic: 'orders', partitions: [0, 2] }]).toString('hex')).toBe(
      `0001${ASSIGNMENT.toString('hex').slice(4)}`,
    )
  })

  it.each([
    ['nothing', ''],
    ['one byte', '00'],
    ['a list that claims more than there is', '0000' + '7fffffff'],
    ['a negative length', '0000' + 'ffffffff'],
    ['a name that is cut', '0000' + '00000001' + '00ff6f72'],
    ['another protocol', '7b2276657273696f6e223a317d'],
  ])('and is no trouble when it is %s', (_, hex) => {
    expect(assignedPartitions(Buffer.from(hex, 'hex'))).toEqual([])
    expect(subscribedTopics(Buffer.from(hex, 'hex'))).toEqual([])
  })
})

const at = (offset: number) => new Map([['orders-0', offset]])
const facts = { committed: at(50), earliest: at(20), latest: at(90), atTime: at(70) }
const orders0 = [{ topic: 'orders', partition: 0 }]

describe('where a reset goes', () => {
  it.each<[string, OffsetResetTarget, number, string | null]>([
    ['earliest', { kind: 'earliest' }, 20, null],
    ['latest', { kind: 'latest' }, 90, null],
    ['an offset', { kind: 'offset', offset: 33 }, 33, null],
    ['an offset below the log', { kind: 'offset', offset: 3 }, 20, 'toEarliest'],
    ['an offset beyond the log', { kind: 'offset', offset: 1000 }, 90, 'toLatest'],
    ['the log end itself', { kind: 'offset', offset: 90 }, 90, null],
    ['forwards', { kind: 'shiftBy', by: 5 }, 55, null],
    ['backwards', { kind: 'shiftBy', by: -5 }, 45, null],
    ['backwards over the start', { kind: 'shiftBy', by: -500 }, 20, 'toEarliest'],
    ['forwards over the end', { kind: 'shiftBy', by: 500 }, 90, 'toLatest'],
    ['a time', { kind: 'datetime', timestampMs: 1 }, 70, null],
  ])('%s', (_, to, target, adjusted) =>
    expect(planReset(orders0, to, facts)).toEqual([{ ...orders0[0], current: 50, target, adjusted }]),
  )

  it('a time after the last record is the end', () =>
    expect(planReset(orders0, { kind: 'datetime', timestampMs: 1 }, { ...facts, atTime: at(-1) })).toMatchObject([
      { target: 90, adjusted: 'noRecordAfter' },
    ]))

  it('nothing to shift from, no leader: refused by name', () => {
    const none = new Map<string, number>()
    expect(() => planReset(orders0, { kind: 'shiftBy', by: 1 }, { ...facts, committed: none })).toThrow(
      /orders-0 has no committed/,
    )
    expect(() => planReset(orders0, { kind: 'latest' }, { ...facts, latest: none })).toThrow(/orders-0 has no leader/)
    expect(planReset(orders0, { kind: 'latest' }, { ...facts, committed: none })).toMatchObject([
      { current: null, target: 90 },
    ])
  })
})

describe('lags', () => {
  const committed = [
    { topic: 'orders', partition: 10, offset: 5, leaderEpoch: 1, metadata: 'm' },
    { topic: 'orders', partition: 2, offset: 9, leaderEpoch: null, metadata: '' },
  ]
  const end = new Map([
    ['orders-10', 12],
    ['orders-3', 4],
  ])
  const member = {
    memberId: 'one',
    groupInstanceId: null,
    clientId: 'c',
    clientHost: 'h',
    subscription: [],
    assignment: [{ topic: 'orders', partitions: [3, 10] }],
  }

  it('of what was committed and what is read, in the order of partitions', () => {
    const rows = groupPartitions(committed, [member], { start: new Map(), end })
    expect(
      rows.map(({ partition, committedOffset, logEndOffset, lag, memberId }) => [
        partition,
        committedOffset,
        logEndOffset,
        lag,
        memberId,
      ]),
    ).toEqual([
      [2, 9, null, null, null],
      [3, null, 4, null, 'one'],
      [10, 5, 12, 7, 'one'],
    ])
  })

  it('add up what is known, and never fall below nothing', () => {
    expect(totalLag(committed, end)).toBe(7)
    expect(totalLag(committed, new Map())).toBeNull()
    expect(lagOf(10, 8)).toBe(0)
  })
})

const named = (fields: { name: string; value: unknown }[]) =>
  Object.fromEntries(fields.map(({ name, value }) => [name, value]))

describe('records of internal topics in words', () => {
  const key = encodeOffsetKey({ group: 'billing', topic: 'orders', partition: 1 })

  it('an offset commit and its tombstone', () => {
    const value = encodeOffsetValue(
      { offset: 18_103_563, leaderEpoch: 5, metadata: '', commitTimestampMs: 1000, expireTimestampMs: undefined },
      PROTOCOL,
    )
    const decoded = decodedRecord('__consumer_offsets', key, value)!
    expect(decoded).toMatchObject({ kind: 'offset', tombstone: false })
    expect(named(decoded.fields)).toEqual({
      group: 'billing',
      topic: 'orders',
      partition: 1,
      offset: 18_103_563,
      leaderEpoch: 5,
      metadata: '',
      commitTimestampMs: 1000,
    })
    expect(decodedRecord('__consumer_offsets', key, null)).toMatchObject({ kind: 'offset', tombstone: true })
  })

  it("a group's members with what they read", () => {
    const value = encodeGroupValue(
      {
        protocolType: 'consumer',
        generation: 3,
        protocol: 'range',
        leader: 'one',
        currentStateTimestampMs: 1000,
        members: [
          {
            memberId: 'one',
            groupInstanceId: null,
            clientId: 'c',
            clientHost: '/127.0.0.1',
            rebalanceTimeoutMs: 1,
            sessionTimeoutMs: 1,
            subscription: SUBSCRIPTION,
            assignment: ASSIGNMENT,
          },
        ],
      },
      PROTOCOL,
    )
    const { fields, kind } = decodedRecord('__consumer_offsets', encodeGroupKey('billing'), value)!
    expect(kind).toBe('group')
    expect(named(fields)).toMatchObject({
      group: 'billing',
      generation: 3,
      members: 1,
      member: 'one: orders-0, orders-2',
    })
  })

  it("a transaction's state", () => {
    const value = encodeTransactionStateValue({
      producerId: 9_007_199_254_740_993n,
      producerEpoch: 2,
      transactionTimeoutMs: 60_000,
      state: 'PrepareCommit',
      partitions: [{ topic: 'orders', partition: 1 }],
      lastUpdateMs: 2000,
      startMs: 1000,
    })
    const decoded = decodedRecord('__transaction_state', encodeTransactionStateKey('copy'), value)!
    expect(named(decoded.fields)).toMatchObject({
      transactionalId: 'copy',
      state: 'PrepareCommit',
      producerId: '9007199254740993',
      producerEpoch: 2,
      partitions: 'orders-1',
      startMs: 1000,
    })
  })

  it('what cannot be read is said to be unknown, and other topics are none of it', () => {
    expect(decodedRecord('__consumer_offsets', Buffer.from('0009', 'hex'), Buffer.alloc(2))).toMatchObject({
      kind: 'unknown',
    })
    expect(decodedRecord('__consumer_offsets', Buffer.from('00', 'hex'), null)).toMatchObject({
      kind: 'unknown',
      tombstone: true,
    })
    expect(decodedRecord('__consumer_offsets', null, Buffer.alloc(2))).toMatchObject({ kind: 'unknown' })
    expect(decodedRecord('orders', key, null)).toBeUndefined()
  })
})

describe('bytes on a page', () => {
  it.each([
    ['text', Buffer.from('tee\nßä'), 'tee\nßä'],
    ['bytes', Buffer.from([0, 1, 255]), '0x0001ff'],
    ['bytes that are no UTF-8', Buffer.from([0xc3, 0x28, 0x41]), '0xc32841'],
    ['nothing', Buffer.alloc(0), ''],
  ])('%s', (_, bytes, shown) => expect(shownBytes(bytes)).toBe(shown))

  it('are cut with a sign', () => {
    expect(hexBytes(Buffer.alloc(2000))).toMatch(/^0x0{2048} … \(2000 bytes\)$/)
    // A character that the cut splits does not make a text into bytes.
    const long = Buffer.from(`a${'ß'.repeat(9000)}`)
    expect(shownBytes(long)).toMatch(/^aß.* … \(18001 bytes\)$/s)
  })
})

describe('lines for the tools', () => {
  const to = { kind: 'shiftBy', by: -5 } as const
  it('reset offsets', () => {
    const topics = [{ topic: 'orders', partitions: [0, 1] }]
    expect(resetOffsetsLine('h:1', { groupId: 'my group', topics, to, dryRun: true })).toBe(
      "kafka-consumer-groups.sh --bootstrap-server h:1 --group 'my group' --reset-offsets --shift-by -5 --topic orders:0,1 --dry-run",
    )
    const at = { kind: 'datetime', timestampMs: new Date(2026, 10, 23, 9, 5, 7, 20).getTime() } as const
    expect(resetOffsetsLine('h:1', { groupId: 'g', topics: [], to: at, dryRun: false })).toContain(
      '--to-datetime 2026-11-23T09:05:07.020 --all-topics --execute',
    )
  })
  it('with the files they name', () => {
    expect(reassignTool('h:1', 't', [{ partition: 1, replicas: [3, 1] }], 'cancel')).toEqual({
      command:
        'kafka-reassign-partitions.sh --bootstrap-server h:1 --reassignment-json-file reassignment.json --cancel',
      file: '{"version":1,"partitions":[{"topic":"t","partition":1,"replicas":[3,1]}]}',
    })
    expect(deleteRecordsTool('h:1', 't', [{ partition: 0, offset: 7 }]).file).toBe(
      '{"partitions":[{"topic":"t","partition":0,"offset":7}],"version":1}',
    )
    expect(electionTool('h:1', 'unclean', 't', [4]).command).toContain(
      '--election-type unclean --topic t --partition 4',
    )
    expect(electionTool('h:1', 'preferred', 't', [0, 1]).file).toBe(
      '{"partitions":[{"topic":"t","partition":0},{"topic":"t","partition":1}]}',
    )
    expect(shellWord("it's")).toBe("'it'\\''s'")
  })
})
