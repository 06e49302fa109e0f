import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch, readBinaryRecords } from '../helpers/raw-records'
import { fetch, produce } from '../helpers/raw-requests'
import {
  latestOffset,
  markerOf,
  RawTransactionalProducer,
  readCommitted,
  transactionCoordinator,
} from '../helpers/raw-transactions'
import { replicaBatches } from '../helpers/replica-files'
import { deleteTopic } from '../helpers/replication-requests'
import { skipFor } from '../helpers/skips'

const TOPIC = 'ledger'
const UNKNOWN_TOPIC_OR_PARTITION = 3
const TOPIC_AUTHORIZATION_FAILED = 29
const INVALID_REQUEST = 42
const INVALID_PRODUCER_EPOCH = 47
const INVALID_TXN_STATE = 48
const INVALID_PRODUCER_ID_MAPPING = 49
const INVALID_TRANSACTION_TIMEOUT = 50
const TRANSACTIONAL_ID_AUTHORIZATION_FAILED = 53
const OPERATION_NOT_ATTEMPTED = 55
const STATES = ['Empty', 'Ongoing', 'PrepareCommit', 'PrepareAbort', 'CompleteCommit', 'CompleteAbort']

/** Leaders: partition 0 at broker 3, partition 1 at broker 2; the coordinator of every id is broker 1, its deputy broker 2. */
const ASSIGNMENT = [
  [3, 2],
  [2, 1],
]
const FIRST = { topic: TOPIC, partition: 0 }
const SECOND = { topic: TOPIC, partition: 1 }

describe.skipIf(skipFor('transactions', await clusterMissing()))('transactions', () => {
  let cluster: TestCluster
  let client: RawClient
  const at = (id: number) => client.to(cluster.broker(id).address)
  const committed = async (partition: typeof FIRST, maxBytes?: number) =>
    readCommitted(await client.leader(TOPIC, partition.partition), partition, maxBytes)
  const lastStable = async (partition: typeof FIRST) =>
    latestOffset(await client.leader(TOPIC, partition.partition), partition, 'read_committed')
  const highWatermark = async (partition: typeof FIRST) =>
    latestOffset(await client.leader(TOPIC, partition.partition), partition, 'read_uncommitted')
  /** All that was decided is marked in all partitions. */
  const settled = (partition: typeof FIRST) =>
    eventually(async () => expect(await lastStable(partition)).toBe(await highWatermark(partition)), 30_000)
  const producer = async (transactionalId: string, timeoutMs?: number) => {
    const made = new RawTransactionalProducer(client, transactionalId, timeoutMs)
    expect(await made.init()).toBe(0)
    return made
  }
  /** State of the id that the broker's replica of the coordinator's log speaks of last: the value's byte 16. */
  const lastState = (id: number) => {
    const batch = replicaBatches(cluster.broker(id).logDirs, '__transaction_state-0').at(-1)!
    return STATES[readBinaryRecords(batch).at(-1)!.value!.readInt8(16)]
  }
  const txnIndex = (id: number, topic: string) => {
    const folder = join(cluster.broker(id).logDirs[0]!, `${topic}-0`)
    const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.txnindex')) : []
    return names.map((name) => readFileSync(join(folder, name)).toString('hex')).join('')
  }

  beforeAll(async () => {
    cluster = await TestCluster.start({
      properties: {
        'auto.leader.rebalance.enable': false,
        'transaction.state.log.num.partitions': 1,
        'offsets.topic.num.partitions': 2,
        'transaction.abort.timed.out.transaction.cleanup.interval.ms': 500,
      },
    })
    client = new RawClient(cluster.bootstrap.split(','))
    const configs = { 'cleanup.policy': 'compact', 'min.insync.replicas': '1' }
    await client.createTopic({ name: '__transaction_state', assignment: [[1, 2]], configs })
    await client.createTopic({ name: TOPIC, assignment: ASSIGNMENT })
  }, 60_000)
  afterAll(() => client?.close())

  it('are coordinated by the leader of their id’s partition', async () => {
    expect(await transactionCoordinator(client, 'anybody')).toBe(cluster.broker(1).address)
  })

  it('are refused what makes no sense', async () => {
    const unnamed = new RawTransactionalProducer(client, '')
    expect(await unnamed.init()).toBe(INVALID_REQUEST)
    for (const timeoutMs of [0, 900_001]) {
      expect(await new RawTransactionalProducer(client, 'odd', timeoutMs).init()).toBe(INVALID_TRANSACTION_TIMEOUT)
    }
    const odd = await producer('odd')
    expect(await odd.end(true)).toBe(INVALID_TXN_STATE)
    const unknown = { topic: TOPIC, partition: 9 }
    const internal = { topic: '__transaction_state', partition: 0 }
    expect(await odd.addEach([FIRST, unknown, internal])).toEqual([
      OPERATION_NOT_ATTEMPTED,
      UNKNOWN_TOPIC_OR_PARTITION,
      TOPIC_AUTHORIZATION_FAILED,
    ])
    const { producerId, producerEpoch } = odd
    const batch = encodeBatch(['unnamed'], { producerId, producerEpoch, baseSequence: 0, transactional: true })
    expect(await produce(await at(3), TOPIC, 0, batch)).toMatchObject({ error: TRANSACTIONAL_ID_AUTHORIZATION_FAILED })
    odd.producerId += 1n
    expect(await odd.add([FIRST])).toBe(INVALID_PRODUCER_ID_MAPPING)
  })

  it('show nothing until they are committed, and then all', async () => {
    const writer = await producer('commits')
    expect(await writer.add([FIRST, SECOND])).toBe(0)
    expect(await writer.write(FIRST, ['a', 'b'])).toBe(0)
    expect(await writer.write(SECOND, ['c'])).toBe(0)
    expect([await lastStable(FIRST), await highWatermark(FIRST)]).toEqual([0, 2])
    expect(await committed(FIRST)).toEqual([])
    // A record of somebody else behind it has to wait too.
    expect(await produce(await at(3), TOPIC, 0, encodeBatch(['plain']))).toMatchObject({ error: 0 })
    expect(await committed(FIRST)).toEqual([])
    const waiter = await new RawClient([cluster.broker(3).address]).to(cluster.broker(3).address)
    const waiting = fetch(waiter, TOPIC, 0, 0, { committed: true, minBytes: 1, maxWaitMs: 600_000 })
    expect(await writer.end(true)).toBe(0)
    expect((await waiting).records.length).toBeGreaterThan(0)
    waiter.close()
    await settled(FIRST)
    await settled(SECOND)
    expect([await committed(FIRST), await committed(SECOND)]).toEqual([['a', 'b', 'plain'], ['c']])
    expect(await writer.end(true)).toBe(0)
    expect(await writer.end(false)).toBe(INVALID_TXN_STATE)
  })

  it('show nothing of what was aborted, on no replica, after no restart', async () => {
    const topic = 'undone'
    const partition = { topic, partition: 0 }
    await client.createTopic({ name: topic, assignment: [[3, 2]] })
    const shown = async (maxBytes?: number) => readCommitted(await client.leader(topic, 0), partition, maxBytes)
    const writer = await producer('aborts')
    for (const [round, commit] of [false, true, false].entries()) {
      const values = [`x${round}`, `y${round}`]
      await writer.transaction([{ ...partition, values }], commit)
    }
    await eventually(async () => expect(await shown()).toEqual(['x1', 'y1']))
    // A batch a fetch: each names what of its own range is aborted.
    expect(await shown(100)).toEqual(['x1', 'y1'])
    expect(txnIndex(3, topic)).toHaveLength(2 * 2 * 34)
    await eventually(() => expect(txnIndex(2, topic)).toBe(txnIndex(3, topic)))
    const before = txnIndex(3, topic)
    await cluster.broker(3).kill('SIGTERM')
    // The follower leads now, with the index it made from what it was sent.
    await eventually(async () => expect(await shown(100)).toEqual(['x1', 'y1']), 20_000)
    await cluster.broker(3).start()
    await cluster.waitReady()
    expect(txnIndex(3, topic)).toBe(before)
  })

  it('of a producer that came back are its own alone', async () => {
    const old = await producer('fenced')
    expect(await old.add([SECOND])).toBe(0)
    expect(await old.write(SECOND, ['zombie'])).toBe(0)
    const next = await producer('fenced')
    // The zombie's transaction was aborted with an epoch of its own, which nobody was given.
    expect([next.producerId, next.producerEpoch]).toEqual([old.producerId, old.producerEpoch + 2])
    expect(await old.write(SECOND, ['zombie again'])).toBe(INVALID_PRODUCER_EPOCH)
    expect(await old.add([SECOND])).toBe(INVALID_PRODUCER_EPOCH)
    expect(await old.end(true)).toBe(INVALID_PRODUCER_EPOCH)
    await next.transaction([{ ...SECOND, values: ['mine'] }], true)
    await settled(SECOND)
    expect(await committed(SECOND)).toEqual(['c', 'mine'])
  })

  it('that take longer than their producer asked for are aborted', async () => {
    const slow = await producer('slow', 1_000)
    expect(await slow.add([SECOND])).toBe(0)
    expect(await slow.write(SECOND, ['too late'])).toBe(0)
    await settled(SECOND)
    expect(await slow.end(true)).toBe(INVALID_PRODUCER_EPOCH)
    expect(await committed(SECOND)).toEqual(['c', 'mine'])
    const again = await producer('slow', 1_000)
    expect(again.producerId).toBe(slow.producerId)
    await again.transaction([{ ...SECOND, values: ['in time'] }], true)
  })

  it('end without the partitions that were deleted meanwhile', async () => {
    const topic = 'doomed'
    const partition = { topic, partition: 0 }
    await client.createTopic({ name: topic, assignment: [[3, 2]] })
    const writer = await producer('mourner')
    expect(await writer.add([partition])).toBe(0)
    expect(await writer.write(partition, ['never read'])).toBe(0)
    expect(await deleteTopic(await client.controller(), topic)).toBe(0)
    expect(await writer.end(true)).toBe(0)
    // Which would have to wait if the transaction were not complete.
    expect(await writer.init()).toBe(0)
  })

  it('commit a group’s offsets together with what was made of its records', async () => {
    const topic = 'consumed'
    await client.createTopic({ name: topic, assignment: [[2, 3]] })
    const kafka = new Kafka({ brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING })
    const [copier, admin] = [
      kafka.producer({ transactionalId: 'copier', idempotent: true, maxInFlightRequests: 1 }),
      kafka.admin(),
    ]
    await Promise.all([copier.connect(), admin.connect()])
    const group = 'copiers'
    const committedOffset = async () => {
      const [fetched] = await admin.fetchOffsets({ groupId: group, topics: [topic] })
      return fetched?.partitions[0]?.offset
    }
    try {
      for (const [offset, commit] of [
        ['5', true],
        ['9', false],
      ] as const) {
        const transaction = await copier.transaction()
        await transaction.send({ topic, messages: [{ value: `up to ${offset}` }] })
        const topics = [{ topic, partitions: [{ partition: 0, offset }] }]
        await transaction.sendOffsets({ consumerGroupId: group, topics })
        await (commit ? transaction.commit() : transaction.abort())
        await eventually(async () => expect(await committedOffset()).toBe('5'))
      }
      expect(await readCommitted(await at(2), { topic, partition: 0 })).toEqual(['up to 5'])
    } finally {
      await Promise.all([copier.disconnect(), admin.disconnect()])
    }
  })

  it('that were decided are completed by the next coordinator when theirs dies before the last marker', async () => {
    const topic = 'handed'
    await client.createTopic({ name: topic, assignment: ASSIGNMENT })
    const [unreached, reached] = [
      { topic, partition: 0, values: ['u1', 'u2'] },
      { topic, partition: 1, values: ['r'] },
    ]
    const writer = await producer('survivor')
    expect(await writer.add([unreached, reached])).toBe(0)
    expect(await writer.write(unreached, unreached.values)).toBe(0)
    expect(await writer.write(reached, reached.values)).toBe(0)
    // Its marker cannot be written: the leader of that partition does not hear of it.
    cluster.broker(3).pause()
    expect(await writer.end(true)).toBe(0)
    await eventually(async () => expect(await readCommitted(await at(2), reached)).toEqual(['r']))
    expect(lastState(1)).toBe('PrepareCommit')
    await cluster.broker(1).kill('SIGKILL')

    await eventually(async () => expect(await readCommitted(await at(2), unreached)).toEqual(['u1', 'u2']), 40_000)
    expect(await transactionCoordinator(client, 'survivor')).toBe(cluster.broker(2).address)
    await eventually(() => expect(lastState(2)).toBe('CompleteCommit'))
    const markers = replicaBatches(cluster.broker(2).logDirs, `${topic}-0`).filter(({ control }) => control)
    expect(markers.map(markerOf)).toEqual(['commit'])
    await writer.transaction([{ ...unreached, values: ['next'] }], true)
    await eventually(async () => expect(await readCommitted(await at(2), unreached)).toEqual(['u1', 'u2', 'next']))

    cluster.broker(3).resume()
    await cluster.broker(1).start()
    await cluster.waitReady()
    const copies = () => [2, 3].map((id) => replicaBatches(cluster.broker(id).logDirs, `${topic}-0`))
    await eventually(() => {
      const [one, other] = copies()
      expect(other!.map(({ bytes }) => bytes.toString('hex'))).toEqual(one!.map(({ bytes }) => bytes.toString('hex')))
    }, 20_000)
  })

  it('that were decided survive that all brokers are killed', async () => {
    const topic = 'outage'
    await client.createTopic({ name: topic, assignment: [[3], [2]] })
    const writer = await producer('survivor')
    const writes = [0, 1].map((partition) => ({ topic, partition, values: [`of ${partition}`] }))
    expect(await writer.add(writes)).toBe(0)
    for (const write of writes) expect(await writer.write(write, write.values)).toBe(0)
    cluster.broker(3).pause()
    expect(await writer.end(true)).toBe(0)
    await Promise.all(cluster.brokers.map((broker) => broker.kill('SIGKILL')))
    await Promise.all(cluster.brokers.map((broker) => broker.start()))
    await cluster.waitReady()
    for (const { partition, values } of writes) {
      await eventually(async () => {
        expect(await readCommitted(await client.leader(topic, partition), { topic, partition })).toEqual(values)
      }, 30_000)
    }
  })
})
