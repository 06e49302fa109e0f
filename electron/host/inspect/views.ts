import { basename } from 'node:path'
import { crc32, crc32c } from '@node-rs/crc32'
import { LEADER_EPOCH_CHECKPOINT } from '../../../broker-core/format/leader-epoch-checkpoint'
import { RecordBatchView } from '../../../broker-core/format/record-batch'
import { plainRecordBytes } from '../../../broker-core/format/record-batch-reader'
import type { LabError } from '../api/errors'
import type { ByteView } from '../api/inspect-views'
import { clientCodec } from '../client/node-runtime'
import { inspectWords } from '../words/inspect-words'
import { failure } from '../words/wording'
import { type BatchOutline, crcStart } from './batch-outline'
import type { ByteField } from './byte-field'
import { batchByteMap, checkpointByteMap, entryByteMap, propertiesByteMap, snapshotByteMap } from './byte-map'
import { batchAt } from './jump'
import { withFile } from './read-only-file'
import { readBatch } from './record-decode'

/** So many bytes are shown at once. */
export const BYTES_SHOWN_MAX = 64 * 1024

export const noBatchAt = (position: number, path: string): LabError =>
  failure('NOT_FOUND', inspectWords.noBatch, { position, path })

/** The batch that begins at a byte of a log, every field named. `from`: of its bytes those from this one on. Rejects with a LabError when none does. */
export function batchByteView(logPath: string, position: number, from = 0): Promise<ByteView> {
  return withFile(logPath, async (file) => {
    const batch = await batchAt(file, position)
    if (batch === undefined) throw noBatchAt(position, logPath)
    const bytes = await readBatch(file, batch)
    const codec = await clientCodec()
    const { fields, inner } = batchByteMap(bytes, position, codec)
    const plain = inner === null ? null : plainRecordBytes(new RecordBatchView(bytes, 0), codec)
    return {
      position,
      hexFrom: position + from,
      hex: hexOf(bytes, from),
      totalBytes: bytes.length,
      fields,
      inner: plain && inner && { hex: hexOf(plain, 0), totalBytes: plain.length, fields: inner },
      crc: { stored: batch.crc, computed: crcOf(batch, bytes) },
    }
  })
}

const crcOf = ({ magic }: BatchOutline, bytes: Buffer): number =>
  magic < 2 ? crc32(bytes.subarray(crcStart(magic))) : crc32c(bytes.subarray(crcStart(magic)))

const ENTRY_SIZES: readonly (readonly [suffix: string, bytes: number])[] = [
  ['.timeindex', 12],
  ['.txnindex', 34],
  ['.index', 8],
]

/** A checkpoint, index, transaction index, producer snapshot or properties file, the bytes from a position on. */
export function fileByteView(path: string, from = 0): Promise<ByteView> {
  const name = basename(path)
  return withFile(path, async (file) => {
    const entrySize = ENTRY_SIZES.find(([suffix]) => name.endsWith(suffix))?.[1]
    // Entries and lines of the hex view begin where their fields do.
    const start = from - (from % (entrySize ? entrySize * 16 : 16))
    const content = await file.read(start, BYTES_SHOWN_MAX)
    return {
      position: 0,
      hexFrom: start,
      hex: hexOf(content, 0),
      totalBytes: file.sizeBytes,
      fields: fieldsOf(name, content, start),
      inner: null,
      crc: null,
    }
  })
}

function fieldsOf(name: string, content: Buffer, start: number): ByteField[] {
  if (name.endsWith('.timeindex')) return entryByteMap('timeIndex', content, start)
  if (name.endsWith('.txnindex')) return entryByteMap('txnIndex', content, start)
  if (name.endsWith('.index')) return entryByteMap('offsetIndex', content, start)
  // These begin with what the rest depends on: further in, their bytes stand alone.
  if (start > 0) return []
  if (name === LEADER_EPOCH_CHECKPOINT) return checkpointByteMap('epochs', content)
  if (name.endsWith('-checkpoint')) return checkpointByteMap('offsets', content)
  if (name.endsWith('.snapshot')) return snapshotByteMap(content)
  if (name === 'meta.properties' || name === 'partition.metadata') return propertiesByteMap(content)
  return []
}

const hexOf = (bytes: Buffer, from: number): string =>
  bytes.toString('hex', from, Math.min(bytes.length, from + BYTES_SHOWN_MAX))
