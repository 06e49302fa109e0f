import { encodeJson, JsonFields, type JsonObject } from '../json'
import { topicPath } from '../paths'
import type { ReplicaAssignment } from '../types'

export interface TopicAssignment {
  /** By partition number. */
  partitions: Map<number, ReplicaAssignment>
  /** Written by brokers at protocol 2.8 and later; kept when read. */
  topicId?: string
}

/**
 * `/brokers/topics/T`: `{"version":2,"partitions":{"0":[2,1]},"adding_replicas":{},"removing_replicas":{}}`. `replicas` include those
 * being added and removed by a reassignment.
 */
export function encodeTopicAssignment(assignment: TopicAssignment): Buffer {
  const partitions: Record<string, number[]> = {}
  const adding: Record<string, number[]> = {}
  const removing: Record<string, number[]> = {}
  for (const [partition, { replicas, addingReplicas, removingReplicas }] of assignment.partitions) {
    partitions[partition] = replicas
    if (addingReplicas.length > 0) adding[partition] = addingReplicas
    if (removingReplicas.length > 0) removing[partition] = removingReplicas
  }
  return encodeJson({
    version: assignment.topicId === undefined ? 2 : 3,
    partitions,
    adding_replicas: adding,
    removing_replicas: removing,
    ...(assignment.topicId === undefined ? {} : { topic_id: assignment.topicId }),
  })
}

/** Throws MalformedZnodeError; the version number is not looked at, as in Kafka. */
export function decodeTopicAssignment(topic: string, data: Buffer | null): TopicAssignment {
  const fields = JsonFields.of(topicPath(topic), data)
  const adding = fields.optionalObject('adding_replicas') ?? {}
  const removing = fields.optionalObject('removing_replicas') ?? {}
  const list = (object: JsonObject, key: string): number[] =>
    object[key] === undefined ? [] : fields.integersOf(object[key], key)
  const partitions = new Map<number, ReplicaAssignment>()
  const replicasByPartition = fields.optionalObject('partitions') ?? {}
  for (const key of Object.keys(replicasByPartition)) {
    if (!/^\d{1,10}$/.test(key)) fields.fail(`partition ${JSON.stringify(key)} is not a number`)
    partitions.set(Number(key), {
      replicas: list(replicasByPartition, key),
      addingReplicas: list(adding, key),
      removingReplicas: list(removing, key),
    })
  }
  const topicId = fields.optionalText('topic_id')
  return { partitions, ...(topicId === undefined ? {} : { topicId }) }
}
