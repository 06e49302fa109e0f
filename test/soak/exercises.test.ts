import { describe, expect, test } from 'vitest'
import { exerciseCatalogue } from '../../electron/host/exercises/catalogue'
import { complaint, runOnce } from '../helpers/exercise-runs'

const ROUNDS = 5
const ids = exerciseCatalogue().map(({ data }) => data.id)
const sabotages = exerciseCatalogue().flatMap(({ data }) => data.sabotages.map(({ id }) => [data.id, id] as const))

describe.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))('round %i', () => {
  test.each(ids)('%s passes', async (id) => {
    const { report } = await runOnce(id)
    expect(report.passed, complaint(report)).toBe(true)
  })
})

describe('negative controls', () => {
  test.each(sabotages)('%s, %s: its checks fail', async (id, sabotage) => {
    const { report, expected } = await runOnce(id, sabotage)
    expect(expected, complaint(report)).toBe(true)
  })
})
