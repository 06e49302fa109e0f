import { join } from 'node:path'
import { Kafka, logLevel, type Producer } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Interest } from '../../electron/host/api/functions'
import type { IoBrokerView } from '../../electron/host/api/io-views'
import { eventually } from '../helpers/eventually'
import { LabPage } from '../helpers/lab-page'
import { startLab } from '../helpers/lab-process'
import type { TestProcess } from '../helpers/processes'
import { programsMissing } from '../helpers/programs'
import { RawClient } from '../helpers/raw-client'
import { fetch } from '../helpers/raw-requests'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const missing = skipFor('the account of bytes', programsMissing('highwater', 'broker', 'coordination'))
const isLinux = process.platform === 'linux'

const BATCHES = 120
const RECORDS = 100
const VALUE_BYTES = 1000
const MEBIBYTE = 1024 * 1024
const SETTINGS = {
  'log.cleaner.backoff.ms': '200',
  'log.cleaner.dedupe.buffer.size': '4000000',
}

describe.skipIf(missing)('what the brokers of a lab move', () => {
  let lab: TestProcess
  let page: LabPage
  let client: RawClient
  let producer: Producer

  beforeAll(async () => {
    const sets = Object.entries(SETTINGS).flatMap(([key, value]) => ['--set', `${key}=${value}`])
    const dir = join(temporaryDirectory('io'), 'lab')
    const started = await startLab(dir, ['--brokers', '2', ...sets])
    lab = started.lab
    page = await LabPage.open(started.ready.dashboard!)
    client = new RawClient(started.ready.bootstrap.split(','))
    const kafka = new Kafka({ brokers: started.ready.bootstrap.split(','), logLevel: logLevel.NOTHING })
    producer = kafka.producer({ idempotent: true, maxInFlightRequests: 1 })
    await producer.connect()
    for (const [topic, configs] of Object.entries(TOPICS)) {
      await page.call('createTopic', { topic, partitions: 1, replicationFactor: 2, configs })
    }
    await page.until(() => Object.keys(TOPICS).every((topic) => page.partitions.get(`${topic}-0`)?.isr.length === 2))
  }, 60_000)
  afterAll(async () => {
    await producer?.disconnect()
    client?.close()
    page?.close()
    await lab?.stop()
  })

  const TOPICS = {
    cleaned: {
      'cleanup.policy': 'compact',
      'segment.bytes': String(4 * MEBIBYTE),
      'min.cleanable.dirty.ratio': '0.3',
      'file.delete.delay.ms': '500',
    },
    plain: { 'segment.bytes': String(4 * MEBIBYTE), 'file.delete.delay.ms': '500' },
  }
  const interest = (brokerId: number, topic: string): Interest => ({
    telemetry: true,
    io: { brokerId, partition: { topic, partition: 0 }, afterMs: 0 },
    cleaning: { opened: { brokerId, topic, partition: 0 } },
  })
  const leaderOf = (topic: string) => page.partitions.get(`${topic}-0`)!.leader
  const fill = async (topic: string) => {
    for (let batch = 0; batch < BATCHES; batch++) {
      const messages = Array.from({ length: RECORDS }, (_, record) => ({
        key: `key-${(batch * RECORDS + record) % 500}`,
        value: String(batch).padEnd(VALUE_BYTES, 'x'),
      }))
      await producer.send({ topic, messages })
    }
  }
  const consume = async (topic: string) => {
    for (let offset = 0; ; ) {
      // On a busy machine the leader may change: its successor is asked on.
      const { records, highWatermark } = await eventually(async () => {
        const answer = await fetch(await client.leader(topic, 0), topic, 0, offset)
        expect(answer.error).toBe(0)
        return answer
      })
      if (records.length === 0) return
      // A batch of compacted records may be cut at the end; the next one begins behind the last that is whole.
      let at = 0
      while (at + 12 <= records.length && at + 12 + records.readInt32BE(at + 8) <= records.length) {
        offset = Number(records.readBigInt64BE(at)) + records.readInt32BE(at + 23) + 1
        at += 12 + records.readInt32BE(at + 8)
      }
      if (offset >= highWatermark) return
    }
  }
  const brokers = (): IoBrokerView[] => page.io?.brokers ?? []
  const sum = (values: Record<string, number>) => Object.values(values).reduce((total, value) => total + value, 0)

  /** Within 2 %; and by less than what goes to the lab, which is less than that and missed all the same. */
  const balances = ({ crossCheck, channels }: IoBrokerView) => {
    const { countedRead, countedWritten, processRead, processWritten, differenceWritten } = crossCheck!
    return (
      Math.abs(1 - countedRead / processRead) < 0.02 &&
      Math.abs(1 - countedWritten / processWritten) < 0.02 &&
      Math.abs(differenceWritten) < channels!.ipcOut / 2
    )
  }

  it('balances with the kernel while it produces, replicates, consumes, compacts and deletes', async () => {
    const wanted = interest(leaderOf('cleaned'), 'cleaned')
    await page.until(
      () => brokers().length === 2 && brokers().every(({ crossCheck }) => !isLinux || crossCheck !== null),
      20_000,
      wanted,
    )
    await fill('plain')
    await consume('plain')
    await fill('cleaned')
    await page.until(() => (page.cleaning?.opened?.lastRun ?? null) !== null, 20_000, wanted)
    await consume('cleaned')
    // Of compacted logs the cleaner's threads also delete what is too old: the other logs' first check comes half a minute after the start.
    const changes = { 'cleanup.policy': 'compact,delete', 'retention.ms': '0' }
    await page.call('alterConfigs', { type: 'topic', name: 'cleaned', changes })
    const produced = 2 * BATCHES * RECORDS * VALUE_BYTES
    // Bytes are told once a second, each broker for itself. Each has all records once: as a partition's leader or as its follower.
    const isTold = ({ bytes }: IoBrokerView) =>
      bytes !== null &&
      bytes.deleted > VALUE_BYTES * RECORDS &&
      bytes.write.append + bytes.write.replicationAppend > produced
    const removed = () => page.cleaning!.opened?.logStartOffset === BATCHES * RECORDS && brokers().every(isTold)
    await page.until(removed, 60_000, wanted)
    const run = page.cleaning!.opened!.lastRun!
    const accounted = () => {
      const leader = brokers().find(({ brokerId }) => brokerId === leaderOf('cleaned'))!
      return (
        brokers().reduce((total, { bytes }) => total + bytes!.write.append, 0) > produced &&
        brokers().some(({ bytes }) => bytes!.read.consumerFetch > 0) &&
        leader.bytes!.read.cleanerRead >= run.bytesRead &&
        leader.bytes!.write.cleanerWrite >= run.bytesWritten
      )
    }
    await page.until(accounted, 20_000, wanted)
    if (!isLinux) return
    // Bytes on their way through a socket are in one of the two sums and not yet in the other; what is never counted stays apart.
    await page
      .until(() => brokers().every(balances), 20_000, wanted)
      .catch((error: Error) => {
        const seen = brokers().map(({ brokerId, crossCheck, channels }) => ({ brokerId, ...crossCheck, ...channels }))
        throw new Error(`${JSON.stringify(seen)}\n${error.message}`)
      })
  }, 120_000)

  it('tells of the opened log what was cleaned and what keeps its segments', () => {
    const opened = page.cleaning!.opened!
    expect(opened.lastRun).toMatchObject({ topic: 'cleaned', segmentsBefore: expect.any(Number) })
    expect(opened.lastRun!.recordsAfter).toBeLessThan(opened.lastRun!.recordsBefore)
    expect(opened.runs[0]).toEqual(opened.lastRun)
    expect(opened.cleanupPolicy).toBe('compact,delete')
    expect(opened.retention).toMatchObject({ retentionMs: 0, policyHasDelete: true })
    expect(opened.logEndOffset).toBe(BATCHES * RECORDS)
    expect(page.cleaning!.logs.map(({ topic }) => topic)).toContain('cleaned')
    expect(page.cleaning!.brokers.map(({ brokerId, enabled }) => [brokerId, enabled])).toEqual([
      [1, true],
      [2, true],
    ])
  })

  it('shows the same bytes of a partition, second by second', async () => {
    const marked = (wanted: string) => page.io?.marks.some(({ kind }) => kind === wanted) === true
    const wanted = interest(leaderOf('cleaned'), 'cleaned')
    // A partition's bytes are told when they are asked for, its broker's once a second.
    const agrees = () => {
      const partition = page.io?.partition
      const leader = brokers().find(({ brokerId }) => brokerId === partition?.brokerId)
      if (!partition?.bytes || !leader?.bytes) return false
      return (
        partition.samples.length > 1 &&
        partition.bytes.read.cleanerRead === leader.bytes.read.cleanerRead &&
        partition.bytes.write.append <= leader.bytes.write.append
      )
    }
    await page.until(() => ['roll', 'cleaner', 'retention'].every(marked) && agrees(), 20_000, wanted)
    const { io } = page
    const { bytes } = io!.partition!
    const ofBroker = io!.samples!.samples.flatMap(({ write }) => write ?? []).reduce((total, value) => total + value, 0)
    expect(ofBroker).toBeGreaterThan(sum(bytes!.write) / 2)
    for (const { kind, fromMs, toMs } of io!.marks) if (kind === 'cleaner') expect(toMs).toBeGreaterThanOrEqual(fromMs)
  })
})
