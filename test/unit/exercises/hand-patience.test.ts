import { expect, it } from 'vitest'
import { PATIENCE_MS } from '../../../electron/host/client/hand-producer'
import { exerciseCatalogue } from '../../../electron/host/exercises/catalogue'

it('no follower waits longer in a fetch than a record by hand waits for its acknowledgement: it would be sent twice', () => {
  const waits = exerciseCatalogue().map(({ data }) => Number(data.settings['replica.fetch.wait.max.ms'] ?? 500))
  expect(Math.max(...waits)).toBeLessThan(PATIENCE_MS)
  expect(waits.filter((wait) => wait > 10_000)).not.toEqual([])
})
