import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { CODECS } from '../helpers/compression'
import { repositoryRoot } from '../helpers/programs'
import { pythonMissing, runPython } from '../helpers/python'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const missing = (await clusterMissing()) ?? (await pythonMissing())
const script = readFileSync(join(repositoryRoot, 'test/interop/librdkafka.py'), 'utf8')

describe.skipIf(skipFor('confluent-kafka (librdkafka)', missing))('confluent-kafka (librdkafka)', () => {
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

  async function python<T>(command: string, options: object = {}): Promise<T> {
    const args = [cluster.bootstrap, command, JSON.stringify(options)]
    const result = await runPython(script, args, { timeoutMs: 60_000 })
    expect(result.code, `${command}\n${result.stdout}\n${result.stderr}`).toBe(0)
    return JSON.parse(result.stdout.trim().split('\n').at(-1)!) as T
  }

  it('administers topics', async () => {
    const seen = await python<Administered>('administer')
    expect(seen.brokers).toEqual(cluster.brokers.map(({ id, port }) => [id, '127.0.0.1', port]))
    expect(seen.created.partitions).toBe(3)
    expect(seen.created.replicas).toEqual([3, 3, 3])
    expect(seen.again).toBe('TOPIC_ALREADY_EXISTS')
    expect(seen.tooWide).toBe('INVALID_REPLICATION_FACTOR')
    expect(seen.more).toBe(5)
    expect(seen.configBefore).toBe('604800000')
    expect(seen.configAfter).toBe('3600000')
    expect(seen.latest).toBe(0)
    expect(seen.deleted).toBe(true)
  })

  const styles = [
    { acks: '0', idempotent: false },
    { acks: '1', idempotent: false },
    { acks: 'all', idempotent: false },
    { acks: 'all', idempotent: true },
  ]
  describe.each(CODECS)('with %s', (codec) => {
    it.each(styles)('acks $acks, idempotent $idempotent', async ({ acks, idempotent }) => {
      const topic = `rd-${codec}-${acks}-${idempotent}`
      // Every leader must be ready: a record of acks=0 that comes too early is lost, as it should be.
      await raw.createTopic({ name: topic, partitions: 2, replicationFactor: 3 })
      const seen = await python<Produced>('produce', { topic, codec, acks, idempotent, count: 1_000 })
      expect(seen.failures).toEqual([])
      if (acks !== '0') expect(seen.offsets).toEqual([500, 500])
      expect(seen.read.map(({ length }) => length)).toEqual([500, 500])
      for (const [partition, values] of seen.read.entries()) {
        expect(values).toEqual(Array.from({ length: 500 }, (_, index) => `${partition}:${index}`))
      }
    })
  })
})

interface Administered {
  brokers: [number, string, number][]
  created: { partitions: number; replicas: number[] }
  again: string
  tooWide: string
  more: number
  configBefore: string
  configAfter: string
  latest: number
  deleted: boolean
}
interface Produced {
  failures: string[]
  offsets: number[]
  read: string[][]
}
