import { describe, expect, it } from 'vitest'
import { ByteBudget } from '../../../broker-core/network/byte-budget'

describe('ByteBudget', () => {
  it('lets in while anything is left, one may overdraw, the others wait in order', () => {
    const budget = new ByteBudget(100)
    const admitted: string[] = []
    expect(budget.take(60, () => admitted.push('a'))).toBeUndefined()
    expect(budget.take(1000, () => admitted.push('b'))).toBeUndefined()
    expect(budget.take(10, () => admitted.push('c'))).toBeDefined()
    expect(budget.take(10, () => admitted.push('d'))).toBeDefined()
    budget.give(60)
    expect(admitted).toEqual([])
    budget.give(1000)
    expect(admitted).toEqual(['c', 'd'])
    expect(budget.bytesInUse).toBe(20)
  })

  it('forgets who no longer waits', () => {
    const budget = new ByteBudget(1)
    const admitted: string[] = []
    budget.take(5, () => undefined)
    const waiting = budget.take(5, () => admitted.push('gone'))
    budget.take(5, () => admitted.push('stayed'))
    waiting?.cancel()
    budget.give(5)
    expect(admitted).toEqual(['stayed'])
    expect(budget.waitingCount).toBe(0)
  })
})
