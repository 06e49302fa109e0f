import { describe, expect, test } from 'vitest'
import { LongestGap } from '../../../electron/host/client/longest-gap'

const fed = (gap: LongestGap, ...moments: number[]) => {
  for (const atMs of moments) gap.happened(atMs)
  return gap
}

describe('the longest pause between two moments', () => {
  test('is none before there are two', () => {
    expect(fed(new LongestGap()).ms).toBe(0)
    expect(fed(new LongestGap(), 5000).ms).toBe(0)
  })
  test('is the longest one, wherever it lies', () => {
    expect(fed(new LongestGap(), 0, 10, 510, 520).ms).toBe(500)
    expect(fed(new LongestGap(), 0, 700, 710).ms).toBe(700)
  })
  test('counts from when it was begun anew, and the gap that is open then counts in full', () => {
    const gap = fed(new LongestGap(), 0, 900, 910)
    gap.begin()
    expect(gap.ms).toBe(0)
    expect(fed(gap, 950, 960).ms).toBe(40)
    expect(gap.count).toBe(5)
  })
})
