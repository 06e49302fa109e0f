import { validateTopicConfig } from '../../config/topic-validation'
import { ErrorCode } from '../../protocol/error-codes'
import type { ApiError } from '../controller-api'
import { type AssignmentOptions, assignReplicas, type BrokerPlace } from './assign-replicas'
import { topicNameProblem } from './topic-name'

/** One topic of a CreateTopics request. */
export interface TopicWish {
  name: string
  /** -1: the broker's default, or given by `assignments`. */
  numPartitions: number
  /** -1: the broker's default, or given by `assignments`. */
  replicationFactor: number
  assignments: readonly { partitionIndex: number; brokerIds: readonly number[] }[]
  configs: readonly { name: string; value: string | null }[]
}

export interface CreationDefaults {
  numPartitions: number
  defaultReplicationFactor: number
}

export interface TopicPlan {
  assignments: Map<number, number[]>
  configs: Map<string, string>
}

/** More replicas than a topic's znode (1 MiB in ZooKeeper) could name are refused before anything is laid out for them. */
const REPLICAS_MAX = 250_000

/**
 * What to write for a new topic, or why not (AdminManager.createTopics, AdminZkClient.validateTopicCreate), without what only the znodes
 * know. `randomIndex(n)` is an integer below n.
 */
export function planTopic(
  wish: TopicWish,
  brokers: readonly BrokerPlace[],
  defaults: CreationDefaults,
  randomIndex: (exclusiveMax: number) => number,
): TopicPlan | ApiError {
  const configs = new Map<string, string>()
  const nulls = wish.configs.filter(({ value }) => value === null).map(({ name }) => name)
  if (nulls.length > 0) return invalidRequest(`Null value not supported for topic configs : ${nulls.join(',')}`)
  for (const { name, value } of wish.configs) if (value !== null) configs.set(name, value)
  const problem = validateTopicConfig(configs)
  if (problem !== undefined) return { code: ErrorCode.INVALID_CONFIG, message: problem.message }
  const manual = wish.assignments.length > 0
  if (manual && (wish.numPartitions !== -1 || wish.replicationFactor !== -1)) {
    return invalidRequest(
      'Both numPartitions or replicationFactor and replicasAssignments were set. Both cannot be used at the same time.',
    )
  }
  const assignments = manual
    ? new Map(wish.assignments.map(({ partitionIndex, brokerIds }) => [partitionIndex, [...brokerIds]]))
    : assignAutomatically(brokers, {
        partitionCount: wish.numPartitions === -1 ? defaults.numPartitions : wish.numPartitions,
        replicationFactor: wish.replicationFactor === -1 ? defaults.defaultReplicationFactor : wish.replicationFactor,
        startIndex: randomIndex(Math.max(1, brokers.length)),
        startShift: randomIndex(Math.max(1, brokers.length)),
        firstPartition: 0,
      })
  if (!(assignments instanceof Map)) return assignments
  const nameProblem = topicNameProblem(wish.name)
  if (nameProblem !== undefined) return { code: ErrorCode.INVALID_TOPIC_EXCEPTION, message: nameProblem }
  return assignmentProblem(assignments) ?? { assignments, configs }
}

/** Checks the numbers, then assigns. Brokers of which only some have a rack are refused, as in Kafka. */
export function assignAutomatically(
  brokers: readonly BrokerPlace[],
  options: AssignmentOptions,
): Map<number, number[]> | ApiError {
  const { partitionCount, replicationFactor } = options
  if (partitionCount <= 0) {
    return { code: ErrorCode.INVALID_PARTITIONS, message: 'Number of partitions must be larger than 0.' }
  }
  if (replicationFactor <= 0) {
    return { code: ErrorCode.INVALID_REPLICATION_FACTOR, message: 'Replication factor must be larger than 0.' }
  }
  if (replicationFactor > brokers.length) {
    const message = `Replication factor: ${replicationFactor} larger than available brokers: ${brokers.length}.`
    return { code: ErrorCode.INVALID_REPLICATION_FACTOR, message }
  }
  if (partitionCount * replicationFactor > REPLICAS_MAX) {
    const message = `${partitionCount} partitions of ${replicationFactor} replicas are more than a topic's znode can hold.`
    return { code: ErrorCode.INVALID_PARTITIONS, message }
  }
  const withRack = brokers.filter(({ rack }) => rack !== null).length
  if (withRack > 0 && withRack < brokers.length) {
    const message = 'Not all brokers have rack information for replica rack aware assignment.'
    return { code: ErrorCode.UNKNOWN_SERVER_ERROR, message }
  }
  return assignReplicas(brokers, options)
}

function assignmentProblem(assignments: ReadonlyMap<number, readonly number[]>): ApiError | undefined {
  const invalid = (message: string): ApiError => ({ code: ErrorCode.INVALID_REPLICA_ASSIGNMENT, message })
  const lists = [...assignments.values()]
  if (new Set(lists.map((replicas) => replicas.length)).size !== 1) {
    return invalid('All partitions should have the same number of replicas')
  }
  const duplicated = lists.find((replicas) => new Set(replicas).size !== replicas.length)
  if (duplicated !== undefined) return invalid(`Duplicate replica assignment found: ${duplicated.join(',')}`)
  if (lists.some((replicas) => replicas.length === 0 || replicas.some((id) => id < 0))) {
    return invalid('Replica assignments name brokers by ids of 0 and above, at least one a partition')
  }
  const consecutive = lists.every((_, partition) => assignments.has(partition))
  return consecutive ? undefined : invalid('partitions should be a consecutive 0-based integer sequence')
}

function invalidRequest(message: string): ApiError {
  return { code: ErrorCode.INVALID_REQUEST, message }
}
