import type { KeyPicture, KeyRecordView } from '../../electron/host/api/key-picture-views'

export interface GridColumn {
  /** null: offsets without a record, [from, to). */
  offset: number | null
  from: number
  to: number
  /** The record went while the page looked. */
  isGone: boolean
}

export type CellFate =
  /** The newest of its key. */
  | 'latest'
  | 'tombstone'
  /** A newer record of the key is there: goes when both are cleaned. */
  | 'superseded'
  | 'cleaned'
  | 'deleted'

export interface GridCell {
  column: number
  record: KeyRecordView
  fate: CellFate
}

export interface GridRow {
  keyId: string
  key: string | null
  cells: GridCell[]
}

export interface KeyGrid {
  columns: GridColumn[]
  rows: GridRow[]
  /** Known, but not drawn: earlier records, and other keys. */
  hiddenRecords: number
  hiddenKeys: number
}

const COLUMNS_MAX = 60
const ROWS_MAX = 14

/** Records as keys by offsets: the newest columns, and the keys that occur in them. */
export function keyGrid({ records }: Pick<KeyPicture, 'records'>): KeyGrid {
  const data = records.filter(({ isControl }) => !isControl)
  const drawn = data.slice(-COLUMNS_MAX)
  const columns: GridColumn[] = []
  const columnOf = new Map<number, number>()
  for (const [index, { offset, state }] of drawn.entries()) {
    const before = drawn[index - 1]
    const expected = before === undefined ? offset : before.offset + 1
    if (offset > expected) columns.push({ offset: null, from: expected, to: offset, isGone: false })
    columnOf.set(offset, columns.length)
    columns.push({ offset, from: offset, to: offset + 1, isGone: state !== 'there' })
  }
  // Those with the newest records.
  const keys = [...new Set(drawn.map(({ keyId }) => keyId).reverse())]
  const shown = new Set(keys.slice(0, ROWS_MAX))
  const latest = new Map(data.filter(({ state }) => state === 'there').map(({ keyId, offset }) => [keyId, offset]))
  const rows = new Map<string, GridRow>()
  for (const record of drawn) {
    const { keyId, key, offset } = record
    if (!shown.has(keyId)) continue
    const row = rows.get(keyId) ?? { keyId, key, cells: [] }
    rows.set(keyId, row)
    row.cells.push({ column: columnOf.get(offset)!, record, fate: fateOf(record, latest.get(keyId)) })
  }
  return {
    columns,
    rows: [...rows.values()],
    hiddenRecords: data.length - drawn.length,
    hiddenKeys: keys.length - shown.size,
  }
}

function fateOf({ state, offset, value }: KeyRecordView, latest: number | undefined): CellFate {
  if (state !== 'there') return state
  if (offset !== latest) return 'superseded'
  return value === null ? 'tombstone' : 'latest'
}

export interface KeyCounts {
  kept: number
  removed: number
  tombstones: number
}

export function keyCounts({ records }: Pick<KeyPicture, 'records'>): KeyCounts {
  const data = records.filter(({ isControl }) => !isControl)
  return {
    kept: data.filter(({ state }) => state === 'there').length,
    removed: data.filter(({ state }) => state === 'cleaned').length,
    tombstones: data.filter(({ state, value }) => state === 'there' && value === null).length,
  }
}

/** When the first tombstone may go; null: none has been through a cleaning. */
export const firstHorizon = ({ records }: Pick<KeyPicture, 'records'>): number | null =>
  records.reduce<number | null>(
    (first, { state, value, deleteHorizonMs }) =>
      state === 'there' && value === null && deleteHorizonMs !== null
        ? Math.min(first ?? Number.POSITIVE_INFINITY, deleteHorizonMs)
        : first,
    null,
  )
