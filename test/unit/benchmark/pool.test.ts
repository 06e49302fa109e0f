import { describe, expect, test } from 'vitest'
import { Reader } from '../../../broker-core/bytes/reader'
import { RecordBatchView } from '../../../broker-core/format/record-batch'
import { recordsOf } from '../../../broker-core/format/record-batch-reader'
import { produce } from '../../../broker-core/protocol/messages/00-produce'
import type { BenchmarkWorkload } from '../../../electron/host/api/benchmark-views'
import { defaultRequest } from '../../../electron/host/api/default-benchmark'
import { makePool, PRODUCE_VERSION } from '../../../electron/host/benchmark/batch-pool'
import { clientCodec } from '../../../electron/host/client/node-runtime'

const workload: BenchmarkWorkload = {
  ...defaultRequest.workload,
  durationMs: null,
  records: 5000,
  keys: 300,
  valueBytesMin: 10,
  valueBytesMax: 300,
  tombstonePercent: 20,
  partitions: 3,
  batchBytes: 4096,
}

async function decoded(options: Partial<BenchmarkWorkload> = {}, bytesMax?: number) {
  const codec = await clientCodec()
  const pool = makePool({
    topic: 'bench',
    workload: { ...workload, ...options },
    nowMs: 1000,
    ...(bytesMax && { bytesMax }),
  })
  return pool.map((request, index) => {
    const { frame } = request
    expect(frame.readInt32BE(0)).toBe(frame.length - 4)
    expect([frame.readInt16BE(4), frame.readInt16BE(6), frame.readInt32BE(8)]).toEqual([0, PRODUCE_VERSION, index])
    const clientId = frame.readInt16BE(12)
    const { acks, topicData } = produce.request.read(new Reader(frame.subarray(14 + clientId)), PRODUCE_VERSION)
    const { index: partition, records } = topicData[0]!.partitionData[0]!
    const batch = new RecordBatchView(records as Buffer)
    expect([partition, batch.isValid, batch.sizeInBytes]).toEqual([request.partition, true, request.batchBytes])
    return { request, acks, batch, records: [...recordsOf(batch, codec)] }
  })
}

describe('requests made before a load', () => {
  test('hold every record once, whole and sound, a key always in the partition of its number', async () => {
    const requests = await decoded()
    const records = requests.flatMap(({ request, records }) =>
      records.map((record) => ({ ...record, partition: request.partition })),
    )
    expect(records).toHaveLength(5000)
    for (const { key, value, partition } of records) {
      expect(key?.toString()).toMatch(/^key-\d{12}$/)
      expect(Number(key?.toString().slice(4)) % 3).toBe(partition)
      if (value !== null) expect(value.length >= 10 && value.length <= 300).toBe(true)
    }
    const tombstones = records.filter(({ value }) => value === null).length
    expect(tombstones / 5000).toBeCloseTo(0.2, 1)
    expect(new Set(records.map(({ key }) => key?.toString())).size).toBe(300)
  })

  test('stay within the batch size, and count their records', async () => {
    for (const { request, batch, records } of await decoded()) {
      expect(batch.sizeInBytes).toBeLessThanOrEqual(61 + 4096)
      expect([records.length, batch.lastOffsetDelta]).toEqual([request.records, request.records - 1])
    }
  })

  test('a record larger than the batch size has a batch of its own', async () => {
    const requests = await decoded({ records: 20, valueBytesMin: 9000, valueBytesMax: 9000, tombstonePercent: 0 })
    expect(requests.map(({ records }) => records.length)).toEqual(new Array(20).fill(1))
  })

  test('end where memory ends', async () => {
    const requests = await decoded({ records: null, durationMs: 1000 }, 100_000)
    const bytes = requests.reduce((sum, { request }) => sum + request.batchBytes, 0)
    expect(bytes).toBeGreaterThanOrEqual(100_000)
    expect(bytes).toBeLessThan(130_000)
  })

  test('say whose acknowledgement counts', async () => {
    expect((await decoded({ records: 3 }))[0]?.acks).toBe(-1)
    expect((await decoded({ records: 3, acks: '1' }))[0]?.acks).toBe(1)
  })
})
