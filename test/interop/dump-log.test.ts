import { afterEach, describe, expect, it } from 'vitest'
import { apacheMissing } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { CODECS } from '../helpers/compression'
import { dumpLogProblems } from '../helpers/dump-log'
import { NumberedProducer } from '../helpers/numbered-producer'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'
import { replicaBatches, segmentCount } from '../helpers/replica-files'
import { Seeded } from '../helpers/seeded'
import { skipFor } from '../helpers/skips'
import { divergeAndHeal } from '../helpers/truncation'

const missing = (await clusterMissing()) ?? (await apacheMissing('2.6.3')) ?? (await apacheMissing('3.9.1'))
const SMALL = { 'segment.bytes': '60000', 'index.interval.bytes': '500' }

describe.skipIf(skipFor("Apache's dump-log tool", missing))("Apache's dump-log tool", () => {
  let cluster: TestCluster
  let client: RawClient
  afterEach(async () => {
    client?.close()
    await cluster?.stopAll()
  })

  async function started(): Promise<void> {
    cluster = await TestCluster.start()
    client = new RawClient(cluster.bootstrap.split(','))
  }
  /** What both an old and a newer release say about every file of every broker. */
  async function problems(): Promise<string[]> {
    client.close()
    await cluster.stopAll()
    const logDirs = cluster.brokers.flatMap((broker) => broker.logDirs)
    return [...(await dumpLogProblems(logDirs, '2.6.3')), ...(await dumpLogProblems(logDirs, '3.9.1'))]
  }

  it('accepts every file of a plain run, in five compressions', async () => {
    await started()
    await client.createTopic({ name: 'plain', partitions: CODECS.length, replicationFactor: 3, configs: SMALL })
    const seeded = new Seeded(11)
    for (const [partition, codec] of CODECS.entries()) {
      const leader = await client.leader('plain', partition)
      for (let n = 0; n < 120; n++) {
        // Random letters, so that compressed segments roll as well.
        const values = Array.from({ length: seeded.integer(1, 10) }, () => noise(seeded, seeded.integer(0, 600)))
        const { error } = await produce(
          leader,
          'plain',
          partition,
          encodeBatch(values, { codec, timestampMs: 1_700_000_000_000 + n * 10 }),
        )
        expect(error).toBe(0)
      }
    }
    expect(await problems()).toEqual([])
    for (const broker of cluster.brokers) {
      for (const partition of CODECS.keys())
        expect(segmentCount(broker.logDirs, `plain-${partition}`)).toBeGreaterThan(2)
    }
  })

  it('accepts every file after kill -9 of all brokers under load', async () => {
    await started()
    await client.createTopic({ name: 'killed', partitions: 2, replicationFactor: 3, configs: SMALL })
    const addresses = cluster.bootstrap.split(',')
    const producers = [0, 1].map(
      (partition) => new NumberedProducer(addresses, 'killed', partition, new Seeded(partition), 0),
    )
    for (const producer of producers) producer.start()
    await Promise.all(producers.map((producer) => producer.progress(3_000, 60_000)))
    await Promise.all(cluster.brokers.map((broker) => broker.kill('SIGKILL')))
    for (const producer of producers) await producer.stop(1)
    if (cluster.brokers[0]!.engine === 'apache') await new Promise((resolve) => setTimeout(resolve, 9_000))
    await Promise.all(cluster.brokers.map((broker) => broker.start()))
    await cluster.waitReady()
    expect(await problems()).toEqual([])
    for (const broker of cluster.brokers) expect(segmentCount(broker.logDirs, 'killed-0')).toBeGreaterThan(1)
  })

  it('accepts every file after a diverged leader cut its tail', async () => {
    const healed = await divergeAndHeal()
    cluster = healed.cluster
    client = new RawClient([])
    expect(healed.lostFromOldLeader).toBeGreaterThan(0)
    expect(healed.differences).toEqual([])
    expect(await problems()).toEqual([])
    for (const broker of cluster.brokers)
      expect(replicaBatches(broker.logDirs, 'diverged-0').length).toBeGreaterThan(10)
  })
})

function noise(seeded: Seeded, length: number): string {
  return Array.from({ length }, () => String.fromCharCode(seeded.integer(33, 126))).join('')
}
