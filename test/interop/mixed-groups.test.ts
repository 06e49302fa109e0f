import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { inSync } from '../helpers/faults'
import { GroupMember } from '../helpers/group-member'
import { CoordinatorLink, coordinatorOf, fetchOffsets } from '../helpers/group-requests'
import { NumberedProducer } from '../helpers/numbered-producer'
import { OffsetLedger } from '../helpers/offset-ledger'
import { allOffsetProblems } from '../helpers/offset-watch'
import { RawClient } from '../helpers/raw-client'
import { RawTransactionalProducer, readCommitted } from '../helpers/raw-transactions'
import { Seeded } from '../helpers/seeded'
import { skipFor } from '../helpers/skips'
import { addOffsetsToTxn, TRANSACTION_TOPIC, txnOffsetCommit } from '../helpers/transaction-requests'

const missing = await clusterMissing('highwater', 'apache')
const PATIENCE_MS = 60_000
const [OURS, APACHE] = [1, 3]
const [DATA, COPY] = ['data', 'copy']
const TOPICS = [DATA!, COPY!, '__consumer_offsets', TRANSACTION_TOPIC]

describe.skipIf(skipFor('coordinators of Apache Kafka and ours in turn', missing))('coordinators in turn', () => {
  let cluster: TestCluster
  let client: RawClient
  let addresses: string[]
  const ledger = new OffsetLedger('mixed', 2)
  let members: GroupMember[] = []
  let producers: NumberedProducer[] = []
  let transactions: RawTransactionalProducer

  beforeAll(async () => {
    cluster = await TestCluster.start({
      brokers: 3,
      engine: 'highwater',
      engineOf: (id) => (id === APACHE ? 'apache' : 'highwater'),
      properties: {
        'inter.broker.protocol.version': '2.6',
        'min.insync.replicas': 2,
        'offsets.topic.num.partitions': 1,
        'transaction.state.log.num.partitions': 1,
        'transaction.state.log.min.isr': 2,
        'auto.leader.rebalance.enable': false,
      },
    })
    addresses = cluster.bootstrap.split(',')
    client = new RawClient(addresses)
    // In this order the two kinds take over from each other.
    for (const name of ['__consumer_offsets', TRANSACTION_TOPIC]) {
      await client.createTopic({ name, assignment: [[OURS!, APACHE!, 2]], configs: { 'cleanup.policy': 'compact' } })
    }
    for (const name of [DATA!, COPY!]) {
      await client.createTopic({
        name,
        assignment: [
          [2, OURS!, APACHE!],
          [2, OURS!, APACHE!],
        ],
      })
    }
    producers = [0, 1].map((partition) => new NumberedProducer(addresses, DATA!, partition, new Seeded(partition), 50))
    for (const producer of producers) producer.start()
    members = [0, 1].map(() => new GroupMember(addresses, DATA!, ledger))
    for (const member of members) member.start()
    transactions = new RawTransactionalProducer(client, 'mixed')
    await eventually(async () => expect(await transactions.init()).toBe(0), PATIENCE_MS)
    await ledger.progress(100, PATIENCE_MS)
  })

  afterAll(async () => {
    for (const each of [...producers, ...members]) await each.stop()
    client?.close()
    await cluster?.stopAll()
  })

  /** A transaction with one record and a group's offset, left open. */
  async function begin(value: string, offset: number): Promise<void> {
    const copy = { topic: COPY!, partition: 0 }
    expect(await transactions.add([copy])).toBe(0)
    expect(await transactions.write(copy, [value])).toBe(0)
    const coordinator = await coordinatorOf(client, addresses, transactions.transactionalId, 'transaction')
    expect(await addOffsetsToTxn(await client.to(coordinator.address), transactions, 'copiers')).toBe(0)
    const group = await coordinatorOf(client, addresses, 'copiers')
    const offsets = [{ topic: DATA!, partition: 0, offset }]
    expect(await txnOffsetCommit(await client.to(group.address), transactions, 'copiers', offsets)).toEqual([0])
  }

  /** What read_committed shows, and the offset that the transactions committed. */
  async function expectCopied(values: string[], offset: number): Promise<void> {
    const link = new CoordinatorLink(addresses, 'copiers')
    await eventually(async () => {
      const copied = await readCommitted(await client.leader(COPY!, 0), { topic: COPY!, partition: 0 })
      expect(copied).toEqual(values)
      const answer = await fetchOffsets(await link.open(), 'copiers', [{ topic: DATA!, partition: 0 }])
      expect(answer).toEqual({ error: 0, offsets: [offset] })
    }, PATIENCE_MS).finally(() => link.close())
  }

  async function expectCoordinator(id: number): Promise<void> {
    for (const [key, kind] of [
      ['mixed', 'group'],
      ['mixed', 'transaction'],
    ] as const) {
      expect(await coordinatorOf(client, [cluster.broker(2).address], key, kind)).toMatchObject({ id })
    }
  }

  async function takeOver(from: number, to: number, commit: boolean): Promise<void> {
    const generation = ledger.generation
    await cluster.broker(from).kill('SIGKILL')
    await eventually(() => expectCoordinator(to), PATIENCE_MS)
    await ledger.progress(100, PATIENCE_MS)
    expect(ledger.generation).toBe(generation)
    // Begun with the one, ended with the other.
    expect(await transactions.end(commit)).toBe(0)
  }

  it('an Apache 2.6.3 broker takes over the group and the open transaction from ours', async () => {
    await expectCoordinator(OURS!)
    await begin('by ours', 7)
    await takeOver(OURS!, APACHE!, true)
    await expectCopied(['by ours'], 7)
    await cluster.broker(OURS!).start()
    await inSync(cluster, client, TOPICS)
    expect(await allOffsetProblems(cluster, DATA!, [ledger], "Apache's turn")).toEqual([])
  })

  it('and ours takes both back', async () => {
    await expectCoordinator(APACHE!)
    const { producerId, producerEpoch } = transactions
    expect(await transactions.init()).toBe(0)
    expect([transactions.producerId, transactions.producerEpoch]).toEqual([producerId, producerEpoch + 1])
    await begin('by Apache', 9)
    await takeOver(APACHE!, OURS!, false)
    await expectCopied(['by ours'], 7)
    expect(await transactions.init()).toBe(0)
    expect([transactions.producerId, transactions.producerEpoch]).toEqual([producerId, producerEpoch + 2])
    await begin('by ours again', 11)
    expect(await transactions.end(true)).toBe(0)
    await expectCopied(['by ours', 'by ours again'], 11)
    expect(await allOffsetProblems(cluster, DATA!, [ledger], 'our turn')).toEqual([])
  })
})
