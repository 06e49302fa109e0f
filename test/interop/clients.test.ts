import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { apacheLibs, apacheMissing, JVM_FLAGS } from '../helpers/apache'
import { cell, featuresOf, furtherChecksOf, matrix } from '../helpers/client-matrix'
import { ClientProgram, clientPrograms, createTopics, expectNextEpoch, expectProduced } from '../helpers/client-program'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { compiledClasses } from '../helpers/java-programs'
import { python, pythonMissing } from '../helpers/python'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'

interface Program {
  client: string
  missing: string | undefined
  command(): Promise<[command: string, args: string[]]>
}

const noPython = await pythonMissing()
const inPython = (client: string, file: string): Program => ({
  client,
  missing: noPython,
  command: async () => [await python(), [join(clientPrograms, file)]],
})
const inJava = async (release: '3.9.1' | '4.3.0'): Promise<Program> => ({
  client: `java-${release}`,
  missing: await apacheMissing(release),
  command: async () => {
    const classes = await compiledClasses(join(clientPrograms, 'java'))
    const classPath = `${join(await apacheLibs(release), '*')}:${classes}`
    const flags = [...JVM_FLAGS, '-Dorg.slf4j.simpleLogger.defaultLogLevel=off', '-Dlog4j.rootLogger=OFF']
    return ['java', [...flags, '-cp', classPath, 'ClientChecks']]
  },
})
const programs = [
  inPython('confluent', 'confluent_checks.py'),
  inPython('kafka-python', 'kafka_python_checks.py'),
  inPython('aiokafka', 'aiokafka_checks.py'),
  await inJava('3.9.1'),
  await inJava('4.3.0'),
].filter(({ client }) => process.env.HIGHWATER_CLIENTS?.split(',').includes(client) ?? true)
const noCluster = await clusterMissing()

/** All clients at once on one cluster: most of what they do is waiting, and strangers share a real cluster too. */
describe.skipIf(skipFor('clients', noCluster))('clients', () => {
  let cluster: TestCluster
  let raw: RawClient
  const running = new Map<string, ClientProgram>()
  beforeAll(async () => {
    cluster = await TestCluster.start({ properties: { 'log.cleaner.backoff.ms': 300 } })
    raw = new RawClient(cluster.bootstrap.split(','))
    for (const { client, missing, command } of programs) {
      if (missing !== undefined) continue
      await createTopics(raw, client)
      const [path, args] = await command()
      running.set(client, ClientProgram.start(client, path, args, cluster.bootstrap))
    }
  })
  afterAll(async () => {
    raw?.close()
    for (const program of running.values()) await program.stop()
    await cluster?.stopAll()
  })

  describe.each(programs)('$client', ({ client, missing }) => {
    describe.skipIf(skipFor(client, missing))('checks', () => {
      for (const feature of featuresOf(client)) {
        cell(client, feature, async () => {
          await running.get(client)!.passed(feature)
          if (feature.startsWith('produce.')) await expectProduced(raw, `${client}.${feature}`, feature)
        })
      }
      for (const feature of furtherChecksOf(client)) {
        it(matrix.further[feature]!, async () => {
          await running.get(client)!.passed(feature)
          if (feature === 'txn.bump') await expectNextEpoch(raw, `${client}.${feature}`)
        })
      }
    })
  })
})
