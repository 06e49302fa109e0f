import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { JavaTools, linesOf, TOOL_RELEASES, tableOf } from '../helpers/java-tools'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const missing = (await clusterMissing()) ?? (await apacheMissing('3.9.1')) ?? (await apacheMissing('4.3.0'))

describe.skipIf(skipFor('Java group tools', missing))('Java group tools', () => {
  let cluster: TestCluster
  let raw: RawClient
  beforeAll(async () => {
    cluster = await TestCluster.start()
    raw = new RawClient(cluster.bootstrap.split(','))
  })
  afterAll(async () => {
    raw?.close()
    await cluster?.stopAll()
  })

  describe.each(TOOL_RELEASES)('of Apache Kafka %s', (release) => {
    const topic = `groups-${release}`
    const group = `readers-${release}`
    let tools: JavaTools
    beforeAll(async () => {
      tools = await JavaTools.start(release, cluster.bootstrap)
      await raw.createTopic({ name: topic, partitions: 3, replicationFactor: 2 })
    })
    afterAll(() => tools?.stop())
    const groups = (...args: string[]) => tools.run('consumer-groups', args)
    const describeOffsets = async (...args: string[]) => tableOf(await groups('--describe', ...args), 'GROUP')
    const values = (count: number, tag: string) => Array.from({ length: count }, (_, index) => `${tag} ${index}`)
    const committed = async () => {
      const rows = (await describeOffsets('--group', group)).filter((row) => row.TOPIC === topic)
      return rows.map((row) => `${row.PARTITION}:${row['CURRENT-OFFSET']}`).sort()
    }

    it('console-consumer reads as a group, and later only what is new', async () => {
      // With keys, so that no partition stays empty: of such a one the consumer commits nothing if it leaves early.
      const keyed = values(30, 'first').map((value) => `${value}:${value}`)
      const withKeys = ['parse.key=true', 'key.separator=:'].flatMap((property) => [tools.readerOption, property])
      await tools.produce(topic, keyed, ...withKeys)
      const from = ['--topic', topic, '--group', group, '--from-beginning']
      expect((await tools.consumeFrom(from, 30)).sort()).toEqual(values(30, 'first').sort())
      await tools.produce(topic, values(5, 'later'))
      expect((await tools.consumeFrom(from, 5)).sort()).toEqual(values(5, 'later').sort())
    })

    it('consumer-groups lists groups, also by state', async () => {
      expect(linesOf(await groups('--list'))).toContain(group)
      expect(await groups('--list', '--state')).toMatch(new RegExp(`^${group}\\s.*Empty\\s*$`, 'm'))
      expect(linesOf(await groups('--list', '--state', 'Empty')).join('\n')).toContain(group)
      expect(await groups('--list', '--state', 'Stable')).not.toContain(group)
    })

    it('consumer-groups describes offsets and state of a group without members', async () => {
      const rows = await describeOffsets('--group', group)
      expect(rows.map((row) => row.PARTITION).sort()).toEqual(['0', '1', '2'])
      for (const row of rows) {
        expect(row).toMatchObject({ GROUP: group, TOPIC: topic, LAG: '0', 'CONSUMER-ID': '-' })
        expect(row['CURRENT-OFFSET']).toBe(row['LOG-END-OFFSET'])
      }
      const total = rows.map((row) => Number(row['LOG-END-OFFSET'])).reduce((sum, offset) => sum + offset)
      expect(total).toBe(35)
      expect(await groups('--describe', '--group', group, '--state')).toMatch(/\sEmpty\s+0\s*$/m)
      expect(await groups('--describe', '--all-groups')).toContain(group)
    })

    it('consumer-groups describes members, and refuses to reset or delete under them', async () => {
      const member = await joined(cluster.bootstrap, group, topic)
      try {
        const rows = await describeOffsets('--group', group)
        expect(new Set(rows.map((row) => row['CLIENT-ID']))).toEqual(new Set(['the-member']))
        expect(new Set(rows.map((row) => row.HOST))).toEqual(new Set(['/127.0.0.1']))
        const members = await groups('--describe', '--group', group, '--members', '--verbose')
        expect(members).toMatch(new RegExp(`the-member\\s+3\\s.*${topic}.*0,\\s*1,\\s*2|the-member\\s+3`))
        const state = await groups('--describe', '--group', group, '--state')
        expect(state).toMatch(/127\.0\.0\.1:\d+\s+\(\d\)\s+RoundRobinAssigner\s+Stable\s+1\s*$/m)

        const reset = await tools.attempt('consumer-groups', [
          ...['--group', group, '--topic', topic, '--reset-offsets', '--to-earliest', '--execute'],
        ])
        expect(reset.stdout + reset.stderr).toMatch(/can only be reset if the group .* is inactive/)
        const deleted = await tools.attempt('consumer-groups', ['--group', group, '--delete'])
        expect(deleted.stdout + deleted.stderr).toMatch(/GroupNotEmptyException|not empty/)
        const offsets = ['--group', group, '--delete-offsets', '--topic', topic]
        const forgotten = await tools.attempt('consumer-groups', offsets)
        expect(forgotten.stdout + forgotten.stderr).toMatch(/GroupSubscribedToTopicException|actively subscribed/)
      } finally {
        await member.disconnect()
      }
    })

    it('consumer-groups resets offsets, first as a dry run', async () => {
      await eventually(async () => expect(await groups('--describe', '--group', group, '--state')).toMatch(/Empty/))
      const before = await committed()
      const reset = (...how: string[]) => groups('--group', group, '--reset-offsets', '--topic', ...how)
      // 3.9.1 prints its plan on one line.
      const plan = await reset(topic, '--to-earliest', '--dry-run')
      const rows = [...plan.matchAll(new RegExp(`${group}\\s+${topic}\\s+(\\d+)\\s+(\\d+)`, 'g'))]
      expect(rows.map(([, partition, offset]) => `${partition}:${offset}`).sort()).toEqual(['0:0', '1:0', '2:0'])
      expect(await committed()).toEqual(before)

      await reset(topic, '--to-earliest', '--execute')
      expect(await committed()).toEqual(['0:0', '1:0', '2:0'])
      await reset(topic, '--to-latest', '--execute')
      expect(await committed()).toEqual(before)
      await reset(`${topic}:0`, '--shift-by', '-1', '--execute')
      const end = Number(before[0]!.split(':')[1])
      expect(await committed()).toEqual([`0:${Math.max(0, end - 1)}`, ...before.slice(1)])
      await reset(`${topic}:0`, '--to-offset', '0', '--execute')
      expect(await committed()).toEqual(['0:0', ...before.slice(1)])
      await reset(topic, '--to-datetime', '2020-01-01T00:00:00.000', '--execute')
      expect(await committed()).toEqual(['0:0', '1:0', '2:0'])
    })

    it('consumer-groups deletes offsets and the group', async () => {
      await groups('--group', group, '--delete-offsets', '--topic', `${topic}:0`)
      expect(await committed()).toEqual(['1:0', '2:0'])
      expect(await groups('--group', group, '--delete')).toMatch(
        /Deletion of requested consumer groups .* was successful/,
      )
      expect(linesOf(await groups('--list'))).not.toContain(group)
    })

    it('verifiable-consumer reads, commits and ends', async () => {
      const limits = ['--topic', topic, '--group-id', `verifiable-${release}`, '--max-messages', '35']
      const lines = linesOf(await tools.run('verifiable-consumer', [...limits, '--reset-policy', 'earliest']))
      const events = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as VerifiableEvent)
      expect(events.find(({ name }) => name === 'partitions_assigned')?.partitions).toHaveLength(3)
      const read = events.filter(({ name }) => name === 'records_consumed').map(({ count }) => count ?? 0)
      expect(read.reduce((sum, count) => sum + count, 0)).toBe(35)
      const commits = events.filter(({ name }) => name === 'offsets_committed')
      expect(commits.length).toBeGreaterThan(0)
      expect(commits.every(({ success }) => success)).toBe(true)
    })
  })
})

interface VerifiableEvent {
  name: string
  partitions?: unknown[]
  count?: number
  success?: boolean
}

/** A member of a group that has its partitions. */
async function joined(bootstrap: string, group: string, topic: string) {
  const kafka = new Kafka({ clientId: 'the-member', brokers: bootstrap.split(','), logLevel: logLevel.NOTHING })
  const consumer = kafka.consumer({ groupId: group, heartbeatInterval: 500, sessionTimeout: 10_000 })
  const assigned = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve))
  await consumer.connect()
  await consumer.subscribe({ topics: [topic] })
  await consumer.run({ eachMessage: async () => undefined })
  await assigned
  return consumer
}
