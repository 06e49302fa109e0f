import { describe, expect, it } from 'vitest'
import { clusterMissing } from '../helpers/cluster'
import { pythonMissing } from '../helpers/python'
import { skipFor } from '../helpers/skips'
import { runTransactionKillLoop } from '../helpers/transaction-kill-loop'

const SEED = 20_261_123
const missing = (await clusterMissing()) ?? (await pythonMissing())

describe.skipIf(skipFor('transaction coordinator kills', missing))("a few kills of a transaction's coordinator", () => {
  it('leave an exactly-once copy exact, also between PrepareCommit and the last marker', async () => {
    const result = await runTransactionKillLoop(['kill -9', 'prepared'], SEED)
    expect(result.problems, result.rounds.join('; ')).toEqual([])
    expect(result.copied).toBeGreaterThan(300)
    expect(result.aborted).toBeGreaterThan(0)
  }, 240_000)
})
