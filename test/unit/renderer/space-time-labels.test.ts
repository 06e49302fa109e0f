import { describe, expect, it } from 'vitest'
import {
  alongArrow,
  LABEL_HEIGHT,
  type LabelWish,
  labelWidth,
  layLabels,
} from '../../../renderer/model/space-time-labels'

const PLANE = { width: 300, height: 200 }
const wish = (key: string, x: number, y: number, width = 60): LabelWish => ({ key, width, places: [{ x, y }] })
const said = (wishes: LabelWish[]) => [...layLabels(wishes, PLANE).keys()].sort()

describe('words of the space-time diagram', () => {
  it.each<[string, LabelWish[], string[]]>([
    ['apart: both', [wish('a', 100, 50), wish('b', 100, 50 + LABEL_HEIGHT)], ['a', 'b']],
    ['side by side: both', [wish('a', 100, 50), wish('b', 160, 50)], ['a', 'b']],
    ['one over the other: the first', [wish('a', 100, 50), wish('b', 110, 55)], ['a']],
    ['what comes first is placed first', [wish('a', 100, 50), { ...wish('b', 110, 55), first: true }], ['b']],
    ['wider than the plane: not at all', [wish('a', 100, 50, 301)], []],
    ['above or below the plane: not at all', [wish('a', 100, -1), wish('b', 100, 201)], []],
    [
      'another place where the best is taken',
      [
        wish('a', 100, 50),
        {
          ...wish('b', 100, 50),
          places: [
            { x: 100, y: 50 },
            { x: 100, y: 90 },
          ],
        },
      ],
      ['a', 'b'],
    ],
  ])('%s', (_, wishes, keys) => {
    expect(said(wishes)).toEqual(keys)
  })

  it('are moved inside the plane', () => {
    expect(layLabels([wish('a', 10, 50), wish('b', 295, 90)], PLANE)).toEqual(
      new Map([
        ['a', { x: 30, y: 50 }],
        ['b', { x: 270, y: 90 }],
      ]),
    )
  })

  it('never lie over each other, however busy the moment', () => {
    const wishes = Array.from({ length: 120 }, (_, index) => ({
      key: String(index),
      width: 40 + ((index * 37) % 150),
      places: alongArrow({ x1: (index * 53) % 300, y1: 100, x2: (index * 91) % 300, y2: 100 + ((index * 17) % 90) }),
    }))
    const placed = layLabels(wishes, PLANE)
    expect(placed.size).toBeGreaterThan(3)
    const boxes = [...placed].map(([key, place]) => ({ ...place, width: wishes[Number(key)]!.width }))
    for (const [index, one] of boxes.entries())
      for (const other of boxes.slice(index + 1))
        expect(
          Math.abs(one.y - other.y) >= LABEL_HEIGHT || Math.abs(one.x - other.x) >= (one.width + other.width) / 2,
        ).toBe(true)
  })

  it('Korean letters are wider', () => {
    expect(labelWidth('페치 3')).toBeGreaterThan(labelWidth('ab 3'))
  })
})
