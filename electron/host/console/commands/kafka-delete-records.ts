import { deleteRecords } from '../../../../broker-core/protocol/messages/21-delete-records'
import type { ClusterClient } from '../../client/cluster-client'
import { leadersOf, type TopicPartition } from '../../client/partition-offsets'
import { bootstrapOf, bootstrapOption } from '../kafka/cluster-options'
import { withCluster } from '../kafka/connect'
import { partitionsJson } from '../kafka/json-file'
import { exceptionMessage, KafkaToolError } from '../kafka/kafka-error'
import { uncaught } from '../kafka/told-failure'
import { defineTool, requireOptions } from '../tool'

const VERSION = 1
const TIMEOUT_MS = 30_000

export const kafkaDeleteRecords = defineTool({
  name: 'kafka-delete-records.sh',
  summary: 'delete the records of partitions before an offset',
  onBadOption: 'exception',
  options: {
    ...bootstrapOption,
    'offset-json-file': {
      value: 'text',
      as: 'file',
      about: '{"partitions":[{"topic":"t","partition":0,"offset":5}],"version":1}; offset -1: all',
    },
  },
  run: async (options, context) => {
    requireOptions(options, 'bootstrap-server', 'offset-json-file')
    const { out } = context
    try {
      const wanted = partitionsJson(await context.files.readText(options.value('offset-json-file') ?? '')).map(
        (each) => ({
          topic: each.topic,
          partition: each.partition,
          offset: Number(each.fields.offset ?? 0),
        }),
      )
      const keys = wanted.map(({ topic, partition }) => `${topic}-${partition}`)
      const twice = keys.filter((key, at) => keys.indexOf(key) !== at)
      if (twice.length > 0)
        throw new KafkaToolError(
          'kafka.common.AdminCommandFailedException',
          `Offset json file contains duplicate topic partitions: ${twice.join(',')}`,
        )
      return await withCluster(context, bootstrapOf(options, context), async (client) => {
        out('Executing records delete operation\n')
        const rows = await deleteBefore(client, wanted)
        out('Records delete operation completed:\n')
        for (const { topic, partition } of wanted)
          out(`partition: ${topic}-${partition}\t${rows.get(`${topic}-${partition}`)}\n`)
        return 0
      })
    } catch (failure) {
      throw uncaught(failure)
    }
  },
})

/** What the tool prints of each partition. */
async function deleteBefore(
  client: ClusterClient,
  wanted: readonly (TopicPartition & { offset: number })[],
): Promise<Map<string, string>> {
  const rows = new Map<string, string>()
  const leaders = await leadersOf(client, wanted)
  for (const { topic, partition } of wanted) rows.set(`${topic}-${partition}`, `error: ${exceptionMessage(3)}`)
  for (const [leader, partitions] of leaders) {
    const topics = [...new Set(partitions.map(({ topic }) => topic))]
    const answer = await client.broker(leader, deleteRecords, VERSION, {
      topics: topics.map((name) => ({
        name,
        partitions: partitions
          .filter(({ topic }) => topic === name)
          .map(({ partition }) => ({
            partitionIndex: partition,
            offset: wanted.find((each) => each.topic === name && each.partition === partition)?.offset ?? -1,
          })),
      })),
      timeoutMs: TIMEOUT_MS,
    })
    for (const { name, partitions: answered } of answer.topics)
      for (const { partitionIndex, errorCode, lowWatermark } of answered)
        rows.set(
          `${name}-${partitionIndex}`,
          errorCode === 0 ? `low_watermark: ${lowWatermark}` : `error: ${exceptionMessage(errorCode)}`,
        )
  }
  return rows
}
