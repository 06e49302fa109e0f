import { describe, expect, it } from 'vitest'
import { clusterMissing } from '../helpers/cluster'
import { runGroupKillLoop } from '../helpers/group-kill-loop'
import { skipFor } from '../helpers/skips'

const SEED = 20_261_123

describe.skipIf(skipFor('group coordinator kills', await clusterMissing()))(
  "a few kills of a group's coordinator",
  () => {
    it('take no acknowledged offset back, and the group goes on', async () => {
      const rounds = [
        { fault: 'kill -9', rebalance: false },
        { fault: 'cut off', rebalance: true },
      ] as const
      const result = await runGroupKillLoop(rounds, SEED)
      expect(result.problems, result.rounds.join('; ')).toEqual([])
      expect(result.committed).toBeGreaterThan(300)
    }, 240_000)
  },
)
