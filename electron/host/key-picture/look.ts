import { createHash } from 'node:crypto'
import { LOG_SUFFIX, offsetFileName } from '../../../broker-core/format/file-names'
import type { KeyFileView } from '../api/key-picture-views'
import { clientCodec } from '../client/node-runtime'
import type { BatchOutline } from '../inspect/batch-outline'
import { listDirectory } from '../inspect/directory-listing'
import { segmentBases } from '../inspect/partition-report'
import type { InspectedRecord } from '../inspect/record-decode'
import { streamRecords } from '../inspect/record-stream'
import { lookAtSegment } from '../inspect/segment-look'
import { shownValue } from '../inspect/value-forms'
import type { LookedAt, SeenRecord } from './known-records'

/** What a partition's files hold at one moment. */
export interface Look extends LookedAt {
  records: SeenRecord[]
  files: KeyFileView[]
}

const TEXT_MAX = 80
const KEY_ID_MAX = 100
/** Batches read for one look. */
export const LOOK_BYTES_MAX = 16 * 1024 * 1024

/** Thrown when the offsets asked for hold more bytes than one look may read. */
export class TooManyBytesError extends Error {}

/**
 * The records of the last `offsets` offsets of a partition, and its segment files. `logStartOffset`: what its broker says, which may lie
 * inside a segment.
 */
export async function lookAt(directory: string, offsets: number, logStartOffset: number): Promise<Look> {
  const { files } = await listDirectory(directory)
  const bases = segmentBases(files)
  const sizes = new Map(files.map(({ name, sizeBytes }) => [name, sizeBytes]))
  const end = await endOf(directory, bases[bases.length - 1])
  const fromOffset = Math.max(0, end - offsets)
  const records: SeenRecord[] = []
  let bytes = 0
  for await (const step of streamRecords(directory, { codec: await clientCodec(), from: fromOffset })) {
    if (step.kind === 'record') records.push(seenRecord(step.segment, step.batch, step.record))
    if (step.kind !== 'batch') continue
    bytes += step.batch.sizeBytes
    if (bytes > LOOK_BYTES_MAX) throw new TooManyBytesError()
  }
  return {
    fromOffset,
    logStartOffset: Math.max(bases[0] ?? 0, logStartOffset),
    logEndOffset: Math.max(end, (records[records.length - 1]?.offset ?? -1) + 1),
    records,
    files: bases.map((baseOffset) => {
      const name = offsetFileName(baseOffset, LOG_SUFFIX)
      return { baseOffset, name, sizeBytes: sizes.get(name) ?? 0 }
    }),
  }
}

/** The offset behind the last batch of the active segment. */
async function endOf(directory: string, baseOffset: number | undefined): Promise<number> {
  if (baseOffset === undefined) return 0
  const { lastOffset } = await lookAtSegment(directory, baseOffset)
  return lastOffset === null ? baseOffset : lastOffset + 1
}

function seenRecord(segment: string, batch: BatchOutline, record: InspectedRecord): SeenRecord {
  const { key, value, offset, timestamp } = record
  return {
    offset,
    timestampMs: timestamp,
    key: key && shortText(key),
    value: value && shortText(value),
    keyId: key === null ? '' : idOf(key),
    keySize: key?.length ?? -1,
    valueSize: value?.length ?? -1,
    baseOffset: Number(segment.slice(0, 20)),
    isControl: batch.isControl,
    deleteHorizonMs: batch.deleteHorizonMs,
  }
}

function shortText(bytes: Buffer): string {
  const text = String(shownValue(bytes.subarray(0, TEXT_MAX * 4), 'auto').value)
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1)}…` : text
}

const idOf = (key: Buffer): string =>
  key.length <= KEY_ID_MAX ? key.toString('latin1') : createHash('sha1').update(key).digest('hex')
