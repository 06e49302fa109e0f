import { describe, expect, it } from 'vitest'
import { clusterMissing } from '../helpers/cluster'
import { planGroupRounds, runGroupKillLoop } from '../helpers/group-kill-loop'
import { skipFor } from '../helpers/skips'

const ROUNDS = Number(process.env.HIGHWATER_ROUNDS ?? 30)
const SEED = Number(process.env.HIGHWATER_SEED ?? Date.now() % 1_000_000)

describe.skipIf(skipFor('group coordinator kills', await clusterMissing()))("kills of a group's coordinator", () => {
  it(`take no acknowledged offset back in ${ROUNDS} rounds (HIGHWATER_SEED=${SEED})`, async () => {
    const result = await runGroupKillLoop(planGroupRounds(ROUNDS, SEED), SEED)
    const told = `seed ${SEED}: ${result.committed} records committed; ${result.rounds.join('; ')}`
    process.stdout.write(`${told}\n`)
    expect(result.problems, told).toEqual([])
  })
})
