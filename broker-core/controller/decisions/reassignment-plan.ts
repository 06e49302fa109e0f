import { ErrorCode } from '../../protocol/error-codes'
import type { PartitionState, ReplicaAssignment } from '../../znodes/types'
import type { ApiError } from '../controller-api'
import { isBeingReassigned, originalReplicas, reassignedTo, targetReplicas } from '../replica-assignment'

export const NO_ERROR: ApiError = { code: ErrorCode.NONE, message: null }

/** Why a target asked for by AlterPartitionReassignments cannot be (KIP-455); undefined when it can. */
export function targetProblem(
  current: ReplicaAssignment,
  target: readonly number[],
  liveBrokerIds: readonly number[],
): ApiError | undefined {
  const invalid = (message: string): ApiError => ({ code: ErrorCode.INVALID_REPLICA_ASSIGNMENT, message })
  if (target.length === 0) return invalid('Empty replica list specified in partition reassignment.')
  if (new Set(target).size !== target.length) {
    return invalid(`Duplicate replica ids in partition reassignment replica list: ${target.join(',')}`)
  }
  if (target.some((id) => id < 0)) return invalid(`Invalid broker id in replica list: ${target.join(',')}`)
  const { addingReplicas } = reassignedTo(current, target)
  if (addingReplicas.every((id) => liveBrokerIds.includes(id))) return undefined
  return invalid(
    `Replica assignment has brokers that are not alive. Replica list: ${addingReplicas.join(',')}, live broker list: ${liveBrokerIds.join(',')}`,
  )
}

/**
 * The assignment that a wish leads to: towards `target`, or for null back to the original replicas. undefined: there is nothing to
 * cancel.
 */
export function planReassignment(
  current: ReplicaAssignment,
  target: readonly number[] | null,
): ReplicaAssignment | undefined {
  if (target !== null) return reassignedTo(current, target)
  return isBeingReassigned(current) ? reassignedTo(current, originalReplicas(current)) : undefined
}

/** Every target replica is in sync: the leader may move and the removed replicas go. */
export function isReassignmentComplete(assignment: ReplicaAssignment, state: PartitionState | undefined): boolean {
  if (!isBeingReassigned(assignment)) return true
  return state !== undefined && targetReplicas(assignment).every((id) => state.isr.includes(id))
}
