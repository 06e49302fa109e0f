import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { apacheMissing } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { JavaTools } from '../helpers/java-tools'
import { RawClient } from '../helpers/raw-client'
import { encodeBatch } from '../helpers/raw-records'
import { createTopic, listOffset, produce } from '../helpers/raw-requests'
import { skipFor } from '../helpers/skips'

const missing = skipFor('retention', (await clusterMissing()) ?? (await apacheMissing('3.9.1')))
/** Kafka looks after its logs for the first time half a minute after its start. */
const FIRST_CHECK_MS = 45_000
const LATEST = -1
const EARLIEST = -2

describe.skipIf(missing)('retention.ms=0 and back, by kafka-configs', () => {
  let cluster: TestCluster
  let client: RawClient
  let tools: JavaTools

  beforeAll(async () => {
    cluster = await TestCluster.start({ brokers: 1, properties: { 'log.retention.check.interval.ms': 300 } })
    client = new RawClient([cluster.bootstrap])
    tools = await JavaTools.start('3.9.1', cluster.bootstrap)
    const configs = { 'segment.bytes': '3000', 'file.delete.delay.ms': '1500' }
    for (const name of ['book', 'witness']) await createTopic(await client.controller(), { name, configs })
  }, 60_000)
  afterAll(async () => {
    await tools?.stop()
    client?.close()
  })

  const put = async (topic: string, batches: number) => {
    const leader = await client.leader(topic, 0)
    for (let batch = 0; batch < batches; batch++) {
      expect((await produce(leader, topic, 0, encodeBatch(['x'.repeat(1000)]))).error).toBe(0)
    }
  }
  const offset = async (topic: string, timestamp: number) =>
    (await listOffset(await client.leader(topic, 0), topic, 0, timestamp)).offset
  const files = (suffix: string) =>
    readdirSync(join(cluster.broker(1).logDirs[0]!, 'book-0')).filter((name) => name.endsWith(suffix))
  const alter = (topic: string, change: readonly string[]) =>
    tools.run('configs', ['--entity-type', 'topics', '--entity-name', topic, '--alter', ...change])

  it('takes every segment, the active one too, and leaves the next records once the setting is gone', async () => {
    await put('book', 7)
    expect(files('.log').length).toBeGreaterThan(2)
    await alter('book', ['--add-config', 'retention.ms=0'])
    await eventually(async () => expect(await offset('book', EARLIEST)).toBe(7), FIRST_CHECK_MS)
    expect(await offset('book', LATEST)).toBe(7)
    await eventually(() => expect(files('.log.deleted').length).toBeGreaterThan(2))
    expect(files('.log')).toEqual(['00000000000000000007.log'])
    await eventually(() => expect(files('.deleted')).toEqual([]))

    await put('book', 1)
    await eventually(async () => expect(await offset('book', EARLIEST)).toBe(8))

    await alter('book', ['--delete-config', 'retention.ms'])
    await put('book', 4)
    // Another topic shows that checks go on meanwhile.
    await alter('witness', ['--add-config', 'retention.ms=0'])
    for (let round = 1; round <= 3; round++) {
      await put('witness', 1)
      await eventually(async () => expect(await offset('witness', EARLIEST)).toBe(round))
    }
    expect([await offset('book', EARLIEST), await offset('book', LATEST)]).toEqual([8, 12])
  }, 120_000)
})
