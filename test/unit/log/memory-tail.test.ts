import { describe, expect, it } from 'vitest'
import { MemoryTail, TailBudget } from '../../../broker-core/log/memory-tail'

function add(tail: MemoryTail, offset: number, size: number, segmentBaseOffset = 0): void {
  tail.add({ segmentBaseOffset, position: offset * size, baseOffset: offset, lastOffset: offset }, Buffer.alloc(size))
}

describe('memory tail', () => {
  const offsets = (tail: MemoryTail, from: number) => tail.from(from).map((entry) => entry.baseOffset)

  it('keeps the newest bytes and says nothing about older ones', () => {
    const tail = new MemoryTail(new TailBudget(100, 1000))
    for (let offset = 0; offset < 500; offset++) add(tail, offset, 10)
    expect(tail.bytes).toBe(100)
    expect(offsets(tail, 495)).toEqual([495, 496, 497, 498, 499])
    expect(offsets(tail, 490)).toHaveLength(10)
    expect(offsets(tail, 489)).toEqual([])
    expect(offsets(tail, 500)).toEqual([])
  })

  it('gives out one segment at a time', () => {
    const tail = new MemoryTail(new TailBudget(1000, 1000))
    for (let offset = 0; offset < 6; offset++) add(tail, offset, 10, offset < 4 ? 0 : 4)
    expect(offsets(tail, 2)).toEqual([2, 3])
    expect(offsets(tail, 4)).toEqual([4, 5])
  })

  it('is empty after an append that does not fit', () => {
    const tail = new MemoryTail(new TailBudget(100, 1000))
    add(tail, 0, 10)
    add(tail, 1, 101)
    expect(offsets(tail, 0)).toEqual([])
    add(tail, 2, 10)
    expect(offsets(tail, 1)).toEqual([])
    expect(offsets(tail, 2)).toEqual([2])
  })

  it('takes from the log that was idle longest when the broker has too much', () => {
    const budget = new TailBudget(100, 250)
    const tails = [0, 1, 2].map(() => new MemoryTail(budget))
    add(tails[0]!, 0, 90)
    add(tails[1]!, 0, 90)
    add(tails[0]!, 1, 10)
    add(tails[2]!, 0, 90)
    expect(tails.map((tail) => tail.bytes)).toEqual([100, 0, 90])
    expect(budget.bytes).toBe(190)
  })
})
