import { Writer } from '../../../broker-core/bytes/writer'
import { writeRequestHeader } from '../../../broker-core/protocol/header'
import { produce } from '../../../broker-core/protocol/messages/00-produce'
import type { BenchmarkWorkload } from '../api/benchmark-views'
import { BatchEncoder } from './batch-encoder'
import { keyDraw, seededDraw } from './key-draw'

/** One request as it goes to the socket, ready made. Its correlation id is its place in the pool. */
export interface PooledRequest {
  partition: number
  frame: Buffer
  records: number
  /** Of the record batch. */
  batchBytes: number
}

export const PRODUCE_VERSION = 7
/** More is not held in memory; a longer load sends the same requests again. */
export const POOL_BYTES_MAX = 192 * 1024 * 1024
const REQUEST_TIMEOUT_MS = 30_000
const CLIENT_ID = 'highwater-benchmark'
const VALUE_SOURCE_BYTES = 1024 * 1024

export interface PoolOptions {
  topic: string
  workload: BenchmarkWorkload
  nowMs: number
  bytesMax?: number
}

/**
 * All requests of a load before its first one is sent, in the order of sending: a key belongs to the partition of its number, and a
 * request goes out when its batch is full. Values are bytes that do not compress.
 */
export function makePool({ topic, workload, nowMs, bytesMax = POOL_BYTES_MAX }: PoolOptions): PooledRequest[] {
  const { partitions, keys, distribution, tombstonePercent, batchBytes, seed, records } = workload
  const draw = seededDraw(seed)
  const nextKey = keyDraw(distribution, keys, draw)
  const source = valueSource(draw)
  const encoders = Array.from({ length: partitions }, () => new BatchEncoder(batchBytes, nowMs))
  const pool: PooledRequest[] = []
  let bytes = 0
  const seal = (partition: number): void => {
    const encoder = encoders[partition]!
    const { count } = encoder
    if (count === 0) return
    const batch = encoder.take()
    pool.push({
      partition,
      frame: requestFrame(topic, partition, workload.acks, pool.length, batch),
      records: count,
      batchBytes: batch.length,
    })
    bytes += batch.length
  }
  for (let record = 0; record < (records ?? Number.POSITIVE_INFINITY) && bytes < bytesMax; record++) {
    const key = nextKey()
    const partition = key % partitions
    const value = draw() * 100 < tombstonePercent ? null : drawValue(workload, source, draw)
    const encoder = encoders[partition]!
    if (!encoder.fits(value)) seal(partition)
    encoder.add(key, value)
  }
  for (let partition = 0; partition < partitions; partition++) seal(partition)
  return pool
}

function valueSource(draw: () => number): Buffer {
  const source = Buffer.allocUnsafe(VALUE_SOURCE_BYTES)
  for (let at = 0; at < source.length; at += 4) source.writeUInt32LE(Math.floor(draw() * 0x1_0000_0000), at)
  return source
}

function drawValue({ valueBytesMin, valueBytesMax }: BenchmarkWorkload, source: Buffer, draw: () => number): Buffer {
  const size = valueBytesMin + Math.floor(draw() * (valueBytesMax - valueBytesMin + 1))
  const from = Math.floor(draw() * (source.length - size))
  return source.subarray(from, from + size)
}

function requestFrame(
  topic: string,
  partition: number,
  acks: 'all' | '1',
  correlationId: number,
  batch: Buffer,
): Buffer {
  const writer = new Writer(256)
  writeRequestHeader(
    writer,
    { apiKey: produce.key, apiVersion: PRODUCE_VERSION, correlationId, clientId: CLIENT_ID },
    1,
  )
  produce.request.write(writer, PRODUCE_VERSION, {
    acks: acks === 'all' ? -1 : 1,
    timeoutMs: REQUEST_TIMEOUT_MS,
    topicData: [{ name: topic, partitionData: [{ index: partition, records: batch }] }],
  })
  const payload = writer.toBuffer()
  const frame = Buffer.allocUnsafe(4 + payload.length)
  frame.writeInt32BE(payload.length, 0)
  payload.copy(frame, 4)
  return frame
}
