import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { apacheMissing } from '../helpers/apache'
import { apacheDump } from '../helpers/dump-text'
import { complaint, runAndLook } from '../helpers/exercise-runs'
import { skipFor } from '../helpers/skips'

const missing = skipFor("Apache Kafka's dump-log", await apacheMissing('2.6.3'))

/** What the tool of Apache Kafka 2.6.3 reads in each broker's segment: `offset payload`, the brokers with the same records together. */
async function dumped(id: string, topic: string): Promise<string[]> {
  const found: string[] = []
  const { report } = await runAndLook(id, async (dir) => {
    for (const broker of [1, 2, 3]) {
      const file = join(dir, `broker-${broker}`, 'kafka-logs', `${topic}-0`, '00000000000000000000.log')
      const text = await apacheDump('2.6.3', [file])
      found.push(
        [...text.matchAll(/offset: (\d+) .*payload: (\S+)/g)].map(([, at, value]) => `${at} ${value}`).join(', '),
      )
    }
  })
  expect(report.passed, complaint(report)).toBe(true)
  return found
}

describe.skipIf(missing)("the segments, read by Apache Kafka's own tool", () => {
  test('without leader epochs the acknowledged m2 is gone from the leader, and two logs part', async () => {
    const found = await dumped('loss-without-leader-epoch', 'loss')
    expect(found).toContain('0 m1, 1 m3')
    expect(found).toContain('0 m1, 1 m2')
  })
  test('with leader epochs both that run have all three', async () => {
    const found = await dumped('leader-epoch-keeps', 'kept')
    expect(found.filter((records) => records === '0 m1, 1 m2, 2 m3')).toHaveLength(2)
  })
})
