import { errorName } from '../../../../broker-core/protocol/error-codes'
import {
  type DescribeLogDirsResult,
  describeLogDirs,
} from '../../../../broker-core/protocol/messages/35-describe-log-dirs'
import { bootstrapOf, bootstrapOption } from '../kafka/cluster-options'
import { withCluster } from '../kafka/connect'
import { uncaught } from '../kafka/told-failure'
import { defineTool, requireOptions } from '../tool'

const VERSION = 1

export const kafkaLogDirs = defineTool({
  name: 'kafka-log-dirs.sh',
  summary: 'sizes of replicas in the log directories, as the brokers say',
  onBadOption: 'exception',
  options: {
    ...bootstrapOption,
    describe: { about: 'the only thing it does' },
    'topic-list': { value: 'text', as: 'topic', about: 'only these topics: a,b' },
    'broker-list': { value: 'text', as: 'broker', about: 'only these brokers: 1,2' },
  },
  run: async (options, context) => {
    requireOptions(options, 'bootstrap-server', 'describe')
    const wanted = (options.value('topic-list') ?? '').split(',').filter(Boolean)
    const named = options.value('broker-list')
    try {
      return await withCluster(context, bootstrapOf(options, context), async (client) => {
        const ids =
          named?.split(',').filter(Boolean).map(Number) ??
          (await client.metadata([])).brokers.map(({ nodeId }) => nodeId).sort((one, other) => one - other)
        context.out('Querying brokers for log directories information\n')
        const answers = await Promise.all(
          ids.map(async (id) => ({ id, ...(await client.broker(id, describeLogDirs, VERSION, { topics: null })) })),
        )
        context.out(`Received log directory information from brokers ${ids.join(',')}\n`)
        const brokers = answers.map(({ id, results }) => ({
          broker: id,
          logDirs: results.map((result) => directory(result, wanted)),
        }))
        context.out(`${JSON.stringify({ version: 1, brokers })}\n`)
        return 0
      })
    } catch (failure) {
      throw uncaught(failure)
    }
  },
})

function directory({ logDir, errorCode, topics }: DescribeLogDirsResult, wanted: readonly string[]) {
  return {
    logDir,
    error: errorCode === 0 ? null : errorName(errorCode),
    partitions: topics
      .filter(({ name }) => wanted.length === 0 || wanted.includes(name))
      .flatMap(({ name, partitions }) =>
        partitions.map(({ partitionIndex, partitionSize, offsetLag, isFutureKey }) => ({
          partition: `${name}-${partitionIndex}`,
          size: partitionSize,
          offsetLag,
          isFuture: isFutureKey,
        })),
      )
      .sort((one, other) => (one.partition < other.partition ? -1 : 1)),
  }
}
