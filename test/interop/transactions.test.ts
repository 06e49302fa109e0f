import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runTool } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { RawTransactionalProducer, readCommitted, transactionCoordinator } from '../helpers/raw-transactions'
import { replicaDifferences } from '../helpers/replica-files'
import { skipFor } from '../helpers/skips'

const TOPIC = 'shared'
const OURS = 1
const APACHES = 2
const BY_US = { topic: TOPIC, partition: 0 }
const BY_APACHE = { topic: TOPIC, partition: 1 }
const missing = await clusterMissing('highwater', 'apache')

/** One broker is ours, one Apache 2.6.3: each coordinates, takes over, writes markers for the other, and reads the other's log. */
describe.skipIf(skipFor('transactions shared with Apache Kafka', missing))(
  'transactions shared with Apache 2.6.3',
  () => {
    let cluster: TestCluster
    let client: RawClient
    const shown = async (partition: typeof BY_US) =>
      readCommitted(await client.leader(TOPIC, partition.partition), partition)
    const bothShow = (first: string[], second: string[]) =>
      eventually(async () => expect([await shown(BY_US), await shown(BY_APACHE)]).toEqual([first, second]), 30_000)
    const coordinatorIs = (id: number) =>
      eventually(async () => {
        expect(await transactionCoordinator(client, 'shared')).toBe(cluster.broker(id).address)
      }, 30_000)
    const bothInSync = async (...topics: string[]) => {
      await cluster.waitReady()
      for (const topic of topics) {
        await eventually(async () => expect((await client.partition(topic, 0)).isr).toHaveLength(2), 30_000)
      }
    }

    beforeAll(async () => {
      cluster = await TestCluster.start({
        brokers: [OURS, APACHES],
        engineOf: (id) => (id === APACHES ? 'apache' : 'highwater'),
        properties: { 'auto.leader.rebalance.enable': false, 'transaction.state.log.num.partitions': 1 },
      })
      client = new RawClient(cluster.bootstrap.split(','))
      const configs = { 'cleanup.policy': 'compact', 'min.insync.replicas': '1' }
      const assignment = [[OURS, APACHES]]
      await client.createTopic({ name: '__transaction_state', assignment, configs })
      await client.createTopic({ name: TOPIC, assignment: [...assignment, [APACHES, OURS]] })
    }, 90_000)
    afterAll(() => client?.close())

    it('live through the hands of both coordinators', async () => {
      await coordinatorIs(OURS)
      const writer = new RawTransactionalProducer(client, 'shared')
      expect(await writer.init()).toBe(0)
      const write = (value: string) => [BY_US, BY_APACHE].map((partition) => ({ ...partition, values: [value] }))
      await writer.transaction(write('a'), true)
      await writer.transaction(write('b'), false)
      await bothShow(['a'], ['a'])

      expect(await writer.add([BY_US])).toBe(0)
      expect(await writer.write(BY_US, ['c'])).toBe(0)
      await cluster.broker(OURS).kill('SIGTERM')
      await coordinatorIs(APACHES)
      expect(await writer.end(true)).toBe(0)
      await bothShow(['a', 'c'], ['a'])
      expect(await writer.add([BY_APACHE])).toBe(0)
      expect(await writer.write(BY_APACHE, ['d'])).toBe(0)
      await cluster.broker(OURS).start()
      await bothInSync(TOPIC, '__transaction_state')

      await cluster.broker(APACHES).kill('SIGTERM')
      await coordinatorIs(OURS)
      expect(await writer.end(true)).toBe(0)
      await bothShow(['a', 'c'], ['a', 'd'])
      const again = new RawTransactionalProducer(client, 'shared')
      expect(await again.init()).toBe(0)
      expect([again.producerId, again.producerEpoch]).toEqual([writer.producerId, writer.producerEpoch + 1])
      await cluster.broker(APACHES).start()
      await bothInSync(TOPIC, '__transaction_state')
    }, 150_000)

    it('are read by Apache’s formatter and dump-log, and lie alike on both', async () => {
      const { stdout } = await runTool(
        '2.6.3',
        'console-consumer',
        [
          ...['--bootstrap-server', cluster.broker(OURS).address, '--topic', '__transaction_state', '--partition', '0'],
          ...['--offset', 'earliest', '--timeout-ms', '5000', '--consumer-property', 'exclude.internal.topics=false'],
          ...['--formatter', 'kafka.coordinator.transaction.TransactionLog$TransactionLogMessageFormatter'],
        ],
        { timeoutMs: 60_000 },
      )
      const states = [...stdout.matchAll(/^shared::TransactionMetadata\(.*state=(\w+),/gm)].map(([, state]) => state)
      expect(states.slice(0, 7)).toEqual([
        ...['Empty', 'Ongoing', 'PrepareCommit', 'CompleteCommit'],
        ...['Ongoing', 'PrepareAbort', 'CompleteAbort'],
      ])
      expect(states.at(-1)).toBe('Empty')

      await cluster.stopAll()
      const folder = join(cluster.broker(OURS).logDirs[0]!, '__transaction_state-0')
      const files = ['--files', join(folder, '00000000000000000000.log')]
      const dumped = await runTool('2.6.3', 'dump-log', ['--transaction-log-decoder', ...files], { timeoutMs: 60_000 })
      expect(dumped.stderr).toBe('')
      expect(dumped.stdout).toContain('key: transaction_metadata::transactionalId=shared payload: producerId:')
      expect(dumped.stdout).toMatch(/state=PrepareCommit,partitions=\[shared-[01],shared-[01]\],/)
      for (const name of ['__transaction_state-0', `${TOPIC}-0`, `${TOPIC}-1`]) {
        expect(replicaDifferences(cluster.brokers, name)).toEqual([])
      }
    }, 90_000)
  },
)
