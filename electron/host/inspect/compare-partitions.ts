import { join } from 'node:path'
import { LOG_SUFFIX, offsetFileName } from '../../../broker-core/format/file-names'
import type { Codec } from '../../../broker-core/runtime/codec'
import type { BatchPlaceView, ComparisonView } from '../api/comparison-views'
import type { BatchOutline } from './batch-outline'
import { batchesFrom } from './batch-pages'
import type { ByteField } from './byte-field'
import { batchByteMap } from './byte-map'
import { listDirectory } from './directory-listing'
import { type Found, found } from './found'
import { segmentBases } from './partition-report'
import { ReadOnlyFile } from './read-only-file'

export interface CompareWatch {
  signal?: AbortSignal | undefined
  /** Bytes read since the last call, of both copies. */
  onBytes?: ((bytes: number) => void) | undefined
}

interface Step extends BatchPlaceView {
  bytes: Buffer
}

/** Compares two copies of a partition batch by batch; where a segment ends in one or the other does not matter. */
export async function comparePartitions(
  left: string,
  right: string,
  codec: Codec,
  watch: CompareWatch = {},
): Promise<ComparisonView> {
  const [one, other] = [new BatchRun(left, watch), new BatchRun(right, watch)]
  try {
    await Promise.all([one.next(), other.next()])
    const starts: ComparisonView['logStartOffsets'] = [
      one.current?.baseOffset ?? null,
      other.current?.baseOffset ?? null,
    ]
    // What only one still has, in front of the other's log start, is no difference.
    const from = Math.max(starts[0] ?? 0, starts[1] ?? 0)
    await Promise.all([one.skipTo(from), other.skipTo(from)])
    const difference = await firstDifference(one, other, codec)
    const to = Math.min(one.nextOffset, other.nextOffset)
    const ends = await Promise.all([one.end(), other.end()])
    return {
      outcome: 'equal',
      comparedFrom: from,
      comparedTo: Math.max(from, difference?.offset ?? to),
      logStartOffsets: starts,
      logEndOffsets: ends,
      offset: null,
      places: [null, null],
      bytes: null,
      field: null,
      ...whatIsEqual(from, Math.max(from, to), ends),
      ...difference,
    }
  } finally {
    await Promise.all([one.close(), other.close()])
  }
}

function whatIsEqual(from: number, to: number, [left, right]: ComparisonView['logEndOffsets']): Found {
  const same = { first: from, last: to - 1 }
  if (left === right) return from >= to ? found('bothEmpty', {}) : found('same', same)
  const ends = { left: left ?? '-', right: right ?? '-' }
  return from >= to ? found('nothingShared', ends) : found('sameAsFar', { ...same, ...ends })
}

type Difference = Pick<ComparisonView, 'outcome' | 'offset' | 'places' | 'bytes' | 'field' | 'what' | 'found'>

async function firstDifference(one: BatchRun, other: BatchRun, codec: Codec): Promise<Difference | undefined> {
  while (one.current && other.current) {
    const [left, right] = [one.current, other.current]
    if (left.baseOffset !== right.baseOffset) return missing(left, right)
    if (!left.bytes.equals(right.bytes)) return differing(left, right, codec)
    await Promise.all([one.next(), other.next()])
  }
  return undefined
}

function missing(left: Step, right: Step): Difference {
  const offset = Math.min(left.baseOffset, right.baseOffset)
  const next = Math.max(left.baseOffset, right.baseOffset)
  return {
    outcome: 'missing',
    offset,
    places: [place(left), place(right)],
    bytes: null,
    field: null,
    ...found(left.baseOffset < right.baseOffset ? 'onlyLeft' : 'onlyRight', { offset, next }),
  }
}

function differing(left: Step, right: Step, codec: Codec): Difference {
  const shared = Math.min(left.bytes.length, right.bytes.length)
  let at = 0
  while (at < shared && left.bytes[at] === right.bytes[at]) at++
  const field = fieldAt(batchByteMap(left.bytes, 0, codec).fields, at)
  return {
    outcome: 'differs',
    offset: left.baseOffset,
    places: [place(left), place(right)],
    bytes: [left.position + at, right.position + at],
    field,
    ...(field === null
      ? found('otherByte', { offset: left.baseOffset, byte: at })
      : found('otherField', { offset: left.baseOffset, byte: at, field })),
  }
}

/** `records > record 3 > value`. */
function fieldAt(fields: readonly ByteField[], byte: number): string | null {
  const found = fields.find(({ from, to }) => from <= byte && byte < to)
  if (!found) return null
  const inner = found.fields && fieldAt(found.fields, byte)
  return inner ? `${found.name} > ${inner}` : found.name
}

const place = ({ bytes: _bytes, ...rest }: Step): BatchPlaceView => rest

/** All batches of a partition, segment after segment. */
class BatchRun {
  current: Step | undefined
  /** Behind the last batch that was compared. */
  nextOffset = 0
  private lastOffset: number | null = null
  private readonly steps: AsyncGenerator<Step>

  constructor(directory: string, watch: CompareWatch) {
    this.steps = batchesOf(directory, watch)
  }

  async next(): Promise<void> {
    if (this.current) this.nextOffset = this.current.lastOffset + 1
    const { value, done } = await this.steps.next()
    this.current = done ? undefined : value
    if (this.current) this.lastOffset = this.current.lastOffset
  }

  async skipTo(offset: number): Promise<void> {
    while (this.current && this.current.baseOffset < offset) await this.next()
  }

  /** Log end offset, reading on to the end. */
  async end(): Promise<number | null> {
    for (let last = this.current; last !== undefined; last = this.current) await this.next()
    return this.lastOffset === null ? null : this.lastOffset + 1
  }

  async close(): Promise<void> {
    await this.steps.return(undefined)
  }
}

async function* batchesOf(directory: string, { signal, onBytes }: CompareWatch): AsyncGenerator<Step> {
  for (const base of segmentBases((await listDirectory(directory)).files)) {
    const segment = offsetFileName(base, LOG_SUFFIX)
    const file = await ReadOnlyFile.open(join(directory, segment))
    try {
      for await (const { batch, bytes } of batchesFrom(file, { signal })) {
        onBytes?.(batch.sizeBytes)
        yield step(segment, batch, bytes)
      }
    } finally {
      await file.close()
    }
  }
}

const step = (segment: string, batch: BatchOutline, bytes: Buffer): Step => ({
  segment,
  position: batch.position,
  baseOffset: batch.baseOffset,
  lastOffset: batch.lastOffset,
  partitionLeaderEpoch: batch.partitionLeaderEpoch,
  // Of a batch too large to be held its header speaks, CRC included.
  bytes: bytes.length > 0 ? bytes : Buffer.from(JSON.stringify({ ...batch, position: 0 })),
})
