import { beforeAll, describe, expect, it } from 'vitest'
import { MalformedBytesError, Reader } from '../../../broker-core/bytes/reader'
import { compressRecords, decompressRecords } from '../../../broker-core/format/compression'
import { decodeEndTransactionMarker, encodeEndTransactionMarker } from '../../../broker-core/format/control-record'
import { readInt64, writeInt64 } from '../../../broker-core/format/int64'
import { decodeRecord, encodeRecord, outlineRecord } from '../../../broker-core/format/record'
import { decrementSequence, incrementSequence, RecordBatchView } from '../../../broker-core/format/record-batch'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import { completeBatchSize, recordsOf } from '../../../broker-core/format/record-batch-reader'
import type { Codec } from '../../../broker-core/runtime/codec'
import { createNodeCodec } from '../../../broker-core/runtime/node/codec'

/** Written by Apache Kafka: key a, value b, in a transaction of producer 2001. */
const EXAMPLE = Buffer.from(
  '00000000000000000000003a00000000 02345f2d8a001000000000000001a2069b579b000001a2069b579b00000000000007d1000000000000000000011000000002610262 00'.replaceAll(
    ' ',
    '',
  ),
  'hex',
)

describe('record batch', () => {
  let codec: Codec
  beforeAll(async () => {
    codec = await createNodeCodec()
  })

  it('reads what Apache Kafka wrote', () => {
    const view = new RecordBatchView(EXAMPLE)
    expect(view).toMatchObject({
      baseOffset: 0,
      sizeInBytes: 70,
      partitionLeaderEpoch: 0,
      magic: 2,
      crc: 0x345f2d8a,
      isValid: true,
      codec: 'none',
      isTransactional: true,
      isControlBatch: false,
      isLogAppendTime: false,
      lastOffset: 0,
      maxTimestamp: 0x1a2069b579b,
      producerId: 2001n,
      producerEpoch: 0,
      baseSequence: 0,
      recordCount: 1,
    })
    const [record] = [...recordsOf(view, codec)]
    expect(record).toMatchObject({ offset: 0, timestamp: 0x1a2069b579b, headers: [] })
    expect([record!.key!.toString(), record!.value!.toString()]).toEqual(['a', 'b'])
  })

  it('writes the same bytes', () => {
    const built = buildRecordBatch([{ key: Buffer.from('a'), value: Buffer.from('b'), timestamp: 0x1a2069b579b }], {
      partitionLeaderEpoch: 0,
      transactional: true,
      producerId: 2001n,
      producerEpoch: 0,
      baseSequence: 0,
    })
    expect(built.toString('hex')).toBe(EXAMPLE.toString('hex'))
  })

  it('stays valid when offset and epoch are filled in, and not when anything else changes', () => {
    const bytes = Buffer.from(EXAMPLE)
    const view = new RecordBatchView(bytes)
    view.baseOffset = 2 ** 40 + 5
    view.partitionLeaderEpoch = 77
    expect(view).toMatchObject({ isValid: true, baseOffset: 2 ** 40 + 5, partitionLeaderEpoch: 77 })
    for (let at = 16; at < bytes.length; at++) {
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at)
      if (at > 16) expect(view.isValid, `byte ${at}`).toBe(false)
      bytes.writeUInt8(bytes.readUInt8(at) ^ 0x10, at)
    }
    view.setMaxTimestamp(true, 99)
    expect(view).toMatchObject({ isValid: true, isLogAppendTime: true, maxTimestamp: 99 })
  })

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)('round trip with %s', (compression) => {
    const records = Array.from({ length: 300 }, (_, index) => ({
      key: index % 3 === 0 ? null : Buffer.from(`key ${index}`),
      value: index % 5 === 0 ? null : Buffer.alloc(index, 'v'),
      timestamp: 1_700_000_000_000 + ((index * 37) % 91) - 40,
      headers:
        index % 7 === 0
          ? [
              { key: 'h', value: null },
              { key: 'ü', value: Buffer.from('x') },
            ]
          : [],
    }))
    const view = new RecordBatchView(buildRecordBatch(records, { compression, codec, baseOffset: 1000 }))
    expect(view).toMatchObject({ isValid: true, codec: compression, lastOffset: 1299 })
    for (const [index, decoded] of [...recordsOf(view, codec)].entries()) {
      const { key, value, timestamp, headers } = records[index]!
      expect(decoded).toEqual({ ...decoded, key, value, timestamp, headers, offset: 1000 + index })
    }
  })

  it('reads raw snappy as well as the xerial stream', () => {
    const data = Buffer.alloc(100_000, 'some text ')
    expect(decompressRecords(codec, 'snappy', codec.compress('snappy', data)).equals(data)).toBe(true)
    const stream = compressRecords(codec, 'snappy', data)
    expect(stream.subarray(0, 16).toString('hex')).toBe('82534e41505059000000000100000001')
    expect(decompressRecords(codec, 'snappy', stream).equals(data)).toBe(true)
    expect(() => decompressRecords(codec, 'snappy', stream.subarray(0, -1))).toThrow()
    expect(() => decompressRecords(codec, 'snappy', stream, 50_000)).toThrow()
  })

  it('knows where a batch ends, if it does', () => {
    expect(completeBatchSize(EXAMPLE, 0)).toBe(70)
    expect(completeBatchSize(EXAMPLE.subarray(0, 69), 0)).toBe(-1)
    expect(completeBatchSize(EXAMPLE, 60)).toBe(-1)
  })

  it('never trusts a record further than its length (seeded)', () => {
    let seed = 3
    const record = encodeRecord(
      { key: Buffer.from('k'), value: Buffer.from('vvv'), headers: [{ key: 'h', value: Buffer.from('w') }] },
      5,
      2,
    )
    const outline = { attributes: 0, timestampDelta: 0, offsetDelta: 0, hasKey: false }
    for (let round = 0; round < 3000; round++) {
      const bytes = Buffer.from(record)
      seed = (seed * 1103515245 + 12345) % 2147483648
      bytes.writeUInt8((seed >> 8) & 0xff, seed % bytes.length)
      for (const decode of [
        (reader: Reader) => void decodeRecord(reader),
        (reader: Reader) => outlineRecord(reader, outline),
      ]) {
        try {
          decode(new Reader(bytes))
        } catch (error) {
          expect(error).toBeInstanceOf(MalformedBytesError)
        }
      }
    }
  })

  it('wraps sequences at 2^31', () => {
    expect(incrementSequence(0x7fffffff, 1)).toBe(0)
    expect(incrementSequence(5, 3)).toBe(8)
    expect(decrementSequence(0, 1)).toBe(0x7fffffff)
  })

  it('checks the range of 64-bit numbers', () => {
    const buffer = Buffer.alloc(8)
    for (const value of [0, -1, 1, 2 ** 32, -(2 ** 32) - 1, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]) {
      writeInt64(buffer, value, 0)
      expect(readInt64(buffer, 0)).toBe(value)
      expect(buffer.readBigInt64BE(0)).toBe(BigInt(value))
    }
    buffer.writeBigInt64BE(2n ** 53n, 0)
    expect(() => readInt64(buffer, 0)).toThrow(MalformedBytesError)
  })

  it('encodes transaction markers', () => {
    const { key, value } = encodeEndTransactionMarker({ type: 'commit', coordinatorEpoch: 7 })
    expect([key.toString('hex'), value.toString('hex')]).toEqual(['00000001', '000000000007'])
    expect(decodeEndTransactionMarker(key, value)).toEqual({ type: 'commit', coordinatorEpoch: 7 })
    expect(decodeEndTransactionMarker(null, value)).toBeUndefined()
  })
})
