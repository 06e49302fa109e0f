import { join } from 'node:path'
import { LOG_SUFFIX, offsetFileName } from '../../../broker-core/format/file-names'
import type { Codec } from '../../../broker-core/runtime/codec'
import type { BatchOutline } from './batch-outline'
import { batchesFrom } from './batch-pages'
import type { ByteField } from './byte-field'
import { batchByteMap } from './byte-map'
import { listDirectory } from './directory-listing'
import { segmentBases } from './partition-report'
import { ReadOnlyFile } from './read-only-file'

/** Where a batch stands in one of the two copies. */
export interface BatchPlace {
  segment: string
  position: number
  baseOffset: number
  lastOffset: number
  partitionLeaderEpoch: number
}

/**
 * How two copies of a partition relate.
 *  - `equal`: the same bytes wherever both have records
 *  - `differs`: the same offsets hold other bytes
 *  - `missing`: one has a batch at an offset that the other jumps over (diverged, or compacted differently)
 */
export interface Comparison {
  outcome: 'equal' | 'differs' | 'missing'
  /** Offsets [from, to) that both have and that are equal. */
  comparedFrom: number
  comparedTo: number
  logStartOffsets: [number | null, number | null]
  logEndOffsets: [number | null, number | null]
  /** First offset that is not the same; null: none. */
  offset: number | null
  places: [BatchPlace | null, BatchPlace | null]
  /** First byte in each file that is not the same, and its field. */
  bytes: [number, number] | null
  field: string | null
  what: string
}

export interface CompareWatch {
  signal?: AbortSignal | undefined
  /** Bytes read since the last call, of both copies. */
  onBytes?: ((bytes: number) => void) | undefined
}

interface Step extends BatchPlace {
  bytes: Buffer
}

/** Compares two copies of a partition batch by batch; where a segment ends in one or the other does not matter. */
export async function comparePartitions(
  left: string,
  right: string,
  codec: Codec,
  watch: CompareWatch = {},
): Promise<Comparison> {
  const [one, other] = [new BatchRun(left, watch), new BatchRun(right, watch)]
  try {
    await Promise.all([one.next(), other.next()])
    const starts: Comparison['logStartOffsets'] = [one.current?.baseOffset ?? null, other.current?.baseOffset ?? null]
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
      what: equalText(from, Math.max(from, to), ends),
      ...difference,
    }
  } finally {
    await Promise.all([one.close(), other.close()])
  }
}

function equalText(from: number, to: number, [left, right]: Comparison['logEndOffsets']): string {
  const rest =
    left === right ? '' : `; the left copy ends at ${left ?? 'nothing'}, the right one at ${right ?? 'nothing'}`
  return from >= to ? `no offset is in both${rest}` : `offsets ${from} to ${to - 1} are the same byte for byte${rest}`
}

type Difference = Pick<Comparison, 'outcome' | 'offset' | 'places' | 'bytes' | 'field' | 'what'>

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
  const side = left.baseOffset < right.baseOffset ? 'left' : 'right'
  return {
    outcome: 'missing',
    offset,
    places: [place(left), place(right)],
    bytes: null,
    field: null,
    what: `only the ${side} copy has a batch at offset ${offset}; the other goes on at ${Math.max(left.baseOffset, right.baseOffset)}`,
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
    what: `the batch at offset ${left.baseOffset} differs from its byte ${at} on${field === null ? '' : `, in ${field}`}`,
  }
}

/** `records > record 3 > value`. */
function fieldAt(fields: readonly ByteField[], byte: number): string | null {
  const found = fields.find(({ from, to }) => from <= byte && byte < to)
  if (!found) return null
  const inner = found.fields && fieldAt(found.fields, byte)
  return inner ? `${found.name} > ${inner}` : found.name
}

const place = ({ bytes: _bytes, ...rest }: Step): BatchPlace => rest

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
