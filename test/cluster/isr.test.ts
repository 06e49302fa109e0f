import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { RawClient } from '../helpers/raw-client'
import { RawConnection } from '../helpers/raw-connection'
import { encodeBatch, readBatches, readRecords } from '../helpers/raw-records'
import { fetch, listOffset, produce, produceUnacknowledged } from '../helpers/raw-requests'
import { readZnode } from '../helpers/raw-znodes'
import { skipFor } from '../helpers/skips'

const TOPIC = 'acked'
const STATE = `/brokers/topics/${TOPIC}/partitions/0/state`
const REQUEST_TIMED_OUT = 7
const NOT_ENOUGH_REPLICAS = 19
const NOT_ENOUGH_REPLICAS_AFTER_APPEND = 20

describe.skipIf(skipFor('isr', await clusterMissing()))('acknowledgements and in-sync replicas', () => {
  let cluster: TestCluster
  let client: RawClient
  let leader: RawConnection

  const write = (value: string, acks: number, timeoutMs = 5_000) =>
    produce(leader, TOPIC, 0, encodeBatch([value]), { acks, timeoutMs })
  const latest = async () => (await listOffset(leader, TOPIC, 0, -1)).offset
  const logBytes = () => {
    const [logDir] = cluster.broker(1).logDirs
    return readFileSync(join(logDir!, `${TOPIC}-0`, '00000000000000000000.log'))
  }
  const inLog = () => [...readBatches(logBytes())].flatMap(readRecords).map(({ value }) => value)
  const state = async () => {
    const znode = await readZnode(cluster.zookeeper, STATE)
    return { ...(JSON.parse(znode!.data) as { isr: number[]; leader: number }), zkVersion: znode!.version }
  }

  beforeAll(async () => {
    cluster = await TestCluster.start({
      brokers: 2,
      // The follower must leave the ISR long before its session ends.
      properties: {
        'replica.lag.time.max.ms': 1_500,
        'zookeeper.session.timeout.ms': 10_000,
        'auto.leader.rebalance.enable': false,
      },
    })
    client = new RawClient(cluster.bootstrap.split(','))
    await client.createTopic({ name: TOPIC, assignment: [[1, 2]], configs: { 'min.insync.replicas': '2' } })
    leader = await client.to(cluster.broker(1).address)
  }, 60_000)
  afterAll(() => client?.close())

  it('acks=all waits for the follower, and the ISR stands in its znode', async () => {
    expect(await write('both', -1)).toMatchObject({ error: 0, baseOffset: 0 })
    expect(await latest()).toBe(1)
    expect(await state()).toEqual({
      controller_epoch: 1,
      leader: 1,
      version: 1,
      leader_epoch: 0,
      isr: [1, 2],
      zkVersion: 0,
    })
  })

  it('without its follower: what is acknowledged, seen, kept and refused, until the ISR shrinks and after', async () => {
    cluster.broker(2).pause()
    expect(await write('one', 1)).toMatchObject({ error: 0, baseOffset: 1 })
    produceUnacknowledged(leader, TOPIC, 0, encodeBatch(['none']))
    // The records stay, whatever the producer is told of them; the offset says where.
    expect(await write('late', -1, 100)).toMatchObject({ error: REQUEST_TIMED_OUT, baseOffset: 3 })
    expect(inLog()).toEqual(['both', 'one', 'none', 'late'])

    // The fetch that waited at the leader when the follower fell asleep was acknowledged by nobody.
    const hidden = await fetch(leader, TOPIC, 0, 1)
    expect({ highWatermark: hidden.highWatermark, bytes: hidden.records.length }).toEqual({
      highWatermark: 1,
      bytes: 0,
    })
    expect(await latest()).toBe(1)

    const afterAppend = write('with two in sync', -1, 10_000)
    await cluster.broker(1).process.line(/ISR of acked-0 updated to \[1\]/, 10_000)
    expect(await afterAppend).toMatchObject({ error: NOT_ENOUGH_REPLICAS_AFTER_APPEND, baseOffset: 4 })
    expect(await state()).toMatchObject({ isr: [1], leader: 1, zkVersion: 1 })

    const size = logBytes().length
    expect(await write('refused', -1)).toMatchObject({ error: NOT_ENOUGH_REPLICAS, baseOffset: -1 })
    expect(logBytes().length).toBe(size)
    expect(await write('one again', 1)).toMatchObject({ error: 0, baseOffset: 5 })
    expect(await latest()).toBe(6)
  }, 30_000)

  it('takes the follower back when it has everything', async () => {
    cluster.broker(2).resume()
    await cluster.broker(1).process.line(/ISR of acked-0 updated to \[1,2\]/, 20_000)
    expect(await state()).toMatchObject({ isr: [1, 2], zkVersion: 2 })
    expect(await write('both again', -1)).toMatchObject({ error: 0, baseOffset: 6 })
    const values = (await client.readRecords(TOPIC, 0)).map(({ value }) => value)
    expect(values).toEqual(['both', 'one', 'none', 'late', 'with two in sync', 'one again', 'both again'])
  }, 30_000)

  it('ends the connection of a producer with acks=0 that cannot be told otherwise', async () => {
    const own = await RawConnection.open(cluster.broker(1).address)
    produceUnacknowledged(own, 'no-such-topic', 0, encodeBatch(['x']))
    await expect(listOffset(own, TOPIC, 0, -1)).rejects.toThrow('closed')
  })
})
