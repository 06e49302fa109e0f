import { describe, expect, test } from 'vitest'
import { keyDraw, seededDraw } from '../../../electron/host/benchmark/key-draw'

const DRAWS = 100_000

function counts(distribution: 'uniform' | 'zipfian' | 'latest', keys: number, seed = 7): number[] {
  const next = keyDraw(distribution, keys, seededDraw(seed))
  const found = new Array<number>(keys).fill(0)
  for (let index = 0; index < DRAWS; index++) found[next()]!++
  return found
}

describe('keys as they are drawn', () => {
  test('the same seed draws the same, another seed something else', () => {
    const keysOf = (seed: number) => {
      const next = keyDraw('zipfian', 1000, seededDraw(seed))
      return Array.from({ length: 20 }, next)
    }
    expect(keysOf(3)).toEqual(keysOf(3))
    expect(keysOf(3)).not.toEqual(keysOf(4))
  })

  test('uniform: every key about as often', () => {
    const found = counts('uniform', 100)
    expect(Math.min(...found)).toBeGreaterThan(850)
    expect(Math.max(...found)).toBeLessThan(1150)
  })

  test('zipfian: the rank decides, by the constant 0.99', () => {
    const found = counts('zipfian', 1000).sort((one, other) => other - one)
    let zeta = 0
    for (let rank = 1; rank <= 1000; rank++) zeta += 1 / rank ** 0.99
    for (const rank of [1, 2]) {
      const expected = DRAWS / rank ** 0.99 / zeta
      expect(Math.abs(found[rank - 1]! - expected) / expected).toBeLessThan(0.05)
    }
    const top = found.slice(0, 100).reduce((sum, count) => sum + count, 0)
    expect(top / DRAWS).toBeGreaterThan(0.6)
    expect(found.filter((count) => count > 0).length).toBeGreaterThan(900)
  })

  test('zipfian: frequent keys do not lie side by side', () => {
    const found = counts('zipfian', 1000)
    const order = found.map((count, key) => ({ count, key })).sort((one, other) => other.count - one.count)
    expect(Math.abs(order[0]!.key - order[1]!.key)).toBeGreaterThan(10)
  })

  test('latest: new keys come until all are there, and the newest are drawn most', () => {
    const next = keyDraw('latest', 1000, seededDraw(5))
    const drawn = Array.from({ length: 20_000 }, next)
    expect(Math.max(...drawn.slice(0, 100))).toBeLessThan(60)
    expect(Math.max(...drawn)).toBe(999)
    const newestShare = drawn.slice(-5000).filter((key) => key >= 900).length / 5000
    expect(newestShare).toBeGreaterThan(0.5)
  })

  test.each(['uniform', 'zipfian', 'latest'] as const)('%s: one key, and never outside', (distribution) => {
    expect(keyDraw(distribution, 1, seededDraw(1))()).toBe(0)
    const next = keyDraw(distribution, 37, seededDraw(2))
    for (let index = 0; index < 5000; index++) {
      const key = next()
      expect(Number.isInteger(key) && key >= 0 && key < 37).toBe(true)
    }
  })
})
