import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import * as toolLines from '../../../../electron/host/api/tool-lines'
import { ranges } from '../../../../electron/host/client/range-assignment'
import { configPairs } from '../../../../electron/host/console/kafka/config-pairs'
import { brokerNamed } from '../../../../electron/host/console/kafka/connect'
import { offsetsTable } from '../../../../electron/host/console/kafka/group-tables'
import { proposedAssignment, statusText } from '../../../../electron/host/console/kafka/reassignment-text'
import { recordFormat } from '../../../../electron/host/console/kafka/record-format'
import { dateTime, duration, resetFile } from '../../../../electron/host/console/kafka/reset-wish'
import { topicFilter } from '../../../../electron/host/console/kafka/topic-filter'
import { isReported, partitionLine, topicLine } from '../../../../electron/host/console/kafka/topic-text'
import { parseOptions } from '../../../../electron/host/console/options'
import { runLine } from '../../../../electron/host/console/run-line'
import * as pageCommands from '../../../../renderer/model/commands'
import { stoppedLab } from '../../../helpers/stopped-lab'
import { temporaryDirectory } from '../../../helpers/temp'

const lab = stoppedLab(join(temporaryDirectory('tools'), 'lab'))
const told = async (line: string) => {
  const { exitCode, lines } = await runLine(lab, { brokerId: 1, line })
  return { exitCode, text: lines.map(({ text }) => text).join('\n') }
}

describe('a host name', () => {
  const brokers = lab.brokers()
  it.each([
    ['127.0.0.1:9093', 2],
    ['localhost:9094', 3],
    ['localhost:9092', 1],
    ['peter-kafka01.foo.bar:9092', 1],
    ['peter-kafka03.foo.bar:9092', 3],
    ['kafka2', 2],
    ['peter-kafka04.foo.bar:9092', undefined],
    ['example.com:9092', undefined],
    ['127.0.0.1:7', undefined],
  ])('%s', (text, id) => expect(brokerNamed(brokers, 2, text)?.id).toBe(id))

  it('localhost on another port than the lab is the chosen broker where the book says 9092', () => {
    const moved = brokers.map((broker) => ({ ...broker, port: broker.port + 20_000 }))
    expect(brokerNamed(moved, 2, 'localhost:9092')?.id).toBe(2)
  })

  it('names the broker of its id, else the one that stands there in the row', () => {
    const ids = (base: number) => brokers.map((broker) => ({ ...broker, id: base + broker.id }))
    expect(brokerNamed(ids(0), 1, 'kafka3:9092')?.id).toBe(3)
    expect(brokerNamed(ids(100), 101, 'kafka3:9092')?.id).toBe(103)
  })
})

describe('options, as joptsimple takes them', () => {
  const specs = {
    list: { about: '' },
    topic: { value: 'text', about: '' },
    n: { value: 'number', about: '' },
    state: { value: 'optional', about: '' },
  } as const
  it('in any order, repeated, attached', () => {
    const parsed = parseOptions(specs, ['--topic', 'a', 'word', '--topic=b', '--state', '--list', '--n', '-5'])
    expect([
      parsed.values('topic'),
      parsed.has('list'),
      parsed.value('state'),
      parsed.number('n'),
      parsed.words,
    ]).toEqual([['a', 'b'], true, undefined, -5, ['word']])
    expect(parseOptions(specs, ['--state', 'stable']).value('state')).toBe('stable')
  })
  it.each([
    [['--nope'], 'nope is not a recognized option'],
    [['-xyz'], 'x is not a recognized option'],
    [['--topic'], 'Option topic requires an argument'],
    [['--n', 'x'], "Cannot parse argument 'x' of option n"],
  ])('%s', (args, message) => expect(() => parseOptions(specs, args)).toThrow(message))
  it('given twice', () => {
    expect(() => parseOptions(specs, ['--topic', 'a', '--topic', 'b']).value('topic')).toThrow(
      'Found multiple arguments for option topic, but you asked for only one',
    )
  })
})

describe('what a tool refuses', () => {
  it.each([
    [
      'kafka-topics.sh --nope',
      'Exception in thread "main" joptsimple.UnrecognizedOptionException: nope is not a recognized option',
    ],
    [
      'kafka-topics.sh --list --describe',
      'Command must include exactly one action: --list, --describe, --create, --alter or --delete\nOption',
    ],
    ['kafka-topics.sh --list', 'Only one of --bootstrap-server or --zookeeper must be specified'],
    ['kafka-topics.sh --create --bootstrap-server a1:9092', 'Missing required argument "[topic]"\nOption'],
    ['kafka-topics.sh --list --bootstrap-server a1', 'Invalid url in bootstrap.servers: a1'],
    [
      'kafka-topics.sh --list --bootstrap-server example.com:9092',
      'No resolvable bootstrap urls given in bootstrap.servers',
    ],
    ['kafka-topics.sh --list --bootstrap-server a1:9092', 'Timed out waiting for a node assignment.'],
    ['kafka-configs.sh --describe', 'At least one entity type must be specified'],
    [
      'kafka-configs.sh --describe --entity-type topics',
      'One of the required --bootstrap-server or --zookeeper arguments must be specified',
    ],
    [
      'kafka-configs.sh --alter --entity-type topics --entity-name t --bootstrap-server a1:9092',
      'At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter',
    ],
    ['kafka-console-producer.sh --topic t', 'Missing required option(s) [bootstrap-server]\nOption'],
    ['kafka-console-consumer.sh --bootstrap-server a1:9092', 'Exactly one of whitelist/topic is required.\nOption'],
    [
      'kafka-console-consumer.sh --bootstrap-server a1:9092 --topic t --offset 3',
      'The partition is required when offset is specified.\nOption',
    ],
    [
      'kafka-consumer-groups.sh --bootstrap-server a1:9092 --describe',
      'Option [describe] takes one of these options: [group], [all-groups]\nOption',
    ],
    ['kafka-leader-election.sh --bootstrap-server a1:9092', 'Missing required option(s): election-type'],
    ['kafka-dump-log.sh --print-data-log', 'Missing required argument "[files]"\nOption'],
  ])('%s', async (line, message) => {
    const { exitCode, text } = await told(line)
    expect(exitCode).toBe(1)
    expect(text).toContain(message)
  })
})

/** Whatever a button shows can be typed: the tool takes the line apart, and only then finds that no broker runs. */
describe("a button's line", () => {
  const bootstrap = '127.0.0.1:9092,127.0.0.1:9093'
  const group = "my group's"
  const lines: [string, string?][] = [
    [toolLines.describeGroupLine(bootstrap, group)],
    [toolLines.listGroupsLine(bootstrap)],
    [toolLines.deleteGroupLine(bootstrap, group)],
    [toolLines.deleteOffsetsLine(bootstrap, group, 't', [0, 1])],
    ...[
      { kind: 'earliest' as const },
      { kind: 'latest' as const },
      { kind: 'offset' as const, offset: 3 },
      { kind: 'shiftBy' as const, by: -2 },
      { kind: 'datetime' as const, timestampMs: 1_795_406_849_918 },
    ].flatMap((to): [string][] =>
      [
        [],
        [
          { topic: 't', partitions: null },
          { topic: 'u', partitions: [1, 2] },
        ],
      ].map((topics) => [
        toolLines.resetOffsetsLine(bootstrap, { groupId: group, topics, to, dryRun: topics.length === 0 }),
      ]),
    ),
    [toolLines.consumeLine(bootstrap, 't', group, true, 5)],
    ...[
      toolLines.reassignTool(bootstrap, 't', [{ partition: 0, replicas: [1, 2] }], 'execute'),
      toolLines.reassignTool(bootstrap, 't', [{ partition: 0, replicas: [1, 2] }], 'cancel'),
      toolLines.deleteRecordsTool(bootstrap, 't', [{ partition: 0, offset: 4 }]),
      toolLines.electionTool(bootstrap, 'preferred', 't', [0]),
      toolLines.electionTool(bootstrap, 'unclean', 't', [0, 1]),
    ].map(({ command, file }): [string, string] => [command, file]),
    [
      pageCommands.createTopicCommand(bootstrap, {
        topic: 't',
        partitions: 2,
        replicationFactor: 3,
        configs: { 'cleanup.policy': 'compact,delete' },
      }),
    ],
    [pageCommands.deleteTopicCommand(bootstrap, 't')],
    [pageCommands.addPartitionsCommand(bootstrap, 't', 4)],
    [
      pageCommands.alterConfigsCommand(
        bootstrap,
        { type: 'topic', name: 't' },
        { 'cleanup.policy': 'compact,delete', 'retention.ms': null },
      ),
    ],
    [pageCommands.alterConfigsCommand(bootstrap, { type: 'brokerDefault', name: '' }, { 'log.retention.ms': '5' })],
  ]
  it.each(lines)('%s', async (line, file = '') => {
    const named = /(?:-file) (\S+\.json)/.exec(line)?.[1]
    const { text } = await told(named ? `echo '${file}' > ${named} && ${line}` : line)
    expect(text).toMatch(/no broker of --bootstrap-server is running|Timed out waiting for a node assignment/)
    expect(text).not.toMatch(/Missing required|not a recognized|can't be used|Command must|valid JSON/)
  })

  it.each([
    pageCommands.signalCommand('SIGKILL', 4001),
    pageCommands.startCommand(lab.brokers()[1]!.propertiesPath),
    pageCommands.restartCommand(4003, lab.brokers()[2]!.propertiesPath),
  ])('%s', async (line) => expect(await told(line)).toEqual({ exitCode: 0, text: '' }))
})

describe('what the tools print', () => {
  const partition = {
    topic: 't',
    partition: 0,
    leader: -1,
    replicas: [1, 2, 3],
    isr: [2],
    adding: [3],
    removing: [1],
    reassigned: true,
  }

  it('of a topic', () => {
    const configs = [
      { name: 'a', value: '1', source: 1 },
      { name: 'b', value: '2', source: 4 },
    ]
    expect(topicLine({ topic: 't', partitions: [partition], configs, minInsyncReplicas: 1 })).toBe(
      'Topic: t\tPartitionCount: 1\tReplicationFactor: 2\tConfigs: a=1,b=2\n',
    )
    expect(partitionLine(partition)).toBe(
      '\tTopic: t\tPartition: 0\tLeader: none\tReplicas: 1,2,3\tIsr: 2\tAdding Replicas: 3\tRemoving Replicas: 1\n',
    )
    expect(partitionLine({ ...partition, leader: 2, reassigned: false })).toBe(
      '\tTopic: t\tPartition: 0\tLeader: 2\tReplicas: 1,2,3\tIsr: 2\n',
    )
  })

  it.each([
    ['underReplicated', true],
    ['unavailable', true],
    ['underMinIsr', true],
    ['atMinIsr', false],
  ] as const)('%s partitions', (report, shown) => expect(isReported(report, partition, 2, new Set([1, 2]))).toBe(shown))

  it('of a record', () => {
    const record = {
      offset: 1,
      partition: 3,
      timestampMs: 5,
      timestampType: 'CreateTime' as const,
      key: Buffer.from('k'),
      value: null,
    }
    const print = (...properties: [string, string][]) => recordFormat(new Map(properties))(record)
    expect(print()).toBe('null\n')
    expect(print(['print.key', 'true'], ['key.separator', ':'])).toBe('k:null\n')
    expect(print(['print.timestamp', 'true'], ['print.partition', 'true'])).toBe('CreateTime:5\tnull\t3\n')
    expect(print(['print.key', 'true'], ['print.value', 'false'])).toBe('k\n')
  })

  it('of a group', () => {
    const row = {
      group: 'a group with a long name',
      topic: 't',
      partition: 0,
      offset: 3,
      logEndOffset: 5,
      consumerId: '-',
      host: '-',
      clientId: '-',
    }
    expect(offsetsTable([row, { ...row, offset: null }])).toBe(
      '\nGROUP                    TOPIC           PARTITION  CURRENT-OFFSET  LOG-END-OFFSET  LAG             CONSUMER-ID     HOST            CLIENT-ID\n' +
        'a group with a long name t               0          3               5               2               -               -               -\n' +
        'a group with a long name t               0          -               5               -               -               -               -\n',
    )
  })

  it('of moves', () => {
    const wanted = [1, 2, 3].map((id, partition) => ({ topic: 't', partition, replicas: [id] }))
    const current = [
      { topic: 't', partition: 0, replicas: [1] },
      { topic: 't', partition: 2, replicas: [9] },
    ]
    expect(statusText(wanted, current, new Set(['t-1']))).toBe(
      'Status of partition reassignment:\nReassignment of partition t-0 is complete.\nReassignment of partition t-1 is still in progress.\n' +
        'There is no active reassignment of partition t-2, but replica set is 9 rather than 3.',
    )
  })
})

describe('small rules', () => {
  it('settings in one word', () => {
    expect([...configPairs('a=1,b=[x,y], c = ')]).toEqual([
      ['a', '1'],
      ['b', 'x,y'],
      ['c', ''],
    ])
    expect(() => configPairs('a')).toThrow('must be in the format "key=val"')
  })
  it('topics by expression, none that takes for ever', () => {
    expect(['a', 'ab', 'b'].filter(topicFilter('a.*'))).toEqual(['a', 'ab'])
    expect(['a', 'ab', 'b'].filter(topicFilter('a,b'))).toEqual(['a', 'b'])
    expect(() => topicFilter('(a+)+$')).toThrow('invalid regex')
    expect(() => topicFilter('(')).toThrow('invalid regex')
  })
  it('partitions to members', () => {
    expect(ranges([2, 0, 1, 4, 3], ['a', 'b'])).toEqual([
      ['a', [0, 1, 2]],
      ['b', [3, 4]],
    ])
    expect(ranges([0], ['a', 'b'])).toEqual([
      ['a', [0]],
      ['b', []],
    ])
  })
  it('a proposed assignment uses every broker, none twice in a partition', () => {
    const current = Array.from({ length: 7 }, (_, partition) => ({ topic: 't', partition, replicas: [1, 2, 3] }))
    const rows = proposedAssignment(current, [4, 5, 6, 7])
    for (const { replicas } of rows) expect(new Set(replicas).size).toBe(3)
    expect(new Set(rows.map(({ replicas }) => replicas[0]))).toEqual(new Set([4, 5, 6, 7]))
  })
  it('times', () => {
    expect(dateTime('2026-11-23T14:32:20.300')).toBe(Date.UTC(2026, 10, 23, 14, 32, 20, 300))
    expect(dateTime('2026-11-23T14:32:20.300+09')).toBe(Date.UTC(2026, 10, 23, 5, 32, 20, 300))
    expect(() => dateTime('yesterday')).toThrow('Unparseable date')
    expect(duration('P1DT2H3M4.5S')).toBe(93_784_500)
    expect(() => duration('1h')).toThrow()
  })
  it("a button's time is the one the tool reads", () => {
    const zone = process.env.TZ
    process.env.TZ = 'Asia/Seoul'
    expect(dateTime(toolLines.toolDateTime(1_795_406_849_918))).toBe(1_795_406_849_918)
    if (zone === undefined) delete process.env.TZ
    else process.env.TZ = zone
  })
  it('a file of offsets', () => {
    expect(resetFile('t,0,5\n"u",1,7\n')).toEqual([
      { group: null, topic: 't', partition: 0, offset: 5 },
      { group: null, topic: 'u', partition: 1, offset: 7 },
    ])
    expect(resetFile('g,t,0,5')[0]).toMatchObject({ group: 'g' })
    expect(() => resetFile('t,zero,5')).toThrow('topic,partition,offset')
  })
})
