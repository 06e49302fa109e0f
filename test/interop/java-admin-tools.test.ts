import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing } from '../helpers/apache'
import { clusterMissing, TestCluster, targetEngine } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { JavaTools, linesOf, TOOL_RELEASES } from '../helpers/java-tools'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const missing = (await clusterMissing()) ?? (await apacheMissing('3.9.1')) ?? (await apacheMissing('4.3.0'))

describe.skipIf(skipFor('Java admin tools', missing))('Java admin tools', () => {
  let cluster: TestCluster
  let raw: RawClient
  beforeAll(async () => {
    // The tools move leaders here, nobody else.
    cluster = await TestCluster.start({ properties: { 'auto.leader.rebalance.enable': false } })
    raw = new RawClient(cluster.bootstrap.split(','))
  })
  afterAll(async () => {
    raw?.close()
    await cluster?.stopAll()
  })

  async function begin(topic: string, target: number): Promise<void> {
    const others = cluster.brokers.filter(({ id }) => id !== target).map(({ address }) => address)
    const admin = new Kafka({ brokers: others, logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    const partitionAssignment = [{ partition: 0, replicas: [target] }]
    await admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] })
    await admin.disconnect()
  }

  describe.each(TOOL_RELEASES)('of Apache Kafka %s', (release) => {
    let tools: JavaTools
    beforeAll(async () => {
      tools = await JavaTools.start(release, cluster.bootstrap)
    })
    afterAll(() => tools?.stop())

    it('get-offsets finds the first, the last, and those of a time', async () => {
      const topic = `offsets-${release}`
      await raw.createTopic({ name: topic, partitions: 2 })
      const partition = ['--topic-partitions', `${topic}:1`]
      const at = async (...args: string[]) => (await tools.run('get-offsets', args)).trim()
      await tools.produce(topic, ['1', '2', '3', '4'])
      const [first, second] = [await raw.endOffset(topic, 0), await raw.endOffset(topic, 1)]
      expect(first + second).toBe(4)
      expect(linesOf(await at('--topic', topic))).toEqual([`${topic}:0:${first}`, `${topic}:1:${second}`])
      expect(await at(...partition, '--time', '-2')).toBe(`${topic}:1:0`)
      expect(await at(...partition, '--time', '1')).toBe(second > 0 ? `${topic}:1:0` : '')
      expect(await at(...partition, '--time', String(Date.now() + 3_600_000))).toMatch(new RegExp(`^(${topic}:1:)?$`))
    })

    it('delete-records moves the log start offset', async () => {
      const topic = `shortened-${release}`
      await raw.createTopic({ name: topic, replicationFactor: 3 })
      await tools.produce(topic, ['a', 'b', 'c', 'd'])
      const records = (offset: number) => tools.jsonFile({ partitions: [{ topic, partition: 0, offset }], version: 1 })
      const said = await tools.run('delete-records', ['--offset-json-file', records(3)])
      expect(said).toMatch(new RegExp(`partition: ${topic}-0\\s+low_watermark: 3`))
      expect(await tools.consume(topic, 0, 1)).toEqual(['d'])
      const beyond = await tools.attempt('delete-records', ['--offset-json-file', records(9)])
      expect(beyond.stdout + beyond.stderr).toMatch(/OffsetOutOfRange|not within the range/i)
    })

    it('reassign-partitions proposes, moves, verifies and lists', async () => {
      const topic = `moved-${release}`
      await raw.createTopic({
        name: topic,
        assignment: [
          [1, 2],
          [1, 2],
        ],
      })
      await tools.produce(topic, ['stays'])
      const topics = tools.jsonFile({ topics: [{ topic }], version: 1 })
      const reassign = (...args: string[]) => tools.run('reassign-partitions', args)
      const proposal = await reassign('--generate', '--topics-to-move-json-file', topics, '--broker-list', '2,3')
      const [current, proposed] = linesOf(proposal)
        .filter((line) => line.startsWith('{'))
        .map(parsePlan)
      expect(current).toEqual({ 0: [1, 2], 1: [1, 2] })
      for (const replicas of Object.values(proposed!)) expect([2, 3]).toEqual(expect.arrayContaining(replicas))

      const partitions = [
        { topic, partition: 0, replicas: [3, 2] },
        { topic, partition: 1, replicas: [2, 3] },
      ]
      const plan = tools.jsonFile({ version: 1, partitions })
      expect(await reassign('--execute', '--reassignment-json-file', plan)).toMatch(/Successfully started/)
      await eventually(async () => {
        const verified = await reassign('--verify', '--reassignment-json-file', plan)
        for (const { partition } of partitions)
          expect(verified).toMatch(new RegExp(`${topic}-${partition} is completed`))
      })
      expect(await reassign('--list')).toMatch(/No partition reassignments found/)
      const moved = await raw.partition(topic, 0)
      expect(moved.replicas).toEqual([3, 2])
      expect([2, 3]).toContain(moved.leader)
      const records = [...(await raw.readRecords(topic, 0)), ...(await raw.readRecords(topic, 1))]
      expect(records.map(({ value }) => value)).toEqual(['stays'])
    })

    it('leader-election elects the preferred leader', async () => {
      const topic = `elected-${release}`
      await raw.createTopic({ name: topic, assignment: [[1, 2]] })
      const partitions = [{ topic, partition: 0, replicas: [2, 1] }]
      const plan = tools.jsonFile({ version: 1, partitions })
      await tools.run('reassign-partitions', ['--execute', '--reassignment-json-file', plan])
      expect((await raw.partition(topic, 0)).leader).toBe(1)
      const elect = ['--election-type', 'preferred', '--topic', topic, '--partition', '0']
      const said = await tools.run('leader-election', elect)
      expect(said).toContain(`Successfully completed leader election (PREFERRED) for partitions ${topic}-0`)
      await eventually(async () => expect((await raw.partition(topic, 0)).leader).toBe(2))
      expect(await tools.run('leader-election', elect)).toContain(
        `Valid replica already elected for partitions ${topic}-0`,
      )
    })

    it('get-offsets finds the newest record', async () => {
      const topic = `newest-${release}`
      await raw.createTopic({ name: topic })
      await tools.produce(topic, ['older'])
      await tools.produce(topic, ['newer'])
      const { stdout, stderr } = await tools.attempt('get-offsets', ['--topic', topic, '--time', '-3'])
      // ListOffsets 7 came with Kafka 3.0; ours at protocol 2.8 has it.
      if (targetEngine === 'apache') expect(stdout + stderr).toMatch(/UnsupportedVersion|does not support/)
      else expect(stdout.trim()).toBe(`${topic}:0:1`)
    })

    it('reassign-partitions cancels a move that cannot end', async () => {
      const topic = `cancelled-${release}`
      await raw.createTopic({ name: topic, assignment: [[1]] })
      await tools.produce(topic, ['stays'])
      const target = (await raw.metadata()).controllerId === 3 ? 2 : 3
      const plan = tools.jsonFile({ version: 1, partitions: [{ topic, partition: 0, replicas: [target] }] })
      const reassign = (...args: string[]) => tools.run('reassign-partitions', [...args])
      cluster.broker(target).pause()
      try {
        // Begun while the session of the frozen broker lives, so by one request: a tool may ask the frozen one first, and wait.
        await begin(topic, target)
        await cluster.broker(target).kill()
        expect(await reassign('--list')).toContain(`${topic}-0: replicas: ${target},1. adding: ${target}. removing: 1.`)
        const said = await reassign('--cancel', '--preserve-throttles', '--reassignment-json-file', plan)
        expect(said).toMatch(new RegExp(`Successfully cancelled .*${topic}-0`))
      } finally {
        await cluster.broker(target).start()
      }
      expect(await reassign('--list')).toMatch(/No partition reassignments found/)
      expect(await raw.partition(topic, 0)).toMatchObject({ leader: 1, replicas: [1], isr: [1] })
      await cluster.waitReady()
    })

    it.runIf(release === '3.9.1')('leader-election elects a replica that is out of sync, when told to', async () => {
      const topic = 'unclean'
      await raw.createTopic({ name: topic, assignment: [[2, 3]] })
      await cluster.broker(3).kill()
      await eventually(async () => expect((await raw.partition(topic, 0)).isr).toEqual([2]))
      await tools.produce(topic, ['lost'])
      await cluster.broker(2).kill()
      await eventually(async () => expect((await raw.partition(topic, 0)).leader).toBe(-1))
      await cluster.broker(3).start()
      const elect = (type: string) =>
        tools.attempt('leader-election', ['--election-type', type, '--topic', topic, '--partition', '0'])
      const preferred = await elect('preferred')
      expect(preferred.stdout + preferred.stderr).toMatch(/PreferredLeaderNotAvailable|could not be completed/)
      expect((await elect('unclean')).stdout).toContain(`(UNCLEAN) for partitions ${topic}-0`)
      await eventually(async () =>
        expect(await raw.partition(topic, 0)).toMatchObject({ leader: 3, replicas: [2, 3], isr: [3] }),
      )
      await cluster.broker(2).start()
      await cluster.waitReady()
      await eventually(async () => expect((await raw.partition(topic, 0)).isr).toEqual([3, 2]))
      expect(await raw.readRecords(topic, 0)).toEqual([])
    })

    it('configs keeps quotas of clients', async () => {
      const client = ['--entity-type', 'clients', '--entity-name', `client-${release}`]
      await tools.run('configs', [...client, '--alter', '--add-config', 'producer_byte_rate=1048576'])
      await eventually(async () =>
        expect(await tools.run('configs', [...client, '--describe'])).toMatch(/producer_byte_rate=1048576/),
      )
      await tools.run('configs', [...client, '--alter', '--delete-config', 'producer_byte_rate'])
    })

    it('transactions ends one that hangs, so that readers go on', async () => {
      const topic = `hanging-${release}`
      await raw.createTopic({ name: topic })
      const kafka = new Kafka({ brokers: cluster.bootstrap.split(','), logLevel: logLevel.NOTHING })
      const producer = kafka.producer({ transactionalId: topic, maxInFlightRequests: 1, idempotent: true })
      await producer.connect()
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ value: 'hangs' }] })
      await tools.produce(topic, ['after'])
      const [batch] = await raw.readBatches(topic, 0)
      const which = ['--topic', topic, '--partition', '0', '--producer-id', String(batch!.producerId)]
      const said = await tools.attempt('transactions', [
        ...['abort', ...which, '--producer-epoch', String(batch!.producerEpoch), '--coordinator-epoch', '0'],
      ])
      if (targetEngine === 'apache' && release.startsWith('4.')) {
        // 4.x speaks WriteTxnMarkers from version 1 on, which came with Kafka 2.8.
        expect(said.stdout + said.stderr).toMatch(/does not support WRITE_TXN_MARKERS with version in range \[1,2\]/)
        await transaction.abort()
      } else expect(said.code, said.stdout + said.stderr).toBe(0)
      expect(await tools.consume(topic, 0, 1, '--isolation-level', 'read_committed')).toEqual(['after'])
      // Where the tool has ended it there is nothing left to abort.
      await transaction.abort().catch(() => undefined)
      await producer.disconnect()
    })

    it.each([
      ['transactions', ['list'], /LIST_TRANSACTIONS/],
      ['transactions', ['describe', '--transactional-id', 'any'], /DESCRIBE_TRANSACTIONS/],
      ['transactions', ['describe-producers', '--topic', 'refusing', '--partition', '0'], /DESCRIBE_PRODUCERS/],
      ['transactions', ['find-hanging', '--topic', 'refusing', '--partition', '0'], /DESCRIBE_PRODUCERS/],
      ['metadata-quorum', ['describe', '--status'], /DESCRIBE_QUORUM/],
      ['acls', ['--list'], /No Authorizer is configured/],
    ] as const)('%s %j is refused, as by a 2.6 broker', async (tool, args, why) => {
      await raw.createTopic({ name: 'refusing' })
      expect(await tools.refused(tool, args)).toMatch(why)
    })
  })
})

/** Replicas by partition of a plan that reassign-partitions printed. */
function parsePlan(line: string): Record<number, number[]> {
  const { partitions } = JSON.parse(line) as { partitions: { partition: number; replicas: number[] }[] }
  return Object.fromEntries(partitions.map(({ partition, replicas }) => [partition, replicas]))
}
