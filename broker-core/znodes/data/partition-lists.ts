import { asObject, decodeJson, encodeJson } from '../json'
import type { TopicPartition } from '../types'

/**
 * `{"version":1,"partitions":[{"topic":"t","partition":0}]}`: content of `/isr_change_notification/isr_change_N` and of
 * `/admin/preferred_replica_election`.
 */
export function encodePartitionList(partitions: readonly TopicPartition[]): Buffer {
  return encodeJson({ version: 1, partitions: partitions.map(({ topic, partition }) => ({ topic, partition })) })
}

/** Unreadable content or entries count as none. */
export function decodePartitionList(data: Buffer | null): TopicPartition[] {
  return entries(data).flatMap((entry) => {
    const partition = topicPartition(entry)
    return partition === undefined ? [] : [partition]
  })
}

export interface PartitionReassignment extends TopicPartition {
  replicas: number[]
}

/** `/admin/reassign_partitions`: `{"version":1,"partitions":[{"topic":"t","partition":0,"replicas":[1,2]}]}`. */
export function encodeReassignments(reassignments: readonly PartitionReassignment[]): Buffer {
  const partitions = reassignments.map(({ topic, partition, replicas }) => ({ topic, partition, replicas }))
  return encodeJson({ version: 1, partitions })
}

export function decodeReassignments(data: Buffer | null): PartitionReassignment[] {
  return entries(data).flatMap((entry) => {
    const partition = topicPartition(entry)
    const replicas = asObject(entry)?.replicas
    if (partition === undefined || !Array.isArray(replicas) || !replicas.every(Number.isSafeInteger)) return []
    return [{ ...partition, replicas: replicas as number[] }]
  })
}

function entries(data: Buffer | null): unknown[] {
  const partitions = decodeJson(data)?.partitions
  return Array.isArray(partitions) ? partitions : []
}

function topicPartition(entry: unknown): TopicPartition | undefined {
  const object = asObject(entry)
  if (object === undefined || typeof object.topic !== 'string' || typeof object.partition !== 'number') return undefined
  return { topic: object.topic, partition: object.partition }
}
