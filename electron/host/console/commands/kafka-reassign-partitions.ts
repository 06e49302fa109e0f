import { ErrorCode } from '../../../../broker-core/protocol/error-codes'
import { alterPartitionReassignments } from '../../../../broker-core/protocol/messages/45-alter-partition-reassignments'
import type { ClusterClient } from '../../client/cluster-client'
import { reassignments } from '../../client/partition-admin'
import { byTopic, partitionKey } from '../../client/partition-offsets'
import type { CommandContext } from '../command'
import { bootstrapOf, bootstrapOption, zookeeperOption } from '../kafka/cluster-options'
import { withCluster } from '../kafka/connect'
import { parsedJson, partitionsJson } from '../kafka/json-file'
import { exceptionMessage, KafkaToolError } from '../kafka/kafka-error'
import {
  assignmentJson,
  listText,
  type PartitionReplicas,
  proposedAssignment,
  sortedPartitions,
  statusText,
} from '../kafka/reassignment-text'
import { asToolError } from '../kafka/told-failure'
import type { ParsedOptions } from '../options'
import { defineTool, requireOptions, UsageFailure } from '../tool'

const VERSION = 0
const TIMEOUT_MS = 30_000
const ACTIONS = ['generate', 'execute', 'verify', 'cancel', 'list'] as const
const NEEDS: Readonly<Record<(typeof ACTIONS)[number], string[]>> = {
  generate: ['topics-to-move-json-file', 'broker-list'],
  execute: ['reassignment-json-file'],
  verify: ['reassignment-json-file'],
  cancel: ['reassignment-json-file'],
  list: [],
}

/** What the tool says in one line and ends with. */
class Terse extends Error {}

export const kafkaReassignPartitions = defineTool({
  name: 'kafka-reassign-partitions.sh',
  summary: 'move replicas to other brokers',
  onBadOption: 'exception',
  options: {
    ...bootstrapOption,
    ...zookeeperOption,
    generate: { about: 'propose an assignment' },
    execute: { about: 'begin the moves of a file' },
    verify: { about: 'how far the moves of a file are' },
    cancel: { about: 'give the moves of a file up' },
    list: { about: 'moves under way' },
    'reassignment-json-file': {
      value: 'text',
      as: 'file',
      about: '{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[2,3]}]}',
    },
    'topics-to-move-json-file': { value: 'text', as: 'file', about: '{"version":1,"topics":[{"topic":"t"}]}' },
    'broker-list': { value: 'text', as: 'broker', about: 'for --generate: the brokers to use: 1,2,3' },
    'disable-rack-aware': { about: 'ignored: there are no racks' },
    additional: { about: 'begin although others are under way' },
    throttle: { value: 'number', about: 'kept by Kafka, without effect here' },
    'replica-alter-log-dirs-throttle': { value: 'number', about: 'without effect here' },
    timeout: { value: 'number', about: 'ignored' },
    'preserve-throttles': { about: 'ignored' },
  },
  run: async (options, context) => {
    const given = ACTIONS.filter((action) => options.has(action))
    const [action] = given
    if (action === undefined || given.length !== 1)
      throw new UsageFailure(
        'Command must include exactly one action: --generate, --execute, --verify, --cancel, --list',
      )
    if (!options.has('zookeeper') && !options.has('bootstrap-server'))
      throw new UsageFailure('Please specify --bootstrap-server')
    requireOptions(options, ...NEEDS[action])
    try {
      await withCluster(context, bootstrapOf(options, context), (client) => act(client, action, options, context))
      context.lab.reassignmentsChanged()
      return 0
    } catch (failure) {
      if (failure instanceof Terse) {
        context.out(`${failure.message}\n`)
        return 1
      }
      const error = asToolError(failure)
      if (!error) throw failure
      context.out(`Error: ${error.message}\n${error.text}\n`)
      return 1
    }
  },
})

async function act(
  client: ClusterClient,
  action: (typeof ACTIONS)[number],
  options: ParsedOptions,
  context: CommandContext,
): Promise<void> {
  const { out, files } = context
  if (action === 'list') return out(`${listText(await reassignments(client))}\n`)
  if (action === 'generate') {
    const text = await files.readText(options.value('topics-to-move-json-file') ?? '')
    const brokers = (options.value('broker-list') ?? '').split(',').map(Number)
    const current = await currentReplicas(client, topicsJson(text))
    out(`Current partition replica assignment\n${assignmentJson(current)}\n\n`)
    out(`Proposed partition reassignment configuration\n${assignmentJson(proposedAssignment(current, brokers))}\n`)
    return
  }
  const wanted = sortedPartitions(
    partitionsJson(await files.readText(options.value('reassignment-json-file') ?? '')).map((each) => ({
      topic: each.topic,
      partition: each.partition,
      replicas: numbers(each.fields.replicas),
    })),
  )
  if (action === 'execute') await execute(client, wanted, options.has('additional'), context)
  else if (action === 'verify') await verify(client, wanted, context)
  else await cancel(client, wanted, context)
}

function numbers(value: unknown): number[] {
  if (Array.isArray(value) && value.length > 0 && value.every(Number.isInteger)) return value as number[]
  throw new KafkaToolError('kafka.admin.AdminOperationException', 'Partition reassignment data file is empty')
}

function topicsJson(text: string): string[] {
  const { topics } = parsedJson(text)
  if (!Array.isArray(topics)) throw new KafkaToolError('kafka.admin.AdminOperationException', 'Missing topics field')
  return topics.map((each: { topic?: unknown } | null) => String(each?.topic ?? ''))
}

async function currentReplicas(client: ClusterClient, topics: readonly string[]): Promise<PartitionReplicas[]> {
  const answer = await client.metadata([...new Set(topics)])
  return sortedPartitions(
    answer.topics.flatMap(({ name, errorCode, partitions }) => {
      if (errorCode !== 0 && partitions.length === 0) throw KafkaToolError.ofCode(errorCode, null)
      return partitions.map(({ partitionIndex, replicaNodes }) => ({
        topic: name ?? '',
        partition: partitionIndex,
        replicas: replicaNodes,
      }))
    }),
  )
}

async function execute(
  client: ClusterClient,
  wanted: readonly PartitionReplicas[],
  additional: boolean,
  { out }: CommandContext,
): Promise<void> {
  if (!additional && (await reassignments(client)).length > 0)
    throw new Terse(
      'Cannot execute because there is an existing partition assignment.  Use --additional to override this and create a new partition assignment in addition to the existing one. The --additional flag can also be used to change the throttle by resubmitting the current reassignment.',
    )
  const keys = new Set(wanted.map(partitionKey))
  const current = (
    await currentReplicas(
      client,
      wanted.map(({ topic }) => topic),
    )
  ).filter((each) => keys.has(partitionKey(each)))
  out(
    `Current partition replica assignment\n\n${assignmentJson(current)}\n\nSave this to use as the --reassignment-json-file option during rollback\n`,
  )
  const failed = await alter(client, wanted)
  if (failed.length > 0) throw new Terse(`Error reassigning partition(s):\n${failed.join('\n')}`)
  out(
    `Successfully started partition reassignment${wanted.length === 1 ? '' : 's'} for ${wanted.map(partitionKey).join(',')}\n`,
  )
}

/** Lines about those that were refused. Without replicas: the move is given up. */
async function alter(
  client: ClusterClient,
  wanted: readonly { topic: string; partition: number; replicas: number[] | null }[],
): Promise<string[]> {
  const answer = await client.controller(alterPartitionReassignments, VERSION, {
    timeoutMs: TIMEOUT_MS,
    topics: byTopic(wanted).map(([name, partitions]) => ({
      name,
      partitions: partitions.map((partitionIndex) => ({
        partitionIndex,
        replicas: wanted.find((each) => each.topic === name && each.partition === partitionIndex)?.replicas ?? null,
      })),
    })),
  })
  if (answer.errorCode !== 0) throw KafkaToolError.ofCode(answer.errorCode, answer.errorMessage)
  return answer.responses.flatMap(({ name, partitions }) =>
    partitions
      .filter(({ errorCode }) => errorCode !== 0 && errorCode !== ErrorCode.NO_REASSIGNMENT_IN_PROGRESS)
      .map(
        ({ partitionIndex, errorCode, errorMessage }) =>
          `${name}-${partitionIndex}: ${errorMessage ?? exceptionMessage(errorCode)}`,
      ),
  )
}

async function verify(
  client: ClusterClient,
  wanted: readonly PartitionReplicas[],
  { out }: CommandContext,
): Promise<void> {
  const [moving, current, { brokers }] = await Promise.all([
    reassignments(client),
    currentReplicas(
      client,
      wanted.map(({ topic }) => topic),
    ),
    client.metadata([]),
  ])
  const active = new Set(moving.map(partitionKey))
  out(`${statusText(wanted, current, active)}\n`)
  if (wanted.some((each) => active.has(partitionKey(each)))) return
  out(`\n${clearedText(brokers, wanted)}`)
}

/** What the tool says of throttles, whether there were any or not. */
function clearedText(brokers: readonly { nodeId: number }[], wanted: readonly PartitionReplicas[]): string {
  const ids = brokers.map(({ nodeId }) => nodeId).sort((one, other) => one - other)
  const topics = [...new Set(wanted.map(({ topic }) => topic))].sort()
  return `Clearing broker-level throttles on brokers ${ids.join(',')}\nClearing topic-level throttles on topic${topics.length === 1 ? '' : 's'} ${topics.join(',')}\n`
}

async function cancel(
  client: ClusterClient,
  wanted: readonly PartitionReplicas[],
  { out }: CommandContext,
): Promise<void> {
  const keys = new Set(wanted.map(partitionKey))
  const active = sortedPartitions((await reassignments(client)).filter((each) => keys.has(partitionKey(each))))
  if (active.length === 0) out('None of the specified partition reassignments are active.\n')
  else {
    const failed = await alter(
      client,
      active.map(({ topic, partition }) => ({ topic, partition, replicas: null })),
    )
    if (failed.length > 0) throw new Terse(`Error cancelling partition reassignments for:\n${failed.join('\n')}`)
    out(
      `Successfully cancelled partition reassignment${active.length === 1 ? '' : 's'} for: ${active.map(partitionKey).join(',')}\n`,
    )
  }
  out('None of the specified partition moves are active.\n')
  out(clearedText((await client.metadata([])).brokers, wanted))
}
