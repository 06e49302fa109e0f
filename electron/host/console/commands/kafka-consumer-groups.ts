import { ErrorCode, errorName } from '../../../../broker-core/protocol/error-codes'
import type { ClusterClient } from '../../client/cluster-client'
import type { CommandContext } from '../command'
import { bootstrapOf, bootstrapOption } from '../kafka/cluster-options'
import { withCluster } from '../kafka/connect'
import { allGroups, commitOffsets, deleteGroup, deleteOffsets, describedGroup } from '../kafka/group-calls'
import { describeGroup } from '../kafka/group-describe'
import { namedPartitions, plannedReset, type ResetRow } from '../kafka/group-reset'
import { deletedOffsetsTable, resetTable, statesTable } from '../kafka/group-tables'
import { KafkaToolError } from '../kafka/kafka-error'
import { logLine } from '../kafka/log4j'
import { RESET_SCENARIOS, resetFile, resetWish } from '../kafka/reset-wish'
import { asToolError } from '../kafka/told-failure'
import type { ParsedOptions } from '../options'
import { defineTool, refuseTogether, requireOptions, UsageFailure } from '../tool'

const ACTIONS = ['list', 'describe', 'delete', 'reset-offsets', 'delete-offsets'] as const
const STATES = ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead', 'Empty']
const PATIENCE_MS = 5000

export const kafkaConsumerGroups = defineTool({
  name: 'kafka-consumer-groups.sh',
  summary: 'list, describe, reset and delete consumer groups',
  onBadOption: 'exception',
  options: {
    ...bootstrapOption,
    group: { value: 'text', as: 'group', about: 'the group' },
    'all-groups': { about: 'all groups' },
    topic: { value: 'text', as: 'topic', about: 'for offsets: a topic, or topic:0,1' },
    'all-topics': { about: 'for --reset-offsets: all that the group has committed' },
    list: { about: 'names of all groups' },
    describe: { about: 'offsets and lag of each partition' },
    members: { about: 'with --describe: the members' },
    offsets: { about: 'with --describe: the offsets, as without' },
    state: { value: 'optional', as: STATES, about: 'with --describe or --list: states' },
    verbose: { about: "with --members: each member's partitions" },
    delete: { about: 'delete groups without members' },
    'delete-offsets': { about: 'delete what was committed for topics' },
    'reset-offsets': { about: 'move what was committed; the group must be inactive' },
    'dry-run': { about: 'only show where they would go' },
    execute: { about: 'do it' },
    export: { about: 'print the plan as CSV' },
    'to-earliest': { about: 'to the beginning of the log' },
    'to-latest': { about: 'to its end' },
    'to-current': { about: 'to where it is' },
    'to-offset': { value: 'number', about: 'to an offset' },
    'shift-by': { value: 'number', about: 'forwards, or backwards with a minus' },
    'to-datetime': { value: 'text', about: 'to the first record at or after 2026-11-23T09:00:00.000' },
    'by-duration': { value: 'text', about: 'to that long ago: PT1H' },
    'from-file': { value: 'text', as: 'file', about: 'to the offsets in a CSV file' },
    timeout: { value: 'number', about: 'how long a moving coordinator is waited for (default 5000 ms)' },
  },
  run: async (options, context) => {
    checkOptions(options, context)
    try {
      await withCluster(context, bootstrapOf(options, context), (client) => act(client, options, context))
    } catch (failure) {
      const error = asToolError(failure)
      if (!error) throw failure
      if (error.className === 'java.lang.IllegalArgumentException') throw new UsageFailure(error.message)
      context.out(`\nError: Executing consumer group command failed due to ${error.text}\n`)
    }
    // The tool ends well whatever it printed.
    return 0
  },
})

function checkOptions(options: ParsedOptions, { error }: CommandContext): void {
  requireOptions(options, 'bootstrap-server')
  const scoped = options.has('group') || options.has('all-groups')
  const scope = '[group], [all-groups]'
  for (const action of ['describe', 'delete', 'reset-offsets'])
    if (options.has(action) && !scoped)
      throw new UsageFailure(`Option [${action}] takes one of these options: ${scope}`)
  if (options.has('describe') && ['members', 'offsets', 'state'].filter((name) => options.has(name)).length > 1)
    throw new UsageFailure('Option [describe] takes at most one of these options: [members], [offsets], [state]')
  if (options.has('describe') && options.value('state') !== undefined)
    throw new UsageFailure('Option [describe] does not take a value for [state]')
  if (options.has('delete') && options.has('topic'))
    throw new UsageFailure('The consumer does not support topic-specific offset deletion from a consumer group.')
  if (options.has('delete-offsets') && (!options.has('group') || !options.has('topic')))
    throw new UsageFailure('Option [delete-offsets] takes the following options: [group], [topic]')
  if (options.has('reset-offsets')) {
    if (options.has('dry-run') && options.has('execute'))
      throw new UsageFailure('Option [reset-offsets] only accepts one of [execute] and [dry-run]')
    if (!options.has('dry-run') && !options.has('execute'))
      error(
        'WARN: No action will be performed as the --execute option is missing. Add --dry-run to say that this is meant.\n',
      )
    for (const name of RESET_SCENARIOS)
      refuseTogether(options, name, ...RESET_SCENARIOS.filter((other) => other !== name))
  }
  refuseTogether(options, 'group', 'all-groups', 'list')
  refuseTogether(options, 'topic', 'list', 'describe')
  if (ACTIONS.filter((action) => options.has(action)).length !== 1)
    throw new UsageFailure(
      'Command must include exactly one action: --list, --describe, --delete, --reset-offsets, --delete-offsets',
    )
}

async function act(client: ClusterClient, options: ParsedOptions, context: CommandContext): Promise<void> {
  if (options.has('list')) return list(client, options, context)
  const patienceMs = options.number('timeout') ?? PATIENCE_MS
  const groups = options.has('all-groups')
    ? (await allGroups(client, null)).map(({ groupId }) => groupId)
    : [...options.values('group')]
  if (options.has('describe')) {
    const what = options.has('members') ? 'members' : options.has('state') ? 'state' : 'offsets'
    const how = { verbose: options.has('verbose'), patienceMs }
    for (const group of groups.sort()) await describeGroup(client, group, what, how, context)
    return
  }
  if (options.has('delete')) await removeGroups(client, groups, patienceMs, context)
  else if (options.has('reset-offsets')) await reset(client, groups, patienceMs, options, context)
  else await removeOffsets(client, groups[0] ?? '', patienceMs, options, context)
  context.lab.groupsChanged()
}

async function list(client: ClusterClient, options: ParsedOptions, { out }: CommandContext): Promise<void> {
  if (!options.has('state')) {
    for (const { groupId } of await allGroups(client, null)) out(`${groupId}\n`)
    return
  }
  const text = options.value('state') ?? ''
  const wanted = text.split(',').filter(Boolean)
  const known = wanted.map((name) => STATES.find((state) => state.toLowerCase() === name.trim().toLowerCase()))
  if (known.includes(undefined))
    throw new UsageFailure(`Invalid state list '${text}'. Valid states are: ${STATES.join(', ')}`)
  out(statesTable(await allGroups(client, known as string[])))
}

async function removeGroups(
  client: ClusterClient,
  groups: readonly string[],
  patienceMs: number,
  { out }: CommandContext,
): Promise<void> {
  const done: string[] = []
  const failed: string[] = []
  for (const group of groups)
    try {
      await deleteGroup(client, group, patienceMs)
      done.push(group)
    } catch (failure) {
      if (!(failure instanceof KafkaToolError)) throw failure
      failed.push(
        `* Group '${group}' could not be deleted due to: java.util.concurrent.ExecutionException: ${failure.text}\n`,
      )
    }
  const names = `'${done.join("', '")}'`
  if (failed.length === 0) return out(`Deletion of requested consumer groups (${names}) was successful.\n`)
  out(`\nError: Deletion of some consumer groups failed:\n${failed.join('')}`)
  if (done.length > 0) out(`\nThese consumer groups were deleted successfully: ${names}\n`)
}

async function reset(
  client: ClusterClient,
  groups: readonly string[],
  patienceMs: number,
  options: ParsedOptions,
  context: CommandContext,
): Promise<void> {
  const wish = resetWish(options, Date.now())
  const planned = wish.kind === 'file' ? resetFile(await context.files.readText(wish.file)) : []
  const topics = options.has('all-topics') ? null : options.values('topic')
  if (topics?.length === 0 && wish.kind !== 'file')
    throw new UsageFailure('One of the reset scopes should be defined: --all-topics, --topic.')
  const rows: ResetRow[] = []
  for (const group of groups) {
    const { state } = await describedGroup(client, group, patienceMs)
    if (state !== 'Empty' && state !== 'Dead') {
      context.out(
        `\nError: Assignments can only be reset if the group '${group}' is inactive, but the current state is ${state}.\n`,
      )
      continue
    }
    const plan = await plannedReset(client, { group, topics, wish, planned, patienceMs })
    for (const { warning } of plan)
      if (warning !== null) context.error(logLine('WARN', warning, 'kafka.admin.ConsumerGroupCommand$'))
    if (options.has('execute') && plan.length > 0) await commitOffsets(client, group, plan, patienceMs)
    rows.push(...plan)
  }
  if (!options.has('export')) return context.out(resetTable(rows))
  const single = options.values('group').length === 1
  for (const { group, topic, partition, offset } of rows)
    context.out(`${single ? '' : `${group},`}${topic},${partition},${offset}\n`)
  context.out('\n')
}

async function removeOffsets(
  client: ClusterClient,
  group: string,
  patienceMs: number,
  options: ParsedOptions,
  { out }: CommandContext,
): Promise<void> {
  const topics = options.values('topic')
  const unknown = await unknownTopics(client, topics)
  const known = topics.filter((each) => !unknown.includes(each))
  const { errorCode, partitions } = await deleteOffsets(client, group, await namedPartitions(client, known), patienceMs)
  const worst = errorCode !== 0 ? errorCode : (partitions.find((each) => each.errorCode !== 0)?.errorCode ?? 0)
  out(deletionText(errorName(worst), topics, group))
  const rows = [
    ...partitions.map(({ topic, partition, errorCode: own }) => ({ topic, partition, code: own || errorCode })),
    ...unknown.map((topic) => ({ topic, partition: -1, code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION })),
  ].map(({ code, ...each }) => ({
    ...each,
    status: code === 0 ? 'Successful' : `Error: ${KafkaToolError.ofCode(code, null).text}`,
  }))
  out(
    deletedOffsetsTable(
      rows.sort((one, other) => (`${one.topic}${one.partition}` < `${other.topic}${other.partition}` ? -1 : 1)),
    ),
  )
}

async function unknownTopics(client: ClusterClient, topics: readonly string[]): Promise<string[]> {
  const whole = topics.filter((topic) => !topic.includes(':'))
  const found = (await client.metadata([...whole])).topics
  return whole.filter((topic) => found.find(({ name }) => name === topic)?.errorCode !== 0)
}

function deletionText(name: string, topics: readonly string[], group: string): string {
  switch (name) {
    case 'NONE':
      return `Request succeed for deleting offsets with topic ${topics.join(', ')} group ${group}\n`
    case 'INVALID_GROUP_ID':
      return `\nError: '${group}' is not valid.\n`
    case 'GROUP_ID_NOT_FOUND':
      return `\nError: '${group}' does not exist.\n`
    case 'NON_EMPTY_GROUP':
      return `\nError: Deleting offsets of a consumer group '${group}' is forbidden if the group is not empty.\n`
    case 'GROUP_SUBSCRIBED_TO_TOPIC':
    case 'UNKNOWN_TOPIC_OR_PARTITION':
      return '\nError: Encounter some partition level error, see the follow-up details:\n'
    default:
      return `\nError: Encounter some unknown error: ${name}\n`
  }
}
