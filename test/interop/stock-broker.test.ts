import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Api } from '../../broker-core/protocol/api'
import { apis } from '../../broker-core/protocol/apis'
import { runTool } from '../helpers/apache'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { eventually } from '../helpers/eventually'
import { ProtocolClient } from '../helpers/protocol-client'
import { RawClient } from '../helpers/raw-client'
import { skipFor } from '../helpers/skips'
import { type Question, stockQuestions, withoutOwnWords } from '../helpers/stock-questions'

const missing = await clusterMissing('highwater', 'apache')
const OURS = 1
const APACHE = 2

/** What one of ours announces otherwise than Apache 2.6.3 at the same protocol, each with its reason. */
const KNOWN_DIFFERENCES: Record<string, string> = {}

describe.skipIf(skipFor('a broker beside Apache Kafka 2.6.3', missing))('a broker beside Apache Kafka 2.6.3', () => {
  let cluster: TestCluster
  const clients = new Map<number, ProtocolClient>()
  beforeAll(async () => {
    cluster = await TestCluster.start({
      brokers: [OURS, APACHE],
      engine: 'highwater',
      engineOf: (id) => (id === APACHE ? 'apache' : 'highwater'),
    })
    for (const id of [OURS, APACHE]) clients.set(id, await ProtocolClient.open(cluster.broker(id).address))
  }, 90_000)
  afterAll(async () => {
    for (const client of clients.values()) client.close()
    await cluster?.stopAll()
  })

  it('announces the same APIs in the same versions', async () => {
    const { code, stdout, stderr } = await runTool(
      '2.6.3',
      'broker-api-versions',
      ['--bootstrap-server', cluster.bootstrap],
      { timeoutMs: 60_000 },
    )
    expect(code, stderr).toBe(0)
    const announced = announcedBy(stdout)
    const ours = announced.get(OURS)!
    const theirs = announced.get(APACHE)!
    expect(theirs.size).toBeGreaterThan(45)
    const different = [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((api) =>
      ours.get(api) === theirs.get(api) ? [] : [[api, `${ours.get(api)} for ${theirs.get(api)}`]],
    )
    expect(Object.fromEntries(different)).toEqual(KNOWN_DIFFERENCES)
  })

  it('answers every question in the same way', async () => {
    const raw = new RawClient(cluster.bootstrap.split(','))
    const configs = { 'retention.ms': '100000', 'cleanup.policy': 'compact,delete' }
    await raw.createTopic({ name: 'both', assignment: [[OURS, APACHE]], configs })
    raw.close()
    await eventually(async () => {
      for (const id of [OURS, APACHE])
        expect(await asked(id, ['Metadata', 1, { topics: [{ name: 'both' }] }])).toMatchObject({
          topics: [{ errorCode: 0 }],
        })
    })
    const questions = stockQuestions('both')
    expect(questions.length).toBeGreaterThan(70)
    for (const question of questions) {
      const ours = withoutOwnWords(await asked(OURS, question))
      expect(ours, JSON.stringify(question)).toEqual(withoutOwnWords(await asked(APACHE, question)))
    }
  })

  it('describes its own settings as Apache does its', async () => {
    const describe = async (id: number) => {
      const body = {
        resources: [{ resourceType: 4, resourceName: String(id), configurationKeys: null }],
        includeSynonyms: true,
        includeDocumentation: true,
      }
      const answer = (await asked(id, ['DescribeConfigs', 3, body])) as { results: { configs: { name: string }[] }[] }
      return new Map(answer.results[0]!.configs.map((config) => [config.name, withoutOwnWords(config)]))
    }
    const [ours, theirs] = [await describe(OURS), await describe(APACHE)]
    expect([...ours.keys()].sort()).toEqual([...theirs.keys()].sort())
    const ownValues = ['broker.id', 'listeners', 'log.dirs', 'zookeeper.session.timeout.ms']
    for (const [name, config] of ours) if (!ownValues.includes(name)) expect(config, name).toEqual(theirs.get(name))
  })

  async function asked(brokerId: number, [name, version, body]: Question): Promise<unknown> {
    const api = apis.find((one) => one.name === name) as unknown as Api
    return clients.get(brokerId)!.ask(api, version, body)
  }
})

/** `127.0.0.1:9092 (id: 1 rack: null) -> (\n\tProduce(0): 0 to 8 [usable: 8],\n…)` by broker and API. */
function announcedBy(text: string): Map<number, Map<string, string>> {
  const brokers = new Map<number, Map<string, string>>()
  for (const [, id = '', body = ''] of text.matchAll(/\(id: (\d+) rack: \S+\) -> \(\n([\s\S]*?)\n\)/g)) {
    const apis = [...body.matchAll(/^\t(\w+\(\d+\)|UNKNOWN\(\d+\)): (.+?) \[/gm)].map(
      ([, api = '', range = '']) => [api, range] as const,
    )
    brokers.set(Number(id), new Map(apis))
  }
  return brokers
}
