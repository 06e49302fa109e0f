import { describeConfigs } from '../../../../broker-core/protocol/messages/32-describe-configs'
import type { ClusterClient } from '../../client/cluster-client'
import { reassignments } from '../../client/partition-admin'
import { KafkaToolError } from './kafka-error'
import { isInternal, topicFilter } from './topic-filter'

const DESCRIBE_CONFIGS_VERSION = 2
const TOPIC_RESOURCE = 2
const DEFAULT_CONFIG = 5

export interface PartitionFacts {
  topic: string
  partition: number
  /** -1: none. */
  leader: number
  replicas: number[]
  isr: number[]
  adding: number[]
  removing: number[]
  reassigned: boolean
}

export interface TopicFacts {
  topic: string
  partitions: PartitionFacts[]
  /** What is not Kafka's default, wherever it was set. */
  configs: { name: string; value: string | null; source: number }[]
  minInsyncReplicas: number | null
}

/** Topic names in order, those that a `--topic` means. */
export async function topicNames(
  client: ClusterClient,
  wanted: string | undefined,
  excludeInternal: boolean,
): Promise<string[]> {
  const filter = wanted === undefined ? () => true : topicFilter(wanted)
  const names = (await client.metadata(null)).topics.map(({ name }) => name ?? '')
  return names.filter((name) => filter(name) && !(excludeInternal && isInternal(name))).sort()
}

/** All that `--describe` prints. A topic that goes away meanwhile is an error, as in Kafka. */
export async function topicFacts(client: ClusterClient, topics: readonly string[]): Promise<TopicFacts[]> {
  const [answer, moving, configs] = await Promise.all([
    client.metadata([...topics]),
    reassignments(client).catch(() => []),
    topicConfigs(client, topics),
  ])
  return topics.map((topic) => {
    const found = answer.topics.find(({ name }) => name === topic)
    if (!found || (found.errorCode !== 0 && found.partitions.length === 0))
      throw KafkaToolError.ofCode(found?.errorCode ?? 3, null)
    const entries = configs.get(topic) ?? []
    const minimum = Number(entries.find(({ name }) => name === 'min.insync.replicas')?.value)
    const partitions = [...found.partitions]
      .sort((one, other) => one.partitionIndex - other.partitionIndex)
      .map(({ partitionIndex, leaderId, replicaNodes, isrNodes }) => {
        const move = moving.find((each) => each.topic === topic && each.partition === partitionIndex)
        return {
          topic,
          partition: partitionIndex,
          leader: leaderId,
          replicas: replicaNodes,
          isr: isrNodes,
          adding: move?.adding ?? [],
          removing: move?.removing ?? [],
          reassigned: move !== undefined,
        }
      })
    return {
      topic,
      partitions,
      configs: entries
        .filter(({ source }) => source !== DEFAULT_CONFIG)
        .map(({ name, value, source }) => ({ name, value, source })),
      minInsyncReplicas: Number.isInteger(minimum) ? minimum : null,
    }
  })
}

interface ConfigEntry {
  name: string
  value: string | null
  source: number
}

async function topicConfigs(client: ClusterClient, topics: readonly string[]): Promise<Map<string, ConfigEntry[]>> {
  const answer = await client.any(describeConfigs, DESCRIBE_CONFIGS_VERSION, {
    resources: topics.map((resourceName) => ({
      resourceType: TOPIC_RESOURCE,
      resourceName,
      configurationKeys: null,
    })),
    includeSynonyms: false,
  })
  return new Map(
    answer.results.map(({ resourceName, errorCode, errorMessage, configs }) => {
      if (errorCode !== 0) throw KafkaToolError.ofCode(errorCode, errorMessage)
      const entries = configs.map(({ name, value, configSource }) => ({ name, value, source: configSource }))
      return [resourceName, entries.sort((one, other) => (one.name < other.name ? -1 : 1))] as const
    }),
  )
}
