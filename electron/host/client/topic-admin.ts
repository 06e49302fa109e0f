import { createTopics } from '../../../broker-core/protocol/messages/19-create-topics'
import { deleteTopics } from '../../../broker-core/protocol/messages/20-delete-topics'
import { createPartitions } from '../../../broker-core/protocol/messages/37-create-partitions'
import type { ActionResult } from '../api/functions'
import { names } from '../words/names'
import type { ClusterClient } from './cluster-client'
import { kafkaFailure } from './kafka-failure'

const CREATE_TOPICS_VERSION = 5
const DELETE_TOPICS_VERSION = 4
const CREATE_PARTITIONS_VERSION = 2
const TIMEOUT_MS = 8000

export interface NewTopic {
  topic: string
  partitions: number
  replicationFactor: number
  configs: Record<string, string>
}

const tool = (bootstrap: string) => `kafka-topics.sh --bootstrap-server ${bootstrap}`

export async function createTopic(client: ClusterClient, bootstrap: string, request: NewTopic): Promise<ActionResult> {
  const { topic, partitions, replicationFactor, configs } = request
  const answer = await client.controller(createTopics, CREATE_TOPICS_VERSION, {
    topics: [
      {
        name: topic,
        numPartitions: partitions,
        replicationFactor,
        assignments: [],
        configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
      },
    ],
    timeoutMs: TIMEOUT_MS,
    validateOnly: false,
  })
  for (const { errorCode, errorMessage } of answer.topics)
    if (errorCode !== 0) throw kafkaFailure(errorCode, errorMessage, names.topic(topic))
  const settings = Object.entries(configs).map(([key, value]) => ` --config ${key}=${value}`)
  const size = `--partitions ${partitions} --replication-factor ${replicationFactor}`
  return { command: `${tool(bootstrap)} --create --topic ${topic} ${size}${settings.join('')}` }
}

export async function deleteTopic(client: ClusterClient, bootstrap: string, topic: string): Promise<ActionResult> {
  const answer = await client.controller(deleteTopics, DELETE_TOPICS_VERSION, {
    topics: [],
    topicNames: [topic],
    timeoutMs: TIMEOUT_MS,
  })
  for (const { errorCode, errorMessage } of answer.responses)
    if (errorCode !== 0) throw kafkaFailure(errorCode, errorMessage, names.topic(topic))
  return { command: `${tool(bootstrap)} --delete --topic ${topic}` }
}

export async function addPartitions(
  client: ClusterClient,
  bootstrap: string,
  topic: string,
  partitions: number,
): Promise<ActionResult> {
  const answer = await client.controller(createPartitions, CREATE_PARTITIONS_VERSION, {
    topics: [{ name: topic, count: partitions, assignments: null }],
    timeoutMs: TIMEOUT_MS,
    validateOnly: false,
  })
  for (const { errorCode, errorMessage } of answer.results)
    if (errorCode !== 0) throw kafkaFailure(errorCode, errorMessage, names.topic(topic))
  return { command: `${tool(bootstrap)} --alter --topic ${topic} --partitions ${partitions}` }
}
