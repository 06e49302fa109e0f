import { describe, expect, it } from 'vitest'
import {
  isReassignmentComplete,
  planReassignment,
  targetProblem,
} from '../../../broker-core/controller/decisions/reassignment-plan'
import {
  originalReplicas,
  reassignedTo,
  settledAssignment,
  targetReplicas,
} from '../../../broker-core/controller/replica-assignment'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'

describe('replica lists during a reassignment', () => {
  it.each([
    { from: [1, 2, 3], target: [4, 5, 6], replicas: [4, 5, 6, 1, 2, 3], adding: [4, 5, 6], removing: [1, 2, 3] },
    { from: [1, 2, 3], target: [3, 4, 2], replicas: [3, 4, 2, 1], adding: [4], removing: [1] },
    { from: [1, 2, 3], target: [3, 2, 1], replicas: [3, 2, 1], adding: [], removing: [] },
    { from: [1], target: [1, 2], replicas: [1, 2], adding: [2], removing: [] },
    { from: [1, 2], target: [2], replicas: [2, 1], adding: [], removing: [1] },
  ])('$from to $target', ({ from, target, replicas, adding, removing }) => {
    const moving = reassignedTo(settledAssignment(from), target)
    expect(moving).toEqual({ replicas, addingReplicas: adding, removingReplicas: removing })
    expect(targetReplicas(moving)).toEqual(target)
    expect([...originalReplicas(moving)].sort()).toEqual(from)
  })

  it('a new target starts from the original replicas, not from those being added', () => {
    const first = reassignedTo(settledAssignment([1, 2]), [3, 4])
    expect(reassignedTo(first, [4, 5])).toEqual({
      replicas: [4, 5, 1, 2],
      addingReplicas: [4, 5],
      removingReplicas: [1, 2],
    })
  })
})

describe('a wish', () => {
  const moving = reassignedTo(settledAssignment([1, 2]), [3, 4])
  it('of null goes back to the original replicas', () => {
    expect(planReassignment(moving, null)).toEqual(settledAssignment([1, 2]))
  })
  it('of null has nothing to cancel on a settled partition', () => {
    expect(planReassignment(settledAssignment([1, 2]), null)).toBeUndefined()
  })
  it.each([
    { name: 'empty', target: [], problem: true },
    { name: 'twice the same', target: [1, 1], problem: true },
    { name: 'negative', target: [1, -1], problem: true },
    { name: 'a new one is dead', target: [1, 9], problem: true },
    { name: 'an old one is dead', target: [2, 3], problem: false },
  ])('$name', ({ target, problem }) => {
    const found = targetProblem(settledAssignment([1, 2]), target, [1, 3])
    expect(found?.code).toBe(problem ? ErrorCode.INVALID_REPLICA_ASSIGNMENT : undefined)
  })
})

describe('completion', () => {
  const moving = reassignedTo(settledAssignment([1, 2]), [2, 3])
  const state = (isr: number[]) => ({ leader: 1, leaderEpoch: 1, isr, controllerEpoch: 1, zkVersion: 1 })
  it.each([
    { name: 'every target replica in sync, whoever else is', isr: [1, 2, 3], complete: true },
    { name: 'one is missing', isr: [1, 2], complete: false },
  ])('$name', ({ isr, complete }) => {
    expect(isReassignmentComplete(moving, state(isr))).toBe(complete)
  })
  it('needs nothing when nothing moves, and a state when something does', () => {
    expect(isReassignmentComplete(settledAssignment([1]), undefined)).toBe(true)
    expect(isReassignmentComplete(moving, undefined)).toBe(false)
  })
})
