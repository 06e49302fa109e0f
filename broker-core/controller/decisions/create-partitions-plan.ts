import { ErrorCode } from '../../protocol/error-codes'
import type { ReplicaAssignment } from '../../znodes/types'
import type { ApiError } from '../controller-api'
import { isBeingReassigned, settledAssignment } from '../replica-assignment'
import type { BrokerPlace } from './assign-replicas'
import { assignAutomatically } from './create-topic-plan'

/** One topic of a CreatePartitions request. */
export interface GrowthWish {
  name: string
  /** Partitions wanted in all. */
  count: number
  /** For the new partitions, in order; null: assigned by the broker. */
  assignments: readonly { brokerIds: readonly number[] }[] | null
}

/** The topic's assignment with its new partitions, or why not (AdminManager.createPartitions, AdminZkClient.addPartitions). */
export function planGrowth(
  wish: GrowthWish,
  existing: ReadonlyMap<number, ReplicaAssignment> | undefined,
  brokers: readonly BrokerPlace[],
): Map<number, ReplicaAssignment> | ApiError {
  if (existing === undefined || existing.size === 0) {
    return { code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, message: `The topic '${wish.name}' does not exist.` }
  }
  if ([...existing.values()].some(isBeingReassigned)) {
    const message = `A partition reassignment is in progress for the topic '${wish.name}'.`
    return { code: ErrorCode.REASSIGNMENT_IN_PROGRESS, message }
  }
  const increment = wish.count - existing.size
  if (increment < 0) {
    const message = `Topic currently has ${existing.size} partitions, which is higher than the requested ${wish.count}.`
    return { code: ErrorCode.INVALID_PARTITIONS, message }
  }
  if (increment === 0) {
    return { code: ErrorCode.INVALID_PARTITIONS, message: `Topic already has ${existing.size} partitions.` }
  }
  const first = existing.get(0)
  if (first === undefined) {
    return { code: ErrorCode.UNKNOWN_SERVER_ERROR, message: `Partition 0 of topic '${wish.name}' has no assignment.` }
  }
  const added =
    wish.assignments === null
      ? assignToo(first.replicas, existing.size, increment, brokers)
      : checkManual(wish.assignments, first.replicas.length, existing.size, increment, brokers)
  if (!(added instanceof Map)) return added
  const settled = [...added].map(([partition, replicas]) => [partition, settledAssignment(replicas)] as const)
  return new Map([...existing, ...settled])
}

/** Goes on where the existing partitions' round over the brokers began: at the leader of partition 0. */
function assignToo(
  firstReplicas: readonly number[],
  existingCount: number,
  increment: number,
  brokers: readonly BrokerPlace[],
): Map<number, number[]> | ApiError {
  const startIndex = Math.max(
    0,
    brokers.findIndex(({ id }) => id >= (firstReplicas[0] ?? 0)),
  )
  return assignAutomatically(brokers, {
    partitionCount: increment,
    replicationFactor: firstReplicas.length,
    startIndex,
    startShift: startIndex,
    firstPartition: existingCount,
  })
}

function checkManual(
  assignments: readonly { brokerIds: readonly number[] }[],
  replicationFactor: number,
  existingCount: number,
  increment: number,
  brokers: readonly BrokerPlace[],
): Map<number, number[]> | ApiError {
  const invalid = (message: string): ApiError => ({ code: ErrorCode.INVALID_REPLICA_ASSIGNMENT, message })
  const known = new Set(brokers.map(({ id }) => id))
  const unknown = [...new Set(assignments.flatMap(({ brokerIds }) => brokerIds))].filter((id) => !known.has(id))
  if (unknown.length > 0) return invalid(`Unknown broker(s) in replica assignment: ${unknown.join(', ')}.`)
  if (assignments.length !== increment) {
    return invalid(
      `Increasing the number of partitions by ${increment} but ${assignments.length} assignments provided.`,
    )
  }
  const added = new Map(assignments.map(({ brokerIds }, index) => [existingCount + index, [...brokerIds]]))
  for (const [partition, replicas] of added) {
    if (replicas.length === 0) return invalid(`Cannot have replication factor of 0 for partition id ${partition}.`)
    if (new Set(replicas).size !== replicas.length) {
      return invalid(
        `Duplicate brokers not allowed in replica assignment: ${replicas.join(', ')} for partition id ${partition}.`,
      )
    }
    if (replicas.length !== replicationFactor) {
      return invalid(
        `Inconsistent replication factor between partitions, partition 0 has ${replicationFactor} while partition ${partition} has ${replicas.length}.`,
      )
    }
  }
  return added
}
