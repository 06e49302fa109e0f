import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { shellWord } from '../../electron/host/api/tool-lines'
import { ClusterClient } from '../../electron/host/client/cluster-client'
import type { ConsoleLab } from '../../electron/host/console/console-lab'
import { runLine } from '../../electron/host/console/run-line'
import { apacheMissing } from '../helpers/apache'
import type { ToolName } from '../helpers/apache-versions'
import { clusterMissing, TestCluster } from '../helpers/cluster'
import { RawClient } from '../helpers/raw-client'
import type { RunResult } from '../helpers/run'
import { skipFor } from '../helpers/skips'
import { ToolServer } from '../helpers/tool-server'

const RELEASE = '2.6.3'
const missing = (await clusterMissing()) ?? (await apacheMissing(RELEASE))

/** The console over the brokers of a test: started and stopped by the test, not by the console. */
function consoleLab(cluster: TestCluster): ConsoleLab {
  const process = { pid: 1, live: true, state: 'Running', sinceMs: 0, exit: null }
  const never = async () => {
    throw new Error('not in this test')
  }
  return {
    dir: cluster.directory,
    brokers: () =>
      cluster.brokers.map(({ id, address, logDirs }) => ({
        id,
        host: address.split(':')[0]!,
        port: Number(address.split(':')[1]),
        serving: true,
        process,
        logDirs,
        propertiesPath: join(cluster.directory, 'none'),
        logPath: join(cluster.directory, 'none'),
      })),
    coordination: () => ({ connect: cluster.zookeeper, process: null, logPath: null }),
    clientOf: (reachable) => new ClusterClient(reachable),
    startBroker: never,
    stopBroker: never,
    startCoordination: never,
    stopCoordination: never,
    signalBroker: never,
    signalCoordination: never,
    groupsChanged: () => undefined,
    reassignmentsChanged: () => undefined,
  }
}

/** What Apache's tools print in the order of a hash table, the console prints in the order of names. */
const sortedConfigs = (line: string) =>
  line.replace(/(Configs: )(\S+)/, (_, head, list) => head + list.split(',').sort().join(','))
const sortedJson = (line: string): string => {
  if (!line.startsWith('{')) return line
  const sort = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.map(sort).sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, each]) => [key, sort(each)] as const)
        .sort(),
    )
  }
  return JSON.stringify(sort(JSON.parse(line)))
}
const comparable = (text: string): string =>
  text
    .replace(/^\[\d{4}-.*?\] (WARN|ERROR) .*\n(?:.*Exception.*\n)?(?:\s+at .*\n)*( \(kafka.*\)\n)?/gm, '')
    .replace(/^\s+at .*\n/gm, '')
    .split('\n')
    .map((line) => sortedJson(sortedConfigs(line.trimEnd())))
    .join('\n')

describe.skipIf(skipFor('the console beside Apache Kafka 2.6.3', missing))(
  'the console prints what Apache Kafka 2.6.3 prints',
  () => {
    let cluster: TestCluster
    let tools: ToolServer
    let lab: ConsoleLab
    let segment: string
    beforeAll(async () => {
      ;[cluster, tools] = await Promise.all([
        TestCluster.start({ properties: { 'auto.leader.rebalance.enable': false } }),
        ToolServer.start(RELEASE),
      ])
      lab = consoleLab(cluster)
      const raw = new RawClient(cluster.bootstrap.split(','))
      await raw.createTopic({
        name: 'shown',
        assignment: [
          [1, 2, 3],
          [2, 3, 1],
        ],
      })
      await raw.createTopic({ name: 'moved', assignment: [[1, 2]] })
      raw.close()
      segment = join(cluster.brokers[0]!.logDirs[0]!, 'shown-0/00000000000000000000.log')
    })
    afterAll(async () => {
      await Promise.all([tools?.stop(), cluster?.stopAll()])
    })

    async function both(
      tool: ToolName,
      script: string,
      args: string[],
      input: string[] = [],
    ): Promise<[RunResult, RunResult]> {
      const apache = await tools.run(tool, args, { input: input.map((line) => `${line}\n`).join('') })
      const line = [script, ...args].map(shellWord).join(' ')
      const { exitCode, lines } = await runLine(lab, { brokerId: 1, line, input })
      const of = (stream: string) =>
        lines
          .filter((each) => each.stream === stream)
          .map(({ text }) => `${text}\n`)
          .join('')
      return [apache, { code: exitCode, stdout: of('out'), stderr: of('error') }]
    }

    /** Standard output and the exit code are the same; what must differ is made equal first. */
    async function same(
      tool: ToolName,
      script: string,
      args: string[],
      equal: (text: string) => string = (text) => text,
    ) {
      const [apache, console] = await both(tool, script, args)
      const seen = ({ code, stdout }: RunResult) => ({ code, stdout: equal(comparable(stdout)) })
      expect(seen(console), `${script} ${args.join(' ')}\n${apache.stderr}\n${console.stderr}`).toEqual(seen(apache))
    }
    const at = () => ['--bootstrap-server', cluster.bootstrap]

    it('topics', async () => {
      const topics = (...args: string[]) => same('topics', 'kafka-topics.sh', [...at(), ...args])
      await topics('--list')
      await topics('--describe', '--topic', 'shown')
      await topics('--describe', '--topic', 'shown|moved', '--under-replicated-partitions')
      await topics('--describe', '--topic', 'missing')
      await topics('--describe', '--topic', 'missing', '--if-exists')
      await topics('--create', '--topic', 'shown')
      await topics('--create', '--topic', 'none', '--partitions', '0')
      await topics('--create', '--topic', 'there', '--if-not-exists', '--replication-factor', '9')
      await topics('--delete', '--topic', 'missing')
      await topics('--alter', '--topic', 'shown', '--partitions', '1')
    })

    it('records, groups and offsets', async () => {
      const lines = ['a:1', 'b:2', 'c:3', 'd:4', 'e:5']
      const write = ['--topic', 'shown', '--property', 'parse.key=true', '--property', 'key.separator=:']
      const [theirs, ours] = await both('console-producer', 'kafka-console-producer.sh', [...at(), ...write], lines)
      expect([ours.code, ours.stdout.trim()]).toEqual([theirs.code, theirs.stdout.trim()])
      const read = (...args: string[]) =>
        same('console-consumer', 'kafka-console-consumer.sh', [...at(), '--topic', 'shown', ...args])
      const print = [
        '--property',
        'print.key=true',
        '--property',
        'print.timestamp=true',
        '--property',
        'print.partition=true',
      ]
      for (const partition of ['0', '1'])
        await read('--partition', partition, '--offset', 'earliest', '--timeout-ms', '700', ...print)
      await same('get-offsets', 'kafka-get-offsets.sh', ['--broker-list', cluster.bootstrap, '--topic', 'shown'])
      await same('get-offsets', 'kafka-get-offsets.sh', ['--broker-list', cluster.bootstrap, '--topic', 'missing'])

      const member = ['--topic', 'shown', '--group', 'readers', '--from-beginning', '--max-messages', '10']
      await tools.run('console-consumer', [...at(), ...member])
      const groups = (...args: string[]) =>
        same('consumer-groups', 'kafka-consumer-groups.sh', [...at(), ...args], sortedRows)
      await groups('--list')
      await groups('--list', '--state')
      await groups('--describe', '--group', 'readers')
      await groups('--describe', '--group', 'readers', '--state')
      await groups('--describe', '--group', 'readers', '--members', '--verbose')
      await groups('--describe', '--group', 'missing')
      for (const to of [
        ['--to-earliest'],
        ['--shift-by', '-2'],
        ['--to-offset', '99'],
        ['--to-current'],
        ['--to-datetime', '2020-01-01T00:00:00.000'],
      ])
        await groups('--group', 'readers', '--reset-offsets', '--topic', 'shown', '--execute', ...to)
      await groups('--group', 'readers', '--reset-offsets', '--all-topics', '--dry-run', '--to-earliest', '--export')
      await groups('--delete-offsets', '--group', 'readers', '--topic', 'missing')
      await groups('--delete', '--group', 'missing')
    })

    it('settings', async () => {
      const configs = (...args: string[]) => same('configs', 'kafka-configs.sh', [...at(), ...args], sortedRows)
      const topic = ['--entity-type', 'topics', '--entity-name', 'shown']
      await configs('--alter', ...topic, '--add-config', 'retention.ms=5000,cleanup.policy=[compact,delete]')
      await configs('--describe', ...topic)
      await configs('--alter', ...topic, '--delete-config', 'retention.bytes')
      const remove = [...at(), '--alter', ...topic, '--delete-config', 'retention.ms,cleanup.policy']
      const theirs = await tools.run('configs', remove)
      await tools.run('configs', [...at(), '--alter', ...topic, '--add-config', 'retention.ms=1,cleanup.policy=delete'])
      const ours = await runLine(lab, { brokerId: 1, line: ['kafka-configs.sh', ...remove].join(' ') })
      expect([ours.exitCode, ours.lines[0]?.text]).toEqual([theirs.code, theirs.stdout.trim()])
      await configs('--describe', ...topic)
      await configs('--describe', '--entity-type', 'brokers', '--entity-name', '1')
      await configs('--describe', '--entity-type', 'brokers', '--entity-default')
      await configs('--describe', '--entity-type', 'nothing')
    })

    it('replicas, leaders and files', async () => {
      const json = (name: string, content: unknown) => {
        const path = join(cluster.directory, `${name}.json`)
        writeFileSync(path, JSON.stringify(content))
        return path
      }
      await same('log-dirs', 'kafka-log-dirs.sh', [...at(), '--describe', '--topic-list', 'shown'])
      const plan = json('plan', { version: 1, partitions: [{ topic: 'moved', partition: 0, replicas: [2, 1] }] })
      const moves = (...args: string[]) =>
        same('reassign-partitions', 'kafka-reassign-partitions.sh', [...at(), ...args])
      await moves('--list')
      await moves('--verify', '--reassignment-json-file', plan)
      await moves('--cancel', '--reassignment-json-file', plan)
      await same('leader-election', 'kafka-leader-election.sh', [
        ...at(),
        '--election-type',
        'preferred',
        '--topic',
        'moved',
        '--partition',
        '9',
      ])
      const records = json('records', { version: 1, partitions: [{ topic: 'shown', partition: 0, offset: 1 }] })
      await same('delete-records', 'kafka-delete-records.sh', [...at(), '--offset-json-file', records])
      for (const args of [['--print-data-log'], ['--deep-iteration'], []])
        await same('dump-log', 'kafka-dump-log.sh', [...args, '--files', segment])
      await same('dump-log', 'kafka-dump-log.sh', ['--files', segment.replace('.log', '.index')])
    })

    it('lines that no tool takes', async () => {
      const refused = async (tool: ToolName, script: string, args: string[]) => {
        const [apache, console] = await both(tool, script, args)
        const first = ({ code, stderr }: RunResult) => [code, comparable(stderr).split('\n')[0]]
        expect(first(console), `${script} ${args.join(' ')}\n${apache.stderr}`).toEqual(first(apache))
      }
      await refused('topics', 'kafka-topics.sh', [...at(), '--list', '--describe'])
      await refused('topics', 'kafka-topics.sh', [...at(), '--create'])
      await refused('topics', 'kafka-topics.sh', [...at(), '--list', '--config', 'a=b'])
      await refused('configs', 'kafka-configs.sh', ['--nope'])
      await refused('configs', 'kafka-configs.sh', [...at(), '--describe'])
      await refused('console-producer', 'kafka-console-producer.sh', ['--nope'])
      await refused('console-producer', 'kafka-console-producer.sh', ['--topic', 'a'])
      await refused('console-consumer', 'kafka-console-consumer.sh', [...at(), '--topic', 'a', '--offset', '1'])
      await refused('console-consumer', 'kafka-console-consumer.sh', [
        ...at(),
        '--topic',
        'a',
        '--partition',
        '0',
        '--offset',
        'x',
      ])
      await refused('consumer-groups', 'kafka-consumer-groups.sh', [...at(), '--describe'])
      await refused('consumer-groups', 'kafka-consumer-groups.sh', [
        ...at(),
        '--reset-offsets',
        '--group',
        'g',
        '--execute',
        '--to-earliest',
      ])
    })
  },
)

/** Rows after the heading, in the order of their text. */
function sortedRows(text: string): string {
  return text.split('\n').sort().join('\n')
}
