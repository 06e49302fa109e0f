import { expect, it } from 'vitest'
import { thinOut } from '../../../renderer/model/thin-out'

const every = (count: number, apart: number, row = 'a') =>
  Array.from({ length: count }, (_, index) => ({ row, y: index * apart }))

it('draws all of few, however near', () => {
  const few = every(10, 0.1)
  expect(thinOut(few, 10, (item) => item)).toBe(few)
})

it('keeps the limit of many, evenly, and each row its own', () => {
  const many = [...every(1000, 0.5), ...every(1000, 0.5, 'b')].sort((left, right) => left.y - right.y)
  const drawn = thinOut(many, 300, (item) => item)
  expect(drawn.length).toBeLessThanOrEqual(300)
  for (const row of ['a', 'b']) {
    const ys = drawn.filter((item) => item.row === row).map(({ y }) => y)
    expect(ys.slice(1).map((y, index) => y - ys[index]!)).toEqual(ys.slice(1).map(() => 4))
  }
})

it('leaves out nothing that is rare, and ends where rows alone are more than the limit', () => {
  const rare = { row: 'election', y: 3 }
  expect(thinOut([...every(500, 1), rare], 20, (item) => (item === rare ? null : item))).toContain(rare)
  const rows = Array.from({ length: 50 }, (_, index) => ({ row: `${index}`, y: 0 }))
  expect(thinOut(rows, 20, (item) => item)).toHaveLength(50)
})
