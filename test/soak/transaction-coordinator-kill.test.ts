import { describe, expect, it } from 'vitest'
import { clusterMissing } from '../helpers/cluster'
import { pythonMissing } from '../helpers/python'
import { skipFor } from '../helpers/skips'
import { planTransactionRounds, runTransactionKillLoop } from '../helpers/transaction-kill-loop'

const ROUNDS = Number(process.env.HIGHWATER_ROUNDS ?? 30)
const SEED = Number(process.env.HIGHWATER_SEED ?? Date.now() % 1_000_000)
const missing = (await clusterMissing()) ?? (await pythonMissing())

describe.skipIf(skipFor('transaction coordinator kills', missing))("kills of a transaction's coordinator", () => {
  it(`leave an exactly-once copy exact in ${ROUNDS} rounds (HIGHWATER_SEED=${SEED})`, async () => {
    const result = await runTransactionKillLoop(planTransactionRounds(ROUNDS, SEED), SEED)
    const told = `seed ${SEED}: ${result.copied} records copied, ${result.aborted} transactions aborted; ${result.rounds.join('; ')}`
    process.stdout.write(`${told}\n`)
    expect(result.problems, told).toEqual([])
  })
})
