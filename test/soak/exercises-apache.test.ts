import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exerciseCatalogue } from '../../electron/host/exercises/catalogue'
import { faultIds } from '../../electron/host/exercises/challenge/place'
import { type RunReport, runExercise, sabotageFound } from '../../electron/host/exercises/headless'
import { apacheMissing } from '../helpers/apache'
import { openApacheExerciseLab } from '../helpers/apache-exercise-lab'
import { apacheDump } from '../helpers/dump-text'
import { complaint, exercise } from '../helpers/exercise-runs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const VERSION = '2.6.3'
const missing = skipFor('Apache Kafka', (await apacheMissing(VERSION)) ?? (await apacheMissing('zookeeper')))

const marked = exerciseCatalogue().filter(({ data }) => data.engines.includes('apache'))
const ids = marked.map(({ data }) => data.id)
/** One is enough to see that a check can fail there: every one of them is run on Highwater's own brokers. */
const spoiled = marked.flatMap(({ data }) => data.sabotages.slice(0, 1).map(({ id }) => [data.id, id] as const))

/** Beside the verdicts, what Apache's dump-log reads in the brokers' segments. */
const segments: Readonly<Record<string, (dumped: string[]) => void>> = {
  'loss-without-leader-epoch'(dumped) {
    expect(dumped).toContain('0 m1, 1 m3')
    expect(dumped).toContain('0 m1, 1 m2')
  },
  'leader-epoch-keeps'(dumped) {
    expect(dumped.filter((records) => records === '0 m1, 1 m2, 2 m3')).toHaveLength(2)
  },
}

/** What only Highwater's own brokers tell: an exercise that asks for it is not marked, and its other checks hold all the same. */
const OWN_FACTS = ['cleaning', 'bytes']

/** The exercise's own steps and checks on brokers of Apache Kafka. */
async function runOnApache(
  id: string,
  sabotage?: string,
  seed?: number,
): Promise<{ report: RunReport; found: boolean; dumped: string[] }> {
  const { data } = exercise(id)
  const spoiled = data.sabotages.find((each) => each.id === sabotage)
  const settings = { ...data.settings, ...spoiled?.settings }
  const apache = await openApacheExerciseLab(VERSION, temporaryDirectory(id), data.brokers, settings)
  try {
    const report = await runExercise(exercise(id), apache.lab, spoiled, undefined, seed)
    const dumped: string[] = []
    for (const broker of segments[id] ? apache.lab.brokerIds() : []) {
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

describe.skipIf(missing)(`exercises on Apache Kafka ${VERSION}`, () => {
  test.each(ids)('%s: the same steps give the same verdicts', async (id) => {
    const { report, dumped } = await runOnApache(id)
    expect(report.passed, complaint(report)).toBe(true)
    segments[id]?.(dumped)
  })
  test('table-4-2: whatever is not asked of the cleaner itself gives the same verdicts', async () => {
    const { report } = await runOnApache('table-4-2')
    const own = exercise('table-4-2').data.checks.filter(({ fact }) => OWN_FACTS.includes(fact.fact))
    const others = report.checks.filter(({ id }) => own.every((check) => check.id !== id))
    expect(report.problem).toBeNull()
    expect(others.filter(({ verdict }) => verdict !== 'pass')).toEqual([])
    expect(others).toHaveLength(11)
  })
  test.each(faultIds.map((fault, seed) => [fault, seed] as const))('challenge, %s: it is found', async (_, seed) => {
    const { report } = await runOnApache('challenge', undefined, seed)
    expect(report.passed, complaint(report)).toBe(true)
  })
  test.each(spoiled)('%s, %s: its checks fail there too', async (id, sabotage) => {
    const { report, found } = await runOnApache(id, sabotage)
    expect(found, complaint(report)).toBe(true)
  })
})
