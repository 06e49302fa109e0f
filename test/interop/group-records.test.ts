import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing, runTool } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { assignment, commit, findCoordinator, join as joinGroup, subscription, sync } from '../helpers/raw-groups'
import { skipFor } from '../helpers/skips'

const missing = (await clusterMissing()) ?? (await apacheMissing('2.6.3'))
const OFFSETS = '__consumer_offsets'
const FORMATTERS = 'kafka.coordinator.group.GroupMetadataManager'

describe.skipIf(skipFor("Apache's readers of group records", missing))("Apache's readers of group records", () => {
  let cluster: TestCluster
  let client: RawClient

  beforeAll(async () => {
    cluster = await TestCluster.start({ brokers: 1, properties: { 'offsets.topic.num.partitions': 1 } })
    client = new RawClient(cluster.bootstrap.split(','))
    await client.createTopic({ name: 't', partitions: 2 })
    const connection = await client.to(await findCoordinator(client, 'g'))
    // It sends no heartbeats while Apache's tools start and read: its session must outlast them.
    const joining = { group: 'g', instanceId: 'i1', metadata: subscription('t'), sessionTimeoutMs: 300_000 }
    const joined = await eventually(async () => {
      const answer = await joinGroup(connection, joining)
      expect(answer.error).toBe(0)
      return answer
    })
    const member = { group: 'g', memberId: joined.memberId, generation: joined.generation, instanceId: 'i1' }
    await sync(connection, member, { [joined.memberId]: assignment('t', [0, 1]) })
    const offsets = [
      { topic: 't', partition: 0, offset: 41, metadata: 'noted' },
      { topic: 't', partition: 1, offset: 2 ** 40 },
    ]
    expect(await commit(connection, member, offsets)).toEqual([0, 0])
    expect(await commit(connection, { group: 'old' }, [{ topic: 't', partition: 0, offset: 7 }], 60_000)).toEqual([0])
  }, 60_000)
  afterAll(() => client?.close())

  const consume = async (formatter: string, count: number) => {
    const { code, stdout, stderr } = await runTool('2.6.3', 'console-consumer', [
      ...['--bootstrap-server', cluster.bootstrap, '--topic', OFFSETS, '--partition', '0', '--offset', 'earliest'],
      ...['--formatter', `${FORMATTERS}$${formatter}`, '--consumer-property', 'exclude.internal.topics=false'],
      ...['--max-messages', String(count)],
    ])
    expect(code, stderr).toBe(0)
    return stdout.trim().split('\n')
  }

  it('the formatters of console-consumer print every field', async () => {
    const all = 4
    const [offsets, groups] = await Promise.all([
      consume('OffsetsMessageFormatter', all),
      consume('GroupMetadataMessageFormatter', all),
    ])
    expect(offsets.map((line) => line.replace(/(Timestamp=)(Some\()?\d{13}\)?/g, '$1now'))).toEqual([
      '[g,t,0]::OffsetAndMetadata(offset=41, leaderEpoch=Optional.empty, metadata=noted, commitTimestamp=now, expireTimestamp=None)',
      `[g,t,1]::OffsetAndMetadata(offset=${2 ** 40}, leaderEpoch=Optional.empty, metadata=, commitTimestamp=now, expireTimestamp=None)`,
      '[old,t,0]::OffsetAndMetadata(offset=7, leaderEpoch=Optional.empty, metadata=, commitTimestamp=now, expireTimestamp=now)',
    ])
    expect(groups).toEqual([
      expect.stringMatching(
        /^g::GroupMetadata\(groupId=g, generation=1, protocolType=Some\(consumer\), currentState=Stable, members=\w*Map\(i1-[\w-]+ -> MemberMetadata\(memberId=i1-[\w-]+, groupInstanceId=Some\(i1\), clientId=raw-test-client, clientHost=\/127.0.0.1, sessionTimeoutMs=300000, rebalanceTimeoutMs=10000, supportedProtocols=List\(range\), \)\)\)$/,
      ),
    ])
  }, 60_000)

  it('dump-log decodes them, the ends of groups too', async () => {
    const { code } = await runTool('2.6.3', 'consumer-groups', [
      ...['--bootstrap-server', cluster.bootstrap, '--delete', '--group', 'old'],
    ])
    expect(code).toBe(0)
    await cluster.broker(1).kill('SIGTERM')
    const [logDir] = cluster.broker(1).logDirs
    const log = join(logDir!, `${OFFSETS}-0`, '00000000000000000000.log')
    const dumped = await runTool('2.6.3', 'dump-log', ['--offsets-decoder', '--files', log])
    expect([dumped.code, dumped.stderr]).toEqual([0, ''])
    const records = dumped.stdout.split('\n').filter((line) => line.startsWith('| offset'))
    const said = records.map((line) => line.replace(/^.* key: /, ''))
    expect(said[0]).toMatch(
      /^group_metadata::group=g payload: \{"protocolType":"consumer","protocol":"range","generationId":1,/,
    )
    expect(said.slice(1)).toEqual([
      expect.stringContaining('offset_commit::group=g,partition=t-0 payload: offset=41,metadata=noted'),
      expect.stringContaining(`offset_commit::group=g,partition=t-1 payload: offset=${2 ** 40}`),
      expect.stringContaining('offset_commit::group=old,partition=t-0 payload: offset=7'),
      expect.stringContaining('offset_commit::group=old,partition=t-0 payload: <DELETE>'),
    ])
  }, 60_000)
})
