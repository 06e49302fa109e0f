import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'
import { readZnode } from '../helpers/raw-znodes'
import { replicaBatches, replicaDifferences } from '../helpers/replica-files'
import { setTopicConfigs } from '../helpers/replication-requests'
import { skipFor } from '../helpers/skips'

const TOPIC = 'unclean'
const STATE = `/brokers/topics/${TOPIC}/partitions/0/state`

describe.skipIf(skipFor('truncation-epochs', await clusterMissing()))('an unclean election', () => {
  let cluster: TestCluster
  let client: RawClient

  const write = async (value: string, acks = -1) => {
    const leader = await client.leader(TOPIC, 0)
    expect(await produce(leader, TOPIC, 0, encodeBatch([value]), { acks })).toMatchObject({ error: 0 })
  }
  const state = async () => {
    const znode = await readZnode(cluster.zookeeper, STATE)
    const { leader, isr, leader_epoch } = JSON.parse(znode!.data) as Record<string, unknown>
    return { leader, isr, leaderEpoch: leader_epoch }
  }
  const values = async () => (await client.readRecords(TOPIC, 0)).map(({ value }) => value)

  beforeAll(async () => {
    cluster = await TestCluster.start({
      brokers: 3,
      properties: { 'replica.lag.time.max.ms': 1_000, 'auto.leader.rebalance.enable': false },
    })
    client = new RawClient(cluster.bootstrap.split(','))
    await client.createTopic({ name: TOPIC, assignment: [[1, 2]] })
  }, 60_000)
  afterAll(() => client?.close())

  it('does not happen unless allowed: the partition waits for who was in sync', async () => {
    await write('both have it')
    await cluster.broker(2).kill('SIGKILL')
    await eventually(async () => expect(await state()).toEqual({ leader: 1, isr: [1], leaderEpoch: 1 }), 15_000)
    for (const n of [1, 2, 3]) await write(`acknowledged by all in sync ${n}`)
    await cluster.broker(1).kill('SIGKILL')
    await cluster.broker(2).start()
    await eventually(async () => expect(await state()).toMatchObject({ leader: -1, isr: [1] }), 15_000)
    // The brokers are told after the znode is written.
    await eventually(() => expect(client.leader(TOPIC, 0)).rejects.toThrow('no leader'))
  }, 60_000)

  it('loses what the new leader never had, says so, and the old leader cuts it by epoch', async () => {
    const allowed = { 'unclean.leader.election.enable': 'true' }
    expect(await setTopicConfigs(await client.controller(), TOPIC, allowed)).toMatchObject({ error: 0 })
    await eventually(async () => expect(await state()).toMatchObject({ leader: 2, isr: [2] }), 15_000)
    await eventually(() => {
      const told = cluster.brokers.flatMap(({ process }) => process.lines(/WARN.*[Uu]nclean/))
      expect(told.join('\n')).toContain(`${TOPIC}-0`)
    })
    await eventually(() => write('instead'), 15_000)
    expect(await values()).toEqual(['both have it', 'instead'])

    await cluster.broker(1).start()
    await cluster.broker(1).process.line(/Truncated unclean-0 from 4 to 1: leader's epoch 0 ends at 1/, 15_000)
    await eventually(async () => expect(await state()).toMatchObject({ leader: 2, isr: [2, 1] }), 15_000)
    await write('both again')
    expect(await values()).toEqual(['both have it', 'instead', 'both again'])
    await cluster.stopAll()
    expect(replicaDifferences(cluster.brokers.slice(0, 2), `${TOPIC}-0`)).toEqual([])
    expect(replicaBatches(cluster.broker(1).logDirs, `${TOPIC}-0`)).toHaveLength(3)
  }, 60_000)
})
