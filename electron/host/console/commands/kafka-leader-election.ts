import { ErrorCode } from '../../../../broker-core/protocol/error-codes'
import { electLeaders } from '../../../../broker-core/protocol/messages/43-elect-leaders'
import { byTopic, type TopicPartition } from '../../client/partition-offsets'
import type { CommandContext } from '../command'
import { bootstrapOf } from '../kafka/cluster-options'
import { withCluster } from '../kafka/connect'
import { partitionsJson } from '../kafka/json-file'
import { KafkaToolError } from '../kafka/kafka-error'
import { uncaught } from '../kafka/told-failure'
import type { ParsedOptions } from '../options'
import { defineTool } from '../tool'

const VERSION = 1
const TIMEOUT_MS = 30_000
const TYPES: Readonly<Record<string, number>> = { PREFERRED: 0, UNCLEAN: 1 }
const SCOPES = ['topic', 'all-topic-partitions', 'path-to-json-file']

const failed = (message: string) => new KafkaToolError('kafka.common.AdminCommandFailedException', message)

export const kafkaLeaderElection = defineTool({
  name: 'kafka-leader-election.sh',
  summary: 'elect the preferred leader, or any replica where none in sync is left',
  onBadOption: 'exception',
  options: {
    'bootstrap-server': { value: 'text', as: 'bootstrap', about: 'brokers to ask first: host:port, with commas' },
    'admin.config': { value: 'text', as: 'file', about: 'settings of the client; the console reads none of them' },
    'election-type': { value: 'text', as: ['preferred', 'unclean'], about: 'preferred or unclean' },
    topic: { value: 'text', as: 'topic', about: 'topic of one partition' },
    partition: { value: 'number', about: 'its number' },
    'all-topic-partitions': { about: 'all partitions' },
    'path-to-json-file': { value: 'text', as: 'file', about: '{"partitions":[{"topic":"t","partition":0}]}' },
  },
  run: async (options, context) => {
    try {
      const { type, partitions } = await askedFor(options, context)
      return await withCluster(context, bootstrapOf(options, context), async (client) => {
        const answer = await client.controller(electLeaders, VERSION, {
          electionType: TYPES[type] ?? 0,
          topicPartitions: partitions && byTopic(partitions).map(([topic, ids]) => ({ topic, partitions: ids })),
          timeoutMs: TIMEOUT_MS,
        })
        if (answer.errorCode !== 0) throw KafkaToolError.ofCode(answer.errorCode, null)
        const results = answer.replicaElectionResults.flatMap(({ topic, partitionResult }) =>
          partitionResult.map(({ partitionId, errorCode, errorMessage }) => ({
            name: `${topic}-${partitionId}`,
            errorCode,
            errorMessage,
          })),
        )
        report(type, results, context)
        return 0
      })
    } catch (failure) {
      throw uncaught(failure)
    }
  },
})

async function askedFor(
  options: ParsedOptions,
  { files }: CommandContext,
): Promise<{ type: string; partitions: TopicPartition[] | null }> {
  const missing = ['election-type', 'bootstrap-server'].filter((name) => !options.has(name))
  if (missing.length > 0) throw failed(`Missing required option(s): ${missing.join(', ')}`)
  if (SCOPES.filter((name) => options.has(name)).length !== 1)
    throw failed(`One and only one of the following options is required: ${SCOPES.join(', ')}`)
  if (options.has('topic') && !options.has('partition')) throw failed('Missing required option(s): partition')
  if (options.has('partition') && !options.has('topic'))
    throw failed('Option partition is only allowed if topic is used')
  const typed = options.value('election-type') ?? ''
  const type = typed.toUpperCase()
  if (TYPES[type] === undefined)
    throw new KafkaToolError(
      'joptsimple.OptionArgumentConversionException',
      `Cannot parse argument '${typed}' of option election-type`,
    )
  const file = options.value('path-to-json-file')
  const topic = options.value('topic')
  if (file !== undefined)
    return {
      type,
      partitions: partitionsJson(await files.readText(file)).map(({ topic, partition }) => ({ topic, partition })),
    }
  return { type, partitions: topic === undefined ? null : [{ topic, partition: options.number('partition') ?? 0 }] }
}

interface Result {
  name: string
  errorCode: number
  errorMessage: string | null
}

function report(type: string, results: readonly Result[], { out }: CommandContext): void {
  const withCode = (code: number) => results.filter(({ errorCode }) => errorCode === code).map(({ name }) => name)
  const elected = withCode(ErrorCode.NONE)
  const valid = withCode(ErrorCode.ELECTION_NOT_NEEDED)
  if (elected.length > 0) out(`Successfully completed leader election (${type}) for partitions ${elected.join(', ')}\n`)
  if (valid.length > 0) out(`Valid replica already elected for partitions ${valid.join(', ')}\n`)
  const refused = results.filter(({ name }) => !elected.includes(name) && !valid.includes(name))
  for (const { name, errorCode, errorMessage } of refused)
    out(
      `Error completing leader election (${type}) for partition: ${name}: ${KafkaToolError.ofCode(errorCode, errorMessage).text}\n`,
    )
  if (refused.length > 0) throw failed(`${refused.length} replica(s) could not be elected`)
}
