import type { ClusterClient } from '../../client/cluster-client'
import { CommandFailure } from '../command'
import { withCluster } from '../kafka/connect'
import { uncaught } from '../kafka/told-failure'
import { listedOffsets } from '../kafka/topic-offsets'
import type { ParsedOptions } from '../options'
import { defineTool, requireOptions } from '../tool'

/** Of Kafka 3.0 and later by this name; in 2.6 it is `kafka-run-class.sh kafka.tools.GetOffsetShell`. */
export const kafkaGetOffsets = defineTool({
  name: 'kafka-get-offsets.sh',
  summary: 'offsets of a topic: its ends, its beginnings, or those at a time',
  onBadOption: 'exception',
  options: {
    'broker-list': { value: 'text', as: 'bootstrap', about: 'brokers to ask first: host:port, with commas' },
    'bootstrap-server': { value: 'text', as: 'bootstrap', about: 'the same' },
    topic: { value: 'text', as: 'topic', about: 'the topic' },
    partitions: { value: 'text', about: 'only these: 0,1' },
    time: { value: 'text', about: '-1 the end, -2 the beginning, or milliseconds since 1970' },
    offsets: { value: 'number', about: 'ignored, as in Kafka' },
    'max-wait-ms': { value: 'number', about: 'ignored, as in Kafka' },
  },
  run: async (options, context) => {
    const named = options.has('bootstrap-server') ? 'bootstrap-server' : 'broker-list'
    requireOptions(options, named, 'topic')
    const wanted = wantedPartitions(options)
    const time = Number(options.value('time') ?? '-1')
    if (!Number.isSafeInteger(time))
      throw new CommandFailure(`Cannot parse argument '${options.value('time')}' of option time`)
    try {
      return await withCluster(context, options.value(named) ?? '', async (client) => {
        const topic = options.value('topic') ?? ''
        const partitions = await partitionsOf(client, topic, wanted, context.error)
        for (const { partition, offset } of await listedOffsets(client, partitions, time))
          context.out(`${topic}:${partition}:${offset < 0 ? '' : offset}\n`)
        return 0
      })
    } catch (failure) {
      throw uncaught(failure)
    }
  },
})

function wantedPartitions(options: ParsedOptions): number[] {
  const text = options.value('partitions') ?? ''
  if (text === '') return []
  const ids = text.split(',')
  if (!ids.every((id) => /^\d+$/.test(id)))
    throw new CommandFailure(
      `--partitions expects a comma separated list of numeric partition ids, but received: ${text}`,
    )
  return ids.map(Number)
}

async function partitionsOf(
  client: ClusterClient,
  topic: string,
  wanted: readonly number[],
  error: (text: string) => void,
): Promise<{ topic: string; partition: number }[]> {
  const found = (await client.metadata(null)).topics.find(({ name }) => name === topic)
  if (!found || found.partitions.length === 0) throw new CommandFailure(`Topic ${topic} does not exist`)
  const chosen = found.partitions.filter(({ partitionIndex }) => wanted.length === 0 || wanted.includes(partitionIndex))
  if (chosen.length === 0)
    throw new CommandFailure(`Topic ${topic} does not have any of the requested partitions ${wanted.join(',')}`)
  for (const id of wanted)
    if (!chosen.some(({ partitionIndex }) => partitionIndex === id)) error(`Error: partition ${id} does not exist\n`)
  for (const { partitionIndex, leaderId } of chosen)
    if (leaderId < 0) error(`Error: partition ${partitionIndex} does not have a leader. Skip getting offsets\n`)
  return chosen
    .filter(({ leaderId }) => leaderId >= 0)
    .map(({ partitionIndex }) => ({ topic, partition: partitionIndex }))
}
