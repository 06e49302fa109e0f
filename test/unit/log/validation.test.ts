import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type RecordBatchView, sealBatch } from '../../../broker-core/format/record-batch'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { recordsOf } from '../../../broker-core/format/record-batch-reader'
import type { Log } from '../../../broker-core/log/log'
import { LogError } from '../../../broker-core/log/log-error'
import { batch, LogFixture, wholeBatches } from './log-fixture'

function patched(patch: (bytes: Buffer) => void, seal = true): Buffer {
  const bytes = batch({ count: 3 })
  patch(bytes)
  if (seal) sealBatch(bytes, 0)
  return bytes
}

function refusal(log: Log, records: Buffer): LogError {
  try {
    log.appendAsLeader(records, { leaderEpoch: 0, origin: 'client' })
  } catch (error) {
    if (error instanceof LogError) return error
    throw error
  }
  throw new Error('the append was accepted')
}

describe('what a leader refuses', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())

  it.each<[string, Buffer, number]>([
    ['a wrong CRC', patched((bytes) => bytes.writeUInt8(0xaa, 70), false), 2],
    ['magic 1', patched((bytes) => bytes.writeInt8(1, 16)), 43],
    ['magic 7', patched((bytes) => bytes.writeInt8(7, 16)), 2],
    ['a length below the minimum', patched((bytes) => bytes.writeInt32BE(3, 8)), 2],
    ['a base offset that is not 0', patched((bytes) => bytes.writeInt32BE(9, 4)), 87],
    ['a count that is not the offset range', patched((bytes) => bytes.writeInt32BE(2, 57)), 87],
    ['a negative last offset delta', patched((bytes) => bytes.writeInt32BE(-5, 23)), 87],
    ['no records', patched((bytes) => bytes.writeInt32BE(0, 57)), 87],
    ['a control batch', patched((bytes) => bytes.writeInt16BE(0x20, 21)), 87],
    ['a producer id without sequence', patched((bytes) => bytes.writeBigInt64BE(5n, 43)), 87],
    ['an unknown codec', patched((bytes) => bytes.writeInt16BE(6, 21)), 76],
    ['bytes that are not what the codec says', patched((bytes) => bytes.writeInt16BE(1, 21)), 2],
    ['a record longer than its batch', patched((bytes) => bytes.writeUInt8(0x7e, 61)), 87],
    ['timestamps beyond 2^53', patched((bytes) => bytes.writeInt32BE(0x7fffffff, 35)), 2],
    ['LogAppendTime set by a client', patched((bytes) => bytes.writeInt16BE(0x08, 21)), 32],
    ['two batches', Buffer.concat([batch(), batch()]), 87],
  ])('%s', async (_, records, code) => {
    const log = await fixture.start()
    expect(refusal(log, records).errorCode).toBe(code)
    expect(log).toMatchObject({ logEndOffset: 0, size: 0 })
  })

  it('batches beyond max.message.bytes and segment.bytes', async () => {
    const log = await fixture.start({ 'max.message.bytes': '2000', 'segment.bytes': '1000' })
    expect(refusal(log, batch({ valueSize: 3000 })).errorCode).toBe(10)
    expect(refusal(log, batch({ valueSize: 1500 })).errorCode).toBe(18)
  })

  it('records without key on a compacted topic, each by its index', async () => {
    const log = await fixture.start({ 'cleanup.policy': 'compact' })
    const value = Buffer.from('v')
    const records = buildRecordBatch([
      { key: Buffer.from('k'), value, timestamp: 1 },
      { key: null, value, timestamp: 1 },
    ])
    const error = refusal(log, records)
    expect(error).toMatchObject({ errorCode: 87, message: 'One or more records have been rejected' })
    expect(error.recordErrors.map((record) => record.batchIndex)).toEqual([1])
  })

  it('timestamps too far from now', async () => {
    const log = await fixture.start({ 'message.timestamp.difference.max.ms': '1000' })
    const error = refusal(log, batch({ count: 2, timestamp: 5000 }))
    expect(error).toMatchObject({ errorCode: 32 })
    expect(error.recordErrors).toHaveLength(2)
    log.appendAsLeader(batch({ timestamp: Date.now() }), { leaderEpoch: 0, origin: 'client' })
  })
})

describe('what a leader changes', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())

  async function only(log: Log): Promise<RecordBatchView> {
    const info = await log.read(log.logEndOffset - 1, 1_000_000, { isolation: 'logEnd', minOneMessage: true })
    return wholeBatches(info)[0]!
  }

  it('sets the append time and answers with it', async () => {
    const log = await fixture.start({ 'message.timestamp.type': 'LogAppendTime' })
    const info = log.appendAsLeader(batch({ count: 2 }), { leaderEpoch: 0, origin: 'client' })
    expect(Date.now() - info.logAppendTime).toBeLessThan(10_000)
    const view = await only(log)
    expect(view).toMatchObject({ isLogAppendTime: true, maxTimestamp: info.logAppendTime, isValid: true })
    expect([...recordsOf(view, fixture.runtime.codec)].map((record) => record.timestamp)).toEqual([
      info.logAppendTime,
      info.logAppendTime,
    ])
  })

  it('corrects a wrong largest timestamp', async () => {
    const log = await fixture.start()
    const records = patched((bytes) => bytes.writeInt32BE(77, 39))
    log.appendAsLeader(records, { leaderEpoch: 0, origin: 'client' })
    expect(await only(log)).toMatchObject({ maxTimestamp: 1002, isValid: true })
  })

  it.each(['gzip', 'snappy', 'lz4', 'zstd'] as const)('keeps a %s batch as it is', async (compression) => {
    const log = await fixture.start()
    const records = batch({ count: 50, compression, codec: fixture.runtime.codec })
    const body = Buffer.from(records.subarray(61))
    log.appendAsLeader(records, { leaderEpoch: 1, origin: 'client' })
    const view = await only(log)
    expect(view.body.equals(body)).toBe(true)
    expect([...recordsOf(view, fixture.runtime.codec)]).toHaveLength(50)
  })

  it.each(['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('recompresses to %s', async (type) => {
    const log = await fixture.start({ 'compression.type': type })
    const other = type === 'gzip' ? 'lz4' : 'gzip'
    const records = batch({
      count: 50,
      compression: other,
      codec: fixture.runtime.codec,
      producerId: 5n,
      producerEpoch: 0,
      baseSequence: 0,
    })
    log.appendAsLeader(records, { leaderEpoch: 1, origin: 'client' })
    const view = await only(log)
    expect(view).toMatchObject({
      codec: type === 'uncompressed' ? 'none' : type,
      isValid: true,
      producerId: 5n,
      baseSequence: 0,
    })
    const decoded = [...recordsOf(view, fixture.runtime.codec)]
    expect(decoded.map((record) => record.offset)).toEqual(Array.from({ length: 50 }, (_, index) => index))
    expect(decoded[7]!.key!.toString()).toBe('k7')
  })
})
