import { createTopics } from '../../../../broker-core/protocol/messages/19-create-topics'
import { deleteTopics } from '../../../../broker-core/protocol/messages/20-delete-topics'
import { createPartitions } from '../../../../broker-core/protocol/messages/37-create-partitions'
import { LabError } from '../../api/errors'
import type { ClusterClient } from '../../client/cluster-client'
import type { CommandContext } from '../command'
import { bootstrapOf, bootstrapOption, zookeeperOption } from '../kafka/cluster-options'
import { withCluster } from '../kafka/connect'
import { illegalArgument, KafkaToolError } from '../kafka/kafka-error'
import { logLine } from '../kafka/log4j'
import { replicaAssignment } from '../kafka/replica-assignment'
import { topicFacts, topicNames } from '../kafka/topic-facts'
import { isReported, type PartitionReport, partitionLine, topicLine } from '../kafka/topic-text'
import type { ParsedOptions } from '../options'
import { defineTool, javaException, refuseTogether, requireOptions, UsageFailure } from '../tool'

const CREATE_VERSION = 5
const DELETE_VERSION = 4
const CREATE_PARTITIONS_VERSION = 2
const TIMEOUT_MS = 30_000
const ACTIONS = ['create', 'list', 'alter', 'describe', 'delete'] as const
const REPORTS: Readonly<Record<string, PartitionReport>> = {
  'under-replicated-partitions': 'underReplicated',
  'unavailable-partitions': 'unavailable',
  'under-min-isr-partitions': 'underMinIsr',
  'at-min-isr-partitions': 'atMinIsr',
}

export const kafkaTopics = defineTool({
  name: 'kafka-topics.sh',
  summary: 'make, list, describe, change and delete topics',
  onBadOption: 'exception',
  options: {
    ...bootstrapOption,
    ...zookeeperOption,
    create: { about: 'make a topic' },
    list: { about: 'names of all topics' },
    describe: { about: 'leader, replicas and in-sync replicas of each partition' },
    alter: { about: 'more partitions' },
    delete: { about: 'delete a topic' },
    topic: { value: 'text', as: 'topic', about: 'its name, or an expression for several' },
    partitions: { value: 'number', about: 'how many partitions' },
    'replication-factor': { value: 'number', about: 'how many replicas each partition has' },
    'replica-assignment': { value: 'text', about: 'brokers of each partition: 1:2,2:3' },
    config: { value: 'text', about: 'a setting of the new topic: name=value; may be repeated' },
    'delete-config': { value: 'text', about: 'a setting to forget; use kafka-configs.sh' },
    'under-replicated-partitions': { about: 'describe only partitions that miss replicas' },
    'unavailable-partitions': { about: 'describe only partitions without a live leader' },
    'under-min-isr-partitions': { about: 'describe only partitions below min.insync.replicas' },
    'at-min-isr-partitions': { about: 'describe only partitions at min.insync.replicas' },
    'topics-with-overrides': { about: 'describe only topics with settings of their own' },
    'if-exists': { about: 'no error where the topic is missing' },
    'if-not-exists': { about: 'no error where the topic is there' },
    'exclude-internal': { about: "leave out Kafka's own topics" },
    'disable-rack-aware': { about: 'ignore racks' },
    force: { about: 'ask nothing' },
  },
  run: async (options, context) => {
    checkOptions(options)
    try {
      return await withCluster(context, bootstrapOf(options, context), (client) => act(client, options, context))
    } catch (failure) {
      const error = failure instanceof LabError ? new KafkaToolError('KafkaException', failure.message) : failure
      if (!(error instanceof KafkaToolError)) throw failure
      // What a broker refuses reaches the tool within another exception, and only a creation takes it out.
      const wrapped = !options.has('create') && !error.className.startsWith('java.lang')
      context.out(`Error while executing topic command : ${wrapped ? error.text : error.message}\n`)
      const whole = wrapped ? `java.util.concurrent.ExecutionException: ${error.text}` : error.text
      context.error(logLine('ERROR', `${whole}\n`, 'kafka.admin.TopicCommand$'))
      return 1
    }
  },
})

function checkOptions(options: ParsedOptions): void {
  if (ACTIONS.filter((action) => options.has(action)).length !== 1)
    throw new UsageFailure('Command must include exactly one action: --list, --describe, --create, --alter or --delete')
  if (options.has('bootstrap-server') === options.has('zookeeper'))
    throw javaException(
      'java.lang.IllegalArgumentException',
      'Only one of --bootstrap-server or --zookeeper must be specified',
    )
  if (!options.has('list') && !options.has('describe')) requireOptions(options, 'topic')
  if (options.has('create') && options.has('zookeeper') && !options.has('replica-assignment'))
    requireOptions(options, 'partitions', 'replication-factor')
  if (options.has('bootstrap-server') && options.has('alter')) {
    if (options.has('config'))
      throw new UsageFailure(`Option combination "[bootstrap-server],[config]" can't be used with option "[alter]"`)
    requireOptions(options, 'partitions')
  }
  const others = (...allowed: string[]) => ACTIONS.filter((action) => !allowed.includes(action))
  refuseTogether(options, 'config', ...others('alter', 'create'))
  refuseTogether(options, 'delete-config', ...others('alter'), 'bootstrap-server')
  refuseTogether(options, 'partitions', ...others('alter', 'create'))
  refuseTogether(options, 'replication-factor', ...others('create'))
  refuseTogether(options, 'replica-assignment', ...others('create', 'alter'))
  if (options.has('create')) refuseTogether(options, 'replica-assignment', 'partitions', 'replication-factor')
  for (const report of Object.keys(REPORTS))
    refuseTogether(
      options,
      report,
      ...others('describe'),
      ...Object.keys(REPORTS).filter((other) => other !== report),
      'topics-with-overrides',
    )
  refuseTogether(options, 'topics-with-overrides', ...others('describe'))
  refuseTogether(options, 'if-exists', ...others('alter', 'delete', 'describe'))
  refuseTogether(options, 'if-not-exists', ...others('create'))
  refuseTogether(options, 'exclude-internal', ...others('list', 'describe'))
}

async function act(client: ClusterClient, options: ParsedOptions, context: CommandContext): Promise<number> {
  if (options.has('create')) await create(client, options, context)
  else if (options.has('list')) {
    const names = await topicNames(client, options.value('topic'), options.has('exclude-internal'))
    context.out(`${names.join('\n')}\n`)
  } else if (options.has('describe')) await describe(client, options, context)
  else if (options.has('alter')) await alter(client, options)
  else await remove(client, options)
  return 0
}

async function create(client: ClusterClient, options: ParsedOptions, { out }: CommandContext): Promise<void> {
  const topic = options.value('topic') ?? ''
  if (/[._]/.test(topic))
    out(
      "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. To avoid issues it is best to use either, but not both.\n",
    )
  const assigned = options.value('replica-assignment')
  const factor = options.number('replication-factor')
  if (factor !== undefined && (factor < 1 || factor > 32_767))
    throw illegalArgument('The replication factor must be between 1 and 32767 inclusive')
  const partitions = options.number('partitions')
  if (partitions !== undefined && partitions < 1) throw illegalArgument('The partitions must be greater than 0')
  const answer = await client.controller(createTopics, CREATE_VERSION, {
    topics: [
      {
        name: topic,
        numPartitions: assigned === undefined ? (partitions ?? -1) : -1,
        replicationFactor: assigned === undefined ? (factor ?? -1) : -1,
        assignments: assigned === undefined ? [] : replicaAssignment(assigned),
        configs: topicConfigs(options.values('config')),
      },
    ],
    timeoutMs: TIMEOUT_MS,
    validateOnly: false,
  })
  for (const { errorCode, errorMessage } of answer.topics) {
    const error = KafkaToolError.ofCode(errorCode, errorMessage)
    if (error.className === 'TopicExistsException' && options.has('if-not-exists')) return
    if (errorCode !== 0) throw error
  }
  out(`Created topic ${topic}.\n`)
}

function topicConfigs(given: readonly string[]): { name: string; value: string }[] {
  return given.map((pair) => {
    const [, name, value] = /^\s*([^=]*?)\s*=\s*([\s\S]*?)\s*$/.exec(pair) ?? []
    if (!name || value === undefined || value === '')
      throw illegalArgument(
        'requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".',
      )
    return { name, value }
  })
}

async function requiredTopics(client: ClusterClient, options: ParsedOptions): Promise<string[]> {
  const wanted = options.value('topic')
  const names = await topicNames(client, wanted, options.has('exclude-internal'))
  if (wanted !== undefined && names.length === 0 && !options.has('if-exists'))
    throw illegalArgument(`Topic '${wanted}' does not exist as expected`)
  return names
}

async function describe(client: ClusterClient, options: ParsedOptions, { out }: CommandContext): Promise<void> {
  const names = await requiredTopics(client, options)
  if (names.length === 0) return
  const [topics, cluster] = await Promise.all([topicFacts(client, names), client.metadata([])])
  const live = new Set(cluster.brokers.map(({ nodeId }) => nodeId))
  const report = Object.entries(REPORTS).find(([option]) => options.has(option))?.[1] ?? 'all'
  const overridden = options.has('topics-with-overrides')
  for (const topic of topics) {
    if (report === 'all' && (!overridden || topic.configs.length > 0)) out(topicLine(topic))
    if (overridden) continue
    for (const partition of topic.partitions)
      if (isReported(report, partition, topic.minInsyncReplicas, live)) out(partitionLine(partition))
  }
}

async function alter(client: ClusterClient, options: ParsedOptions): Promise<void> {
  const names = await requiredTopics(client, options)
  const count = options.number('partitions') ?? 0
  const assigned = options.value('replica-assignment')
  const known = assigned === undefined || names.length === 0 ? [] : (await client.metadata(names)).topics
  const answer = await client.controller(createPartitions, CREATE_PARTITIONS_VERSION, {
    topics: names.map((name) => ({
      name,
      count,
      assignments:
        assigned === undefined
          ? null
          : replicaAssignment(assigned)
              .slice(known.find((topic) => topic.name === name)?.partitions.length ?? 0)
              .map(({ brokerIds }) => ({ brokerIds })),
    })),
    timeoutMs: TIMEOUT_MS,
    validateOnly: false,
  })
  for (const { errorCode, errorMessage } of answer.results)
    if (errorCode !== 0) throw KafkaToolError.ofCode(errorCode, errorMessage)
}

async function remove(client: ClusterClient, options: ParsedOptions): Promise<void> {
  const names = await requiredTopics(client, options)
  if (names.length === 0) return
  const answer = await client.controller(deleteTopics, DELETE_VERSION, {
    topics: [],
    topicNames: names,
    timeoutMs: TIMEOUT_MS,
  })
  for (const { errorCode, errorMessage } of answer.responses)
    if (errorCode !== 0) throw KafkaToolError.ofCode(errorCode, errorMessage)
}
