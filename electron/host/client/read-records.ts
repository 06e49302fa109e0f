import { BATCH_PREFIX_SIZE, MAGIC_V2, RecordBatchView } from '../../../broker-core/format/record-batch'
import { completeBatchSize, type RecordInBatch, recordsOf } from '../../../broker-core/format/record-batch-reader'
import { fetch, type PartitionData } from '../../../broker-core/protocol/messages/01-fetch'
import { listOffsets } from '../../../broker-core/protocol/messages/02-list-offsets'
import type { Codec } from '../../../broker-core/runtime/codec'
import type { RecordView } from '../api/functions'
import { clientWords } from '../words/client-words'
import { failure } from '../words/wording'
import type { ClusterClient } from './cluster-client'
import { decodedRecord, isDecodable } from './decoded-record'
import { kafkaFailure } from './kafka-failure'
import { clientCodec } from './node-runtime'
import { PARTITION_FETCH_VERSION, partitionFetch } from './partition-fetch'
import { hexBytes, shownBytes } from './shown-bytes'

const LIST_OFFSETS_VERSION = 5
const EARLIEST = -2
const LATEST = -1
const FETCH_WAIT_MS = 500
const FETCH_BYTES_MAX = 4 * 1024 * 1024
const ROUNDS_MAX = 50

export interface ReadRequest {
  topic: string
  partition: number
  /** -1: the last `count` records. */
  offset: number
  count: number
}

export interface ReadAnswer {
  records: RecordView[]
  logStartOffset: number
  highWatermark: number
}

/** Reads by partition as any consumer without a group does: from the leader, below the high watermark. */
export async function readRecords(client: ClusterClient, request: ReadRequest): Promise<ReadAnswer> {
  const { topic, partition, count } = request
  const leader = await client.leader(topic, partition)
  const [logStartOffset, highWatermark] = await Promise.all([
    listedOffset(client, leader, topic, partition, EARLIEST),
    listedOffset(client, leader, topic, partition, LATEST),
  ])
  const from = request.offset < 0 ? highWatermark - count : request.offset
  let next = Math.max(from, logStartOffset)
  const codec = await clientCodec()
  const records: RecordView[] = []
  for (let round = 0; round < ROUNDS_MAX && next < highWatermark && records.length < count; round++) {
    const data = await fetchOnce(client, leader, topic, partition, next)
    const read = decode(topic, data, codec, next, count - records.length)
    if (read.next === next) break
    records.push(...read.records)
    next = read.next
  }
  return { records, logStartOffset, highWatermark }
}

async function listedOffset(
  client: ClusterClient,
  leader: number,
  topic: string,
  partition: number,
  timestamp: number,
) {
  const answer = await client.broker(leader, listOffsets, LIST_OFFSETS_VERSION, {
    replicaId: -1,
    isolationLevel: 0,
    topics: [{ name: topic, partitions: [{ partitionIndex: partition, timestamp }] }],
  })
  const found = answer.topics[0]?.partitions[0]
  if (found?.errorCode !== 0) throw kafkaFailure(found?.errorCode ?? -1, null, `${topic}-${partition}`)
  return found.offset
}

async function fetchOnce(client: ClusterClient, leader: number, topic: string, partition: number, fetchOffset: number) {
  const [maxWaitMs, maxBytes] = [FETCH_WAIT_MS, FETCH_BYTES_MAX]
  const request = partitionFetch({ topic, partition, fetchOffset, maxWaitMs, maxBytes, readCommitted: false })
  const answer = await client.broker(leader, fetch, PARTITION_FETCH_VERSION, request)
  const found = answer.responses[0]?.partitions[0]
  const errorCode = found?.errorCode ?? answer.errorCode
  if (!found || errorCode !== 0) throw kafkaFailure(errorCode, null, `${topic}-${partition}`)
  return found
}

/** Records from `from` on; `next` is where the following fetch goes on (control batches and holes are passed over). */
function decode(
  topic: string,
  data: PartitionData,
  codec: Codec,
  from: number,
  count: number,
): { records: RecordView[]; next: number } {
  const bytes = joined(data.records)
  const records: RecordView[] = []
  let next = from
  let at = 0
  for (let size = completeBatchSize(bytes, at); size > 0; at += size, size = completeBatchSize(bytes, at)) {
    const magic = bytes.readInt8(at + BATCH_PREFIX_SIZE - 1)
    if (magic < MAGIC_V2) throw failure('BAD_REQUEST', clientWords.oldFormat, { topic, magic })
    const batch = new RecordBatchView(bytes, at)
    if (!batch.isControlBatch)
      for (const record of recordsOf(batch, codec)) {
        if (record.offset < from) continue
        if (records.length === count) return { records, next }
        records.push(recordView(topic, record, batch.partitionLeaderEpoch))
        next = record.offset + 1
      }
    next = Math.max(next, batch.nextOffset)
  }
  return { records, next }
}

const joined = (records: Buffer | readonly Buffer[] | null): Buffer =>
  records === null ? Buffer.alloc(0) : Buffer.isBuffer(records) ? records : Buffer.concat(records)

/** Keys and values of internal topics are bytes for coordinators: shown as such, beside what they say. */
function recordView(topic: string, record: RecordInBatch, leaderEpoch: number): RecordView {
  const decoded = decodedRecord(topic, record.key, record.value)
  const show = isDecodable(topic) ? hexBytes : shownBytes
  const text = (bytes: Buffer | null) => (bytes === null ? null : show(bytes))
  return {
    offset: record.offset,
    timestampMs: record.timestamp,
    key: text(record.key),
    value: text(record.value),
    headers: record.headers.map(({ key, value }) => ({ key, value: value === null ? null : shownBytes(value) })),
    leaderEpoch,
    ...(decoded ? { decoded } : {}),
  }
}

export function readCommand(bootstrap: string, { topic, partition, offset, count }: ReadRequest): string {
  const from = offset < 0 ? `-${count}` : String(offset)
  return `kcat -b ${bootstrap} -C -t ${topic} -p ${partition} -o ${from} -c ${count} -e`
}
