import { describe, expect, it } from 'vitest'
import type { DiskEntryView } from '../../../electron/host/api/views'
import { layoutLogStrip, segmentsOf } from '../../../renderer/model/segments'

const log = (baseOffset: number, change: Partial<DiskEntryView> = {}, active = false): DiskEntryView => ({
  name: `${String(baseOffset).padStart(20, '0')}.log`,
  kind: 'file',
  sizeBytes: 100,
  allocatedBytes: 100,
  modifiedMs: 0,
  change: null,
  segment: { baseOffset, active },
  ...change,
})
const index: DiskEntryView = { ...log(0), name: '00000000000000000000.index', segment: null }

describe('segments', () => {
  it('end where the next one begins, the last at the log end', () => {
    const segments = segmentsOf([log(200, {}, true), index, log(0), log(100)], 250)
    expect(segments.map(({ baseOffset, endOffset }) => [baseOffset, endOffset])).toEqual([
      [0, 100],
      [100, 200],
      [200, 250],
    ])
  })
  it('know which ones wait for deletion', () => {
    const [first, second] = segmentsOf(
      [log(0, { name: '00000000000000000000.log.deleted', segment: null }), log(100)],
      null,
    )
    expect([first?.deleted, second?.deleted]).toEqual([true, false])
    expect(second?.endOffset).toBeNull()
  })
})

describe('the log strip', () => {
  const segments = segmentsOf([log(0), log(100), log(200, {}, true)], 250)
  const layout = layoutLogStrip(
    segments,
    [
      { epoch: 0, startOffset: 0 },
      { epoch: 3, startOffset: 150 },
    ],
    600,
  )

  it('fills the width with boxes in order', () => {
    const last = layout.boxes.at(-1)!
    expect(last.x + last.width).toBeCloseTo(600)
    expect(last.width).toBeLessThan(layout.boxes[0]!.width)
  })
  it('puts offsets to scale inside their segment', () => {
    const box = layout.boxes[1]!
    expect(layout.at(150)).toBeCloseTo(box.x + box.width / 2)
    expect(layout.at(250)).toBeCloseTo(600)
  })
  it('paints a segment with the epochs in it', () => {
    expect(layout.boxes.map((box) => box.paints.map(({ epoch }) => epoch))).toEqual([[0], [0, 3], [3]])
  })
  it('leaves out the oldest segments when there are too many, and says how many', () => {
    const many = segmentsOf(
      Array.from({ length: 50 }, (_, number) => log(number * 10)),
      500,
    )
    const narrow = layoutLogStrip(many, [], 600)
    expect(narrow.hidden + narrow.boxes.length).toBe(50)
    expect(narrow.boxes.at(-1)?.baseOffset).toBe(490)
    expect(narrow.at(5)).toBeNull()
  })
  it('draws an empty log', () => {
    expect(layoutLogStrip(segmentsOf([log(0, {}, true)], 0), [{ epoch: 0, startOffset: 0 }], 600).at(0)).toBe(0)
  })
})
