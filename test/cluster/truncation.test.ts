import { describe, expect, it } from 'vitest'
import { clusterMissing } from '../helpers/cluster'
import { skipFor } from '../helpers/skips'
import { divergeAndHeal } from '../helpers/truncation'

describe.skipIf(skipFor('truncation', await clusterMissing()))(
  'a leader that returns with records nobody else has',
  () => {
    it('cuts them by leader epoch and follows', async () => {
      const { values, differences, lostFromOldLeader } = await divergeAndHeal()
      // The high watermark stood at 60 while the follower slept: 40 records were never more than the old leader's own.
      expect(lostFromOldLeader).toBe(40)
      const kinds = values.map((value) => value.replace(/ \d+ d+$/, ''))
      // The fetch that waited at the old leader when the follower fell asleep was answered by the first of them, and read on waking.
      const survived = kinds.filter((kind) => kind === 'only the old leader').length
      expect(survived).toBeLessThanOrEqual(1)
      const expected = [
        ...Array<string>(60).fill('together'),
        ...Array<string>(survived).fill('only the old leader'),
        ...Array<string>(25).fill('only the new leader'),
        ...Array<string>(20).fill('together again'),
      ]
      expect(kinds).toEqual(expected)
      expect(differences).toEqual([])
    })
  },
)
