import { expect, it } from 'vitest'
import { percentile } from '../../benchmark/probe-load'

it.each([
  [[5], 0.999, 5],
  [[3, 1, 2], 0.5, 2],
  [Array.from({ length: 1000 }, (_, at) => 1000 - at), 0.99, 990],
  [Array.from({ length: 1000 }, (_, at) => at + 1), 0.999, 999],
  [[1, 2], 1, 2],
])('%#: the value below which a share lies', (values, share, expected) =>
  expect(percentile(values, share)).toBe(expected),
)
