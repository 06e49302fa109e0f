import { describe, expect, it } from 'vitest'
import { clusterMissing } from '../helpers/cluster'
import { planRounds, runKillLoop } from '../helpers/kill-loop'
import { skipFor } from '../helpers/skips'

const ROUNDS = Number(process.env.HIGHWATER_ROUNDS ?? 20)
const SEED = Number(process.env.HIGHWATER_SEED ?? Date.now() % 1_000_000)

describe.skipIf(skipFor('kill loop', await clusterMissing()))('the kill loop', () => {
  it(`keeps every acknowledged record through ${ROUNDS} rounds (HIGHWATER_SEED=${SEED})`, async () => {
    const result = await runKillLoop(planRounds(ROUNDS, SEED), SEED)
    const told = `seed ${SEED}: ${result.acknowledged} acknowledged, ${result.retries} retries; ${result.rounds.join('; ')}`
    process.stdout.write(`${told}\n`)
    expect(result.problems, told).toEqual([])
  })
})
