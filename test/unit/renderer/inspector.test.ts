import { describe, expect, it } from 'vitest'
import type { BatchOutline, BatchRows, InspectedFolder } from '../../../electron/host/api/inspect-views'
import {
  endOf,
  extended,
  indexAt,
  prefixed,
  startOf,
  WINDOW_ROWS_MAX,
  windowOf,
} from '../../../renderer/model/batch-window'
import { fieldRows, hexRows, leafOfByte, tintOf } from '../../../renderer/model/byte-tints'
import { inspectLine, timeOf } from '../../../renderer/model/inspect-command'
import { inspectRows } from '../../../renderer/model/inspect-tree'
import { csvText, jsonText } from '../../../renderer/model/table-export'

const batch = (position: number): BatchOutline => ({ position, sizeBytes: 100 }) as BatchOutline
const page = (from: number, count: number, more = true): BatchRows => ({
  batches: Array.from({ length: count }, (_, index) => batch(from + index * 100)),
  sizeBytes: 1e9,
  nextPosition: more ? from + count * 100 : null,
  fault: null,
})

describe('the window of batches', () => {
  it('grows at both ends', () => {
    const later = extended(windowOf(0, page(1000, 2)), page(1200, 2, false))
    expect(later).toMatchObject({ dropped: 0, window: { nextPosition: null } })
    const both = prefixed(later.window, page(500, 5))
    expect([startOf(both), endOf(both), both.batches.length, both.nextPosition]).toEqual([500, 1400, 9, null])
  })

  it('keeps a bounded number of rows: the front goes on the way down, the end on the way up', () => {
    const full = windowOf(0, page(100_000, WINDOW_ROWS_MAX))
    const down = extended(full, page(endOf(full), 300))
    expect(down.dropped).toBe(300)
    expect(startOf(down.window)).toBe(100_000 + 300 * 100)
    const up = prefixed({ ...full, fault: { kind: 'torn' } as never }, page(70_000, 300))
    expect(up.batches).toHaveLength(WINDOW_ROWS_MAX)
    expect(up).toMatchObject({ nextPosition: endOf(up), fault: null })
  })

  it.each([
    [99, -1],
    [100, 0],
    [199, 0],
    [250, 1],
    [9000, 2],
  ])('byte %i is in row %i', (byte, row) => {
    expect(indexAt(page(100, 3).batches, byte)).toBe(row)
  })
})

describe('bytes', () => {
  const fields = [
    { name: 'baseOffset', from: 100, to: 108, value: '7' },
    {
      name: 'records',
      from: 108,
      to: 120,
      value: '1 record',
      fields: [
        { name: 'keyLength', from: 108, to: 109, value: '2' },
        { name: 'key', from: 109, to: 118, value: 'k' },
      ],
    },
  ]
  it('fields inside others are indented under a heading, and every byte knows its own', () => {
    const { rows, leaves } = fieldRows(fields)
    expect(rows.map(({ field, depth, leaf }) => [field.name, depth, leaf])).toEqual([
      ['baseOffset', 0, 0],
      ['records', 0, -1],
      ['keyLength', 1, 1],
      ['key', 1, 2],
    ])
    expect([...leafOfByte(leaves, 104, 16)]).toEqual([0, 0, 0, 0, 1, 2, 2, 2, 2, 2, 2, 2, 2, 2, -1, -1])
  })

  it('lines of sixteen with the ends of each run', () => {
    const { leaves } = fieldRows(fields)
    const [first, second] = hexRows('41'.repeat(20), 100, leaves)
    expect(first!.bytes.filter((byte) => byte.first).map(({ at }) => at)).toEqual([100, 108, 109])
    expect(second).toMatchObject({
      address: 116,
      bytes: [{ char: 'A', first: true, last: false }, { last: true }, {}, {}],
    })
  })

  it.each([
    ['baseOffset', 'place'],
    ['partitionLeaderEpoch', 'epoch'],
    ['crc', 'check'],
    ['maxTimestamp', 'time'],
    ['producerId', 'who'],
    ['header 0 key', 'key'],
    ['keyLength', 'flag'],
    ['value', 'value'],
  ])('%s is tinted as %s', (name, tint) => {
    expect(tintOf(name)).toBe(tint)
  })
})

it('the tree: topics closed, opened by hand or by the filter, with the trouble of their partitions', () => {
  const folder = (topic: string, partition: number): InspectedFolder => ({
    folder: `${topic}-${partition}`,
    topic,
    partition,
    kind: 'current',
    meaning: '',
  })
  const folders = [folder('orders', 0), folder('orders', 1), folder('payments', 0)]
  const trouble = { 'orders-1': { errors: 2, warnings: 1 } }
  const rows = (openTopics: string[], filter = '') =>
    inspectRows({ folders, openTopics: new Set(openTopics), filter, trouble }).map(({ key }) => key)
  expect(rows([])).toEqual(['root', 'topic orders', 'topic payments'])
  expect(rows(['orders'])).toEqual(['root', 'topic orders', 'folder orders-0', 'folder orders-1', 'topic payments'])
  expect(rows([], 'S-1')).toEqual(['root', 'topic orders', 'folder orders-1'])
  expect(inspectRows({ folders, openTopics: new Set(), filter: '', trouble })[1]).toMatchObject({
    folders: 2,
    trouble: { errors: 2, warnings: 1 },
  })
})

describe('what leaves the page', () => {
  it('CSV quotes what would break it, and no text becomes a formula', () => {
    const rows = [
      { offset: 1, key: 'a,"b"\n', value: null },
      { offset: -1, key: '=1+1', value: '-cmd', extra: true },
    ]
    expect(csvText(rows)).toBe('offset,key,value,extra\r\n1,"a,""b""\n",,\r\n-1,\'=1+1,\'-cmd,true\r\n')
    expect(JSON.parse(jsonText(rows))).toEqual(rows)
  })

  it('commands and times', () => {
    expect(inspectLine({ path: '/data/my logs', topic: 'orders', partition: 0 }, '--records')).toBe(
      "highwater inspect '/data/my logs' --topic orders --partition 0 --records",
    )
    expect([timeOf('1700000000000'), timeOf('2026-11-23T09:00:00Z'), timeOf(''), timeOf('soon')]).toEqual([
      1_700_000_000_000,
      Date.UTC(2026, 10, 23, 9),
      null,
      null,
    ])
  })
})
