import { basename, join } from 'node:path'
import {
  LOG_SUFFIX,
  OFFSET_INDEX_SUFFIX,
  offsetFileName,
  TIME_INDEX_SUFFIX,
} from '../../../broker-core/format/file-names'
import { LEADER_EPOCH_CHECKPOINT } from '../../../broker-core/format/leader-epoch-checkpoint'
import { LabError } from '../api/errors'
import { clientCodec } from '../client/node-runtime'
import type { BatchOutline } from './batch-outline'
import { batchesFrom } from './batch-pages'
import type { ByteField } from './byte-field'
import { batchByteMap, checkpointByteMap, entryByteMap, snapshotByteMap } from './byte-map'
import { IndexReader, type OffsetEntry, type TimeEntry } from './index-reader'
import { batchAt } from './jump'
import { readSmallFile, withFile } from './read-only-file'
import { decodeBatch, readBatch } from './record-decode'
import { recordLine } from './record-line'
import type { RecordLine } from './report-schema'
import type { ValueForm } from './value-forms'

/** Plain data for a page: what it shows of a segment, an index or a small file, a piece at a time. */
export interface BatchPage {
  batches: { batch: BatchOutline; records: RecordLine[]; problem: string | null }[]
  /** Where the next page begins; null: there is none. */
  nextPosition: number | null
}

const BATCHES_MAX = 500
const SMALL_FILE_MAX = 1024 * 1024

export interface SegmentPlace {
  /** The partition's folder. */
  directory: string
  topic: string
  partition: number
  baseOffset: number
}

const logPath = ({ directory, baseOffset }: SegmentPlace): string =>
  join(directory, offsetFileName(baseOffset, LOG_SUFFIX))

/** Batches from a byte on, which is one's beginning, with their records. */
export function batchPage(
  place: SegmentPlace,
  position: number,
  limit: number,
  form: ValueForm = 'auto',
): Promise<BatchPage> {
  return withFile(logPath(place), async (file) => {
    const codec = await clientCodec()
    const { topic, partition } = place
    const segment = basename(file.path)
    const page: BatchPage = { batches: [], nextPosition: null }
    for await (const { batch, bytes } of batchesFrom(file, { from: position, checkCrc: true })) {
      if (page.batches.length >= Math.min(limit, BATCHES_MAX)) {
        page.nextPosition = batch.position
        break
      }
      const { records, problem } = decodeBatch(bytes, batch, codec)
      const lines = records.map((record) => recordLine({ topic, partition, segment, batch, record }, form))
      page.batches.push({ batch, records: lines, problem })
    }
    return page
  })
}

/** Bytes with every field named. `inner`: of a compressed batch the records, in the bytes they decompress to. */
export interface ByteView {
  /** Where the bytes begin in the file. */
  position: number
  hex: string
  fields: ByteField[]
  inner: ByteField[] | null
}

const BYTES_SHOWN_MAX = 64 * 1024

/** The batch that begins at a byte. Rejects with a LabError when none does. */
export function batchByteView(place: SegmentPlace, position: number): Promise<ByteView> {
  return withFile(logPath(place), async (file) => {
    const batch = await batchAt(file, position)
    if (batch === undefined) throw new LabError('NOT_FOUND', `no batch begins at byte ${position} of ${file.path}`)
    const bytes = await readBatch(file, batch)
    return { position, hex: hexOf(bytes), ...batchByteMap(bytes, position, await clientCodec()) }
  })
}

/** Index entries from a number on: for a list, and to be drawn against the log. */
export function indexEntries(
  { directory, baseOffset }: SegmentPlace,
  kind: 'offsetIndex' | 'timeIndex',
  from: number,
  limit: number,
): Promise<{ count: number; entries: (OffsetEntry | TimeEntry)[] }> {
  const suffix = kind === 'offsetIndex' ? OFFSET_INDEX_SUFFIX : TIME_INDEX_SUFFIX
  return withFile(join(directory, offsetFileName(baseOffset, suffix)), async (file) => {
    const index = await (kind === 'offsetIndex'
      ? IndexReader.offsets(file, baseOffset)
      : IndexReader.times(file, baseOffset))
    return { count: index.count, entries: await index.slice(from, Math.min(limit, 10_000)) }
  })
}

/** A checkpoint, index, transaction index or producer snapshot by its name in the directory; the first megabyte of it. */
export async function fileByteView(directory: string, name: string): Promise<ByteView> {
  if (basename(name) !== name || name === '..')
    throw new LabError('BAD_REQUEST', `${name} is not the name of a file in a directory`)
  const { content } = await readSmallFile(join(directory, name), SMALL_FILE_MAX)
  return { position: 0, hex: hexOf(content), fields: fieldsOf(name, content), inner: null }
}

function fieldsOf(name: string, content: Buffer): ByteField[] {
  if (name === LEADER_EPOCH_CHECKPOINT) return checkpointByteMap('epochs', content)
  if (name.endsWith('-checkpoint')) return checkpointByteMap('offsets', content)
  if (name.endsWith('.snapshot')) return snapshotByteMap(content)
  if (name.endsWith('.timeindex')) return entryByteMap('timeIndex', content.subarray(0, BYTES_SHOWN_MAX), 0)
  if (name.endsWith('.txnindex')) return entryByteMap('txnIndex', content.subarray(0, BYTES_SHOWN_MAX), 0)
  if (name.endsWith('.index')) return entryByteMap('offsetIndex', content.subarray(0, BYTES_SHOWN_MAX), 0)
  return []
}

const hexOf = (bytes: Buffer): string => bytes.toString('hex', 0, Math.min(bytes.length, BYTES_SHOWN_MAX))
