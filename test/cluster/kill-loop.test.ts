import { describe, expect, it } from 'vitest'
import { clusterMissing } from '../helpers/cluster'
import { runKillLoop } from '../helpers/kill-loop'
import { skipFor } from '../helpers/skips'

const SEED = 20_261_123

describe.skipIf(skipFor('kill loop', await clusterMissing()))('a short kill loop', () => {
  it('keeps every acknowledged record, in order, once, on equal replicas', async () => {
    const rounds = [
      { fault: 'kill -9', target: 'leader' },
      { fault: 'cut off', target: 'leader' },
      { fault: 'freeze', target: 'controller' },
      { fault: 'SIGTERM', target: 'follower' },
    ] as const
    const result = await runKillLoop(rounds, SEED)
    expect(result.problems, result.rounds.join('; ')).toEqual([])
    expect(result.acknowledged).toBeGreaterThan(500)
  }, 240_000)
})
