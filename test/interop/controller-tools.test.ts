import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing, runTool } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const missing = (await clusterMissing('highwater')) ?? (await apacheMissing('2.6.3'))
const PATIENCE_MS = 40_000
const REASSIGN = 'kafka.admin.ReassignPartitionsCommand'
const LEADER_ELECTION = 'kafka.admin.LeaderElectionCommand'
const PREFERRED_ELECTION = 'kafka.admin.PreferredReplicaLeaderElectionCommand'

describe.skipIf(skipFor('controller tools of Apache Kafka 2.6.3', missing))('controller tools of Apache 2.6.3', () => {
  let cluster: TestCluster
  let client: RawClient

  beforeAll(async () => {
    cluster = await TestCluster.start({ brokers: 4, properties: { 'auto.leader.rebalance.enable': false } })
    client = new RawClient(cluster.brokers.map(({ address }) => address))
  })
  afterAll(async () => {
    client.close()
    await cluster.stopAll()
  })

  async function tool(name: string, args: string[], input?: string): Promise<string> {
    const options = { timeoutMs: 90_000, ...(input === undefined ? {} : { input }) }
    const result = await runTool('2.6.3', name, args, options)
    expect(result.code, `${name} ${args.join(' ')}\n${result.stdout}\n${result.stderr}`).toBe(0)
    return result.stdout
  }

  const file = (name: string, content: object): string => {
    const path = join(cluster.directory, name)
    writeFileSync(path, JSON.stringify(content))
    return path
  }

  async function topic(name: string, assignment: string): Promise<void> {
    const where = ['--bootstrap-server', cluster.bootstrap]
    await tool('topics', [...where, '--create', '--topic', name, '--replica-assignment', assignment])
    const lines = Array.from({ length: 500 }, (_, index) => `record ${index}`).join('\n')
    await tool('console-producer', [...where, '--topic', name, '--request-required-acks', 'all'], `${lines}\n`)
  }

  it.each([
    { through: 'the API', where: () => ['--bootstrap-server', cluster.bootstrap] },
    { through: 'the znode', where: () => ['--zookeeper', cluster.zookeeper] },
  ])('a partition moves to other brokers through $through, with its records', async ({ through, where }) => {
    const name = through === 'the API' ? 'moved' : 'moved-by-znode'
    await topic(name, '1:2')
    const plan = file(`${name}.json`, { version: 1, partitions: [{ topic: name, partition: 0, replicas: [3, 4] }] })
    await tool(REASSIGN, [...where(), '--execute', '--reassignment-json-file', plan])
    await eventually(async () => {
      const report = await tool(REASSIGN, [...where(), '--verify', '--reassignment-json-file', plan])
      expect(report).toMatch(/complete/)
    }, PATIENCE_MS)
    await eventually(async () => {
      const moved = await client.partition(name, 0)
      expect([moved.leader, moved.replicas, [...moved.isr].sort()]).toEqual([3, [3, 4], [3, 4]])
    }, PATIENCE_MS)
    expect((await client.readRecords(name, 0)).map(({ value }) => value).slice(-1)).toEqual(['record 499'])
  })

  it.each([
    { how: 'the API', run: () => tool(LEADER_ELECTION, electionArguments('preferred')) },
    { how: 'the znode', run: () => tool(PREFERRED_ELECTION, ['--zookeeper', cluster.zookeeper]) },
  ])('the preferred leader leads again after an election through $how', async ({ how, run }) => {
    const name = how === 'the API' ? 'home' : 'home-by-znode'
    await topic(name, '2:3')
    await cluster.broker(2).kill('SIGTERM')
    await eventually(async () => expect((await client.partition(name, 0)).leader).toBe(3), PATIENCE_MS)
    await cluster.broker(2).start()
    await eventually(async () => expect((await client.partition(name, 0)).isr).toHaveLength(2), PATIENCE_MS)
    await run()
    await eventually(async () => expect((await client.partition(name, 0)).leader).toBe(2), PATIENCE_MS)
  })

  it('an unclean leader is elected when asked for, and not before', async () => {
    await topic('unclean', '3:4')
    await cluster.broker(4).kill('SIGTERM')
    await eventually(async () => expect((await client.partition('unclean', 0)).isr).toEqual([3]), PATIENCE_MS)
    await cluster.broker(3).kill('SIGKILL')
    await cluster.broker(4).start()
    await eventually(async () => expect((await client.partition('unclean', 0)).leader).toBe(-1), PATIENCE_MS)
    await tool(LEADER_ELECTION, [
      ...electionArguments('unclean').slice(0, -1),
      '--topic',
      'unclean',
      '--partition',
      '0',
    ])
    await eventually(async () => expect((await client.partition('unclean', 0)).leader).toBe(4), PATIENCE_MS)
    await cluster.broker(3).start()
    await eventually(async () => expect((await client.partition('unclean', 0)).isr).toHaveLength(2), PATIENCE_MS)
  })

  function electionArguments(type: 'preferred' | 'unclean'): string[] {
    return ['--bootstrap-server', cluster.bootstrap, '--election-type', type, '--all-topic-partitions']
  }
})
