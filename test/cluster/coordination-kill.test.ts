import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { sessionTimeoutMs } from '../helpers/cluster-options'
import { eventually } from '../helpers/eventually'
import { NumberedProducer } from '../helpers/numbered-producer'
import { RawClient } from '../helpers/raw-client'
import { readZnode } from '../helpers/raw-znodes'
import { readBackProblems } from '../helpers/read-back'
import { Seeded } from '../helpers/seeded'
import { skipFor } from '../helpers/skips'

const PARTITIONS = [0, 1, 2]
const PATIENCE_MS = 60_000

describe.skipIf(skipFor('coordination server', await clusterMissing()))('the coordination server under load', () => {
  let cluster: TestCluster
  let client: RawClient
  beforeAll(async () => {
    cluster = await TestCluster.start({ properties: { 'min.insync.replicas': 2 } })
    client = new RawClient(cluster.bootstrap.split(','))
    await client.createTopic({ name: 'steady', partitions: PARTITIONS.length, replicationFactor: 3 })
  })
  afterAll(async () => {
    client?.close()
    await cluster?.stopAll()
  })

  /** What would change with any new session, registration or election. */
  async function order() {
    const at = async (path: string) => {
      const znode = await readZnode(cluster.zookeeper, path)
      return { path, czxid: znode?.czxid, owner: znode?.ephemeralOwner, data: znode?.data }
    }
    const states = PARTITIONS.map((partition) => `/brokers/topics/steady/partitions/${partition}/state`)
    return Promise.all(
      ['/controller', '/controller_epoch', ...cluster.ids.map((id) => `/brokers/ids/${id}`), ...states].map(at),
    )
  }

  it('is killed and back within the session timeout: no session, no controller, no leader changes', async () => {
    const producers = PARTITIONS.map((partition) => {
      return new NumberedProducer(cluster.bootstrap.split(','), 'steady', partition, new Seeded(partition))
    })
    for (const producer of producers) producer.start()
    const progress = () => Promise.all(producers.map((producer) => producer.progress(100, PATIENCE_MS)))
    await progress()
    const before = await order()
    for (const { path, owner } of before.filter(
      ({ path }) => path.startsWith('/brokers/ids/') || path === '/controller',
    )) {
      expect(owner, path).not.toBe(0n)
    }
    for (let time = 0; time < 2; time++) {
      await cluster.coordination.kill('SIGKILL')
      // Records flow without it: leaders and replicas know each other.
      await progress()
      await cluster.coordination.start()
      await progress()
    }
    // A session that was not taken up again would end within its timeout and a tick or two.
    await new Promise((resolve) => setTimeout(resolve, sessionTimeoutMs[cluster.brokers[0]!.engine] + 2_000))
    await progress()
    expect(await order()).toEqual(before)
    for (const producer of producers) await producer.stop()
    for (const producer of producers) {
      expect(readBackProblems(producer, await client.readRecords('steady', producer.partition))).toEqual([])
    }
  })

  it('still tells the controller of a broker that dies afterwards', async () => {
    const { leader } = await client.partition('steady', 0)
    await cluster.broker(leader).kill('SIGKILL')
    await eventually(async () => expect((await client.partition('steady', 0)).leader).not.toBe(leader), PATIENCE_MS)
    await cluster.broker(leader).start()
    await eventually(async () => expect((await client.partition('steady', 0)).isr).toHaveLength(3), PATIENCE_MS)
  })

  it('frozen, does not keep a broker from its orderly end', async () => {
    cluster.coordination.process.signal('SIGSTOP')
    try {
      const { code, signal } = await cluster.broker(1).kill('SIGTERM')
      expect({ code, signal }).toEqual({ code: 0, signal: null })
    } finally {
      cluster.coordination.process.signal('SIGCONT')
    }
  })
})
