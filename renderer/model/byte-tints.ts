import type { ByteField } from '../../electron/host/api/inspect-views'

/** Kinds of fields, each with a tint: what a field is for, not what type it has. */
export type ByteTint = 'place' | 'epoch' | 'check' | 'flag' | 'time' | 'who' | 'key' | 'value'

const named: Readonly<Record<string, ByteTint>> = {
  baseOffset: 'place',
  batchLength: 'place',
  offset: 'place',
  messageSize: 'place',
  relativeOffset: 'place',
  position: 'value',
  startOffset: 'place',
  firstOffset: 'place',
  lastOffset: 'flag',
  lastStableOffset: 'value',
  currentTxnFirstOffset: 'place',
  partition: 'flag',
  topic: 'key',
  epoch: 'epoch',
  partitionLeaderEpoch: 'epoch',
  magic: 'check',
  crc: 'check',
  version: 'check',
  producerId: 'who',
  producerEpoch: 'who',
  baseSequence: 'who',
  lastSequence: 'who',
  coordinatorEpoch: 'who',
  comment: 'flag',
}

export function tintOf(name: string): ByteTint {
  const known = named[name]
  if (known) return known
  if (/timestamp/i.test(name)) return 'time'
  if (/length|delta|count|attributes/i.test(name)) return 'flag'
  return /\bkey$/.test(name) ? 'key' : 'value'
}

/** A named piece without pieces of its own, or the heading of those that follow. */
export interface FieldRow {
  field: ByteField
  depth: number
  /** -1: a heading. */
  leaf: number
}

/** Fields in the order of their bytes, those inside others indented under them. */
export function fieldRows(fields: readonly ByteField[]): { rows: FieldRow[]; leaves: ByteField[] } {
  const rows: FieldRow[] = []
  const leaves: ByteField[] = []
  const add = (list: readonly ByteField[], depth: number): void => {
    for (const field of list) {
      if (field.fields && field.fields.length > 0) {
        rows.push({ field, depth, leaf: -1 })
        add(field.fields, depth + 1)
      } else {
        rows.push({ field, depth, leaf: leaves.length })
        leaves.push(field)
      }
    }
  }
  add(fields, 0)
  return { rows, leaves }
}

/** For each byte of a window the leaf it belongs to; -1: none. */
export function leafOfByte(leaves: readonly ByteField[], from: number, count: number): Int32Array {
  const owner = new Int32Array(count).fill(-1)
  for (const [index, leaf] of leaves.entries())
    owner.fill(index, Math.max(0, leaf.from - from), Math.max(0, Math.min(count, leaf.to - from)))
  return owner
}

export interface HexByte {
  hex: string
  char: string
  /** Position in the file. */
  at: number
  leaf: number
  /** Ends of a field's run, also at the end of a line. */
  first: boolean
  last: boolean
}

export const BYTES_A_ROW = 16

export interface HexRow {
  address: number
  bytes: HexByte[]
}

/** Lines of sixteen bytes with the field each byte belongs to. */
export function hexRows(hex: string, from: number, leaves: readonly ByteField[]): HexRow[] {
  const count = hex.length / 2
  const owner = leafOfByte(leaves, from, count)
  const rows: HexRow[] = []
  for (let start = 0; start < count; start += BYTES_A_ROW) {
    const end = Math.min(count, start + BYTES_A_ROW)
    const bytes: HexByte[] = []
    for (let at = start; at < end; at++) {
      const text = hex.slice(2 * at, 2 * at + 2)
      const leaf = owner[at]!
      bytes.push({
        hex: text,
        char: charOf(Number.parseInt(text, 16)),
        at: from + at,
        leaf,
        first: at === start || owner[at - 1] !== leaf,
        last: at === end - 1 || owner[at + 1] !== leaf,
      })
    }
    rows.push({ address: from + start, bytes })
  }
  return rows
}

const charOf = (code: number): string => (code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : '·')
