import { describe, expect, test } from 'vitest'
import { complaint, runOnce } from '../helpers/exercise-runs'
import { programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'

const missing = skipFor('exercises', programsMissing('broker', 'coordination'))

/** The short form; every exercise and every sabotage five times: test/soak. */
describe.skipIf(missing)('exercises on real brokers, headless', () => {
  test.each(['leader-and-followers', 'leader-epoch-checkpoint', 'replication-step-by-step'])(
    '%s passes',
    async (id) => {
      const { report } = await runOnce(id)
      expect(report.passed, complaint(report)).toBe(true)
      for (const check of report.checks) expect(check.evidence?.text.ko).toBeTruthy()
    },
  )
  test('a run that is spoiled is found out', async () => {
    const { report, expected } = await runOnce('high-watermark-file', 'file-edited')
    expect(report.passed).toBe(false)
    expect(expected).toBe(true)
  })
})
