import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type RunReport, runExercise, sabotageFound } from '../../electron/host/exercises/headless'
import { apacheMissing } from '../helpers/apache'
import { openApacheExerciseLab } from '../helpers/apache-exercise-lab'
import { apacheDump } from '../helpers/dump-text'
import { complaint, exercise } from '../helpers/exercise-runs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const VERSION = '2.6.3'
const missing = skipFor('Apache Kafka', (await apacheMissing(VERSION)) ?? (await apacheMissing('zookeeper')))

/** The exercise's own steps and checks on brokers of Apache Kafka; beside the verdicts, what its dump-log reads in each broker's segment. */
async function runOnApache(
  id: string,
  sabotage?: string,
): Promise<{ report: RunReport; found: boolean; dumped: string[] }> {
  const { data } = exercise(id)
  const spoiled = data.sabotages.find((each) => each.id === sabotage)
  const settings = { ...data.settings, ...spoiled?.settings }
  const apache = await openApacheExerciseLab(VERSION, temporaryDirectory(id), data.brokers, settings)
  try {
    const report = await runExercise(exercise(id), apache.lab, spoiled)
    const dumped: string[] = []
    for (const broker of apache.lab.brokerIds()) {
      const file = join(apache.logDir(broker), `${data.topics[0]}-0`, '00000000000000000000.log')
      const text = await apacheDump(VERSION, [file])
      dumped.push(
        [...text.matchAll(/offset: (\d+) .*payload: (\S+)/g)].map(([, at, value]) => `${at} ${value}`).join(', '),
      )
    }
    return { report, found: spoiled !== undefined && sabotageFound(report, spoiled), dumped }
  } finally {
    await apache.close()
  }
}

describe.skipIf(missing)(`exercises 5 and 6 on Apache Kafka ${VERSION}`, () => {
  test('without leader epochs the acknowledged m2 is lost, and the logs part', async () => {
    const { report, dumped } = await runOnApache('loss-without-leader-epoch')
    expect(report.passed, complaint(report)).toBe(true)
    expect(dumped).toContain('0 m1, 1 m3')
    expect(dumped).toContain('0 m1, 1 m2')
  })
  test('with leader epochs nothing is', async () => {
    const { report, dumped } = await runOnApache('leader-epoch-keeps')
    expect(report.passed, complaint(report)).toBe(true)
    expect(dumped.filter((records) => records === '0 m1, 1 m2, 2 m3')).toHaveLength(2)
  })
  test.each([
    ['loss-without-leader-epoch', 'epochs-left-on'],
    ['leader-epoch-keeps', 'epochs-off'],
  ])('%s, %s: its checks fail there too', async (id, sabotage) => {
    const { report, found } = await runOnApache(id, sabotage)
    expect(found, complaint(report)).toBe(true)
  })
})
