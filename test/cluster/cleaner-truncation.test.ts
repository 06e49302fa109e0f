import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs'
import { afterAll, describe, expect, it } from 'vitest'
import type { BrokerProcess } from '../helpers/broker-process'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { checkpointedHighWatermark, replicaDifferences } from '../helpers/replica-files'
import { skipFor } from '../helpers/skips'

const TOPIC = 'turned'
const PARTITION = `${TOPIC}-0`
const PATIENCE_MS = 60_000
const KEYS = 20
const CONFIGS = {
  'cleanup.policy': 'compact',
  'segment.ms': '500',
  'min.cleanable.dirty.ratio': '0.005',
  'unclean.leader.election.enable': 'true',
  'file.delete.delay.ms': '100',
}
/** A map of the few hundred bytes that are dirty is soon made; to clean everything takes minutes. */
const SLOW = { 'log.cleaner.io.max.bytes.per.second': '300' }

const clientOf = ({ address }: BrokerProcess) => new Kafka({ brokers: [address], logLevel: logLevel.NOTHING })
const directoryOf = ({ logDirs }: BrokerProcess) => join(logDirs[0]!, PARTITION)
const halfCleaned = (broker: BrokerProcess) =>
  readdirSync(directoryOf(broker)).filter((name) => /\.(cleaned|swap)$/.test(name))

async function alterBroker(broker: BrokerProcess, configs: Record<string, string>): Promise<void> {
  const admin = clientOf(broker).admin()
  await admin.connect()
  const configEntries = Object.entries(configs).map(([name, value]) => ({ name, value }))
  const resource = { type: ConfigResourceTypes.BROKER, name: String(broker.id), configEntries }
  await admin.alterConfigs({ validateOnly: false, resources: [resource] })
  await admin.disconnect()
}

function expectCleanBelow(broker: BrokerProcess, offset: number): void {
  const checkpoint = readFileSync(join(broker.logDirs[0]!, 'cleaner-offset-checkpoint'), 'utf8')
  expect(checkpoint).toContain(`${TOPIC} 0 ${offset}\n`)
}

describe.skipIf(skipFor('truncation of what is cleaned', await clusterMissing()))('a leader that is cleaning', () => {
  let cluster: TestCluster
  afterAll(() => cluster?.killAll())

  it('becomes a follower and cuts what it cleans: the cleaning ends, and nothing of the tail is left or counts', async () => {
    cluster = await TestCluster.start({
      brokers: 2,
      properties: { 'log.cleaner.backoff.ms': 100, 'auto.leader.rebalance.enable': false },
    })
    const [old, next] = [cluster.broker(1), cluster.broker(2)]
    const client = new RawClient(cluster.bootstrap.split(','))
    await client.createTopic({ name: TOPIC, assignment: [[old.id, next.id]], configs: CONFIGS })
    // Ahead of the clock and a second apart: each rolls a segment.
    let timestampMs = Date.now() + 3_600_000
    const write = async (to: BrokerProcess, what: string, count: number, bytes = 0) => {
      const producer = clientOf(to).producer()
      await producer.connect()
      for (let n = 0; n < count; n++) {
        timestampMs += 1000
        const value = `${what} ${n} `.padEnd(bytes, '-')
        await producer.send({ topic: TOPIC, messages: [{ key: `k${n}`, value, timestamp: String(timestampMs) }] })
      }
      await producer.disconnect()
    }

    await write(old, 'together', KEYS, 3000)
    await write(old, 'together', 1)
    const common = KEYS + 1
    // All but the active segment, which holds the last record.
    await eventually(() => expectCleanBelow(old, common - 1), PATIENCE_MS)
    await alterBroker(old, SLOW)
    await eventually(
      () => expect(old.process.lines(/kafka-log-cleaner-thread-0\]: Starting/)).toHaveLength(2),
      PATIENCE_MS,
    )
    await next.kill('SIGTERM')
    // Together they are dirty enough, so that the map has most of them.
    await write(old, 'only the old leader', 6)
    await eventually(() => expect(halfCleaned(old)).not.toEqual([]), PATIENCE_MS)
    old.pause()
    expect(halfCleaned(old)).not.toEqual([])

    await next.start()
    await eventually(async () => {
      const { leader } = await new RawClient([next.address]).partition(TOPIC, 0)
      if (leader !== next.id) throw new Error(`broker ${leader} leads`)
    }, PATIENCE_MS)
    await write(next, 'only the new leader', 1)
    old.resume()
    await old.process.line(new RegExp(`Truncating to offset ${common}\\b`), PATIENCE_MS)
    // It would go on for minutes if nobody ended it.
    await eventually(() => expect(halfCleaned(old)).toEqual([]), PATIENCE_MS)

    await alterBroker(old, {})
    await write(next, 'together again', 3, 600)
    const last = common + 3
    for (const broker of [old, next]) await eventually(() => expectCleanBelow(broker, last), PATIENCE_MS)
    // All came to their end but the one that was cut short.
    await eventually(() => {
      const begun = old.process.lines(new RegExp(`Beginning cleaning of log ${PARTITION}`))
      expect(old.process.lines(new RegExp(`cleaned log ${PARTITION} `))).toHaveLength(begun.length - 1)
    }, PATIENCE_MS)
    const records = await client.readRecords(TOPIC, 0)
    client.close()
    const newest = new Map(records.map(({ key, value }) => [key, value?.trimEnd().replace(/ \d+ ?-*$/, '')]))
    expect(newest.size).toBe(KEYS)
    expect([...newest.values()].filter((value) => value === 'together')).toHaveLength(KEYS - 3)
    expect(records.filter(({ value }) => value?.startsWith('only the old'))).toEqual([])
    expect(old.process.lines(/uncleanable|ERROR .*\(kafka\.log\./)).toEqual([])
    await cluster.stopAll()
    expect([old, next].flatMap(halfCleaned)).toEqual([])
    expect(checkpointedHighWatermark(old.logDirs, PARTITION)).toBeGreaterThanOrEqual(last)
    expect(replicaDifferences([old, next], PARTITION)).toEqual([])
  })
})
