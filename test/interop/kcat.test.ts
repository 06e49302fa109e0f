import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { CODECS } from '../helpers/compression'
import { kcat, kcatMissing } from '../helpers/kcat'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

const missing = (await clusterMissing()) ?? (await kcatMissing())

describe.skipIf(skipFor('kcat', missing))('kcat', () => {
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

  async function ask(args: string[], input?: string): Promise<string> {
    const all = ['-b', cluster.bootstrap, ...args]
    const result = await kcat(all, { timeoutMs: 30_000, ...(input === undefined ? {} : { input }) })
    expect(result.code, `kcat ${all.join(' ')}\n${result.stdout}${result.stderr}`).toBe(0)
    return result.stdout
  }
  const lines = (text: string) => text.split('\n').filter((line) => line !== '')

  it('lists brokers, controller, topics and partitions', async () => {
    await raw.createTopic({
      name: 'listed',
      assignment: [
        [2, 3, 1],
        [1, 2, 3],
      ],
    })
    const listed = JSON.parse(await ask(['-L', '-J'])) as Listing
    expect(listed.brokers.map(({ id, name }) => `${id} ${name}`).sort()).toEqual(
      cluster.brokers.map(({ id, address }) => `${id} ${address}`),
    )
    expect(cluster.ids).toContain(listed.controllerid)
    const topic = listed.topics.find((candidate) => candidate.topic === 'listed')!
    expect(
      topic.partitions.map(({ partition, leader, replicas }) => [partition, leader, replicas.map(({ id }) => id)]),
    ).toEqual([
      [0, 2, [2, 3, 1]],
      [1, 1, [1, 2, 3]],
    ])
    expect(topic.partitions.map(({ isrs }) => isrs.map(({ id }) => id).sort())).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ])
  })

  it.each(CODECS)('writes and reads by partition with %s', async (codec) => {
    const topic = `kcat-${codec}`
    await raw.createTopic({ name: topic, partitions: 2, replicationFactor: 3 })
    for (const partition of ['0', '1']) {
      const sent = Array.from(
        { length: 300 },
        (_, index) => `p${partition} ${index} ${codec} ${'z'.repeat(index % 80)}`,
      )
      await ask(['-P', '-t', topic, '-p', partition, '-z', codec, '-X', 'acks=all'], `${sent.join('\n')}\n`)
      expect(lines(await ask(['-C', '-t', topic, '-p', partition, '-o', 'beginning', '-e', '-q']))).toEqual(sent)
    }
    const batches = await raw.readBatches(topic, 0)
    expect(batches.some((batch) => batch.codec === codec)).toBe(true)
  })

  it.each(['0', '1', 'all'])('writes with acks %s', async (acks) => {
    const topic = `kcat-acks-${acks}`
    await raw.createTopic({ name: topic, replicationFactor: 3 })
    await ask(['-P', '-t', topic, '-p', '0', '-X', `acks=${acks}`], 'one\ntwo\nthree\n')
    const read = ['-C', '-t', topic, '-p', '0', '-o', 'beginning', '-c', '3', '-q', '-f', '%o %s\n']
    expect(lines(await ask(read))).toEqual(['0 one', '1 two', '2 three'])
  })

  it('writes idempotently, with keys, headers and deletions', async () => {
    await raw.createTopic({ name: 'kcat-parts', replicationFactor: 3 })
    const write = ['-P', '-t', 'kcat-parts', '-p', '0', '-X', 'enable.idempotence=true', '-K:', '-Z', '-H', 'h=1']
    await ask(write, 'a:value\nb:\n')
    const read = ['-C', '-t', 'kcat-parts', '-p', '0', '-o', 'beginning', '-e', '-q', '-Z', '-f', '%o %k %s %h\n']
    expect(lines(await ask(read))).toEqual(['0 a value h=1', '1 b NULL h=1'])
    const [batch] = await raw.readBatches('kcat-parts', 0)
    expect(batch!.producerId >= 0n).toBe(true)
  })

  it('reads from an offset, from the end, and by time', async () => {
    await raw.createTopic({ name: 'kcat-offsets', replicationFactor: 2 })
    await ask(['-P', '-t', 'kcat-offsets', '-p', '0'], 'a\nb\nc\nd\n')
    const from = (offset: string) => ask(['-C', '-t', 'kcat-offsets', '-p', '0', '-o', offset, '-e', '-q'])
    expect(lines(await from('2'))).toEqual(['c', 'd'])
    expect(lines(await from('-1'))).toEqual(['d'])
    expect(lines(await from('s@1000'))).toEqual(['a', 'b', 'c', 'd'])
    expect((await ask(['-Q', '-t', 'kcat-offsets:0:-1'])).trim()).toBe('kcat-offsets [0] offset 4')
    expect((await ask(['-Q', '-t', 'kcat-offsets:0:-2'])).trim()).toBe('kcat-offsets [0] offset 0')
  })

  it('writes a record larger than a socket buffer and refuses one over max.message.bytes', async () => {
    await raw.createTopic({ name: 'kcat-large', replicationFactor: 3, configs: { 'max.message.bytes': '600000' } })
    const large = 'L'.repeat(500_000)
    await ask(['-P', '-t', 'kcat-large', '-p', '0', '-X', 'acks=all'], large)
    const [record] = await raw.readRecords('kcat-large', 0)
    expect(record!.value).toBe(large)
    const input = 'M'.repeat(700_000)
    const refused = await kcat(['-b', cluster.bootstrap, '-P', '-t', 'kcat-large', '-p', '0'], {
      input,
      timeoutMs: 30_000,
    })
    expect(refused.stderr).toMatch(/Message size too large/)
  })
})

interface Listing {
  controllerid: number
  brokers: { id: number; name: string }[]
  topics: {
    topic: string
    partitions: { partition: number; leader: number; replicas: { id: number }[]; isrs: { id: number }[] }[]
  }[]
}
