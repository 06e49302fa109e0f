import { describe, expect, it } from 'vitest'
import { apiVersion } from '../../../broker-core/config/api-version'
import { controlVersions } from '../../../broker-core/controller/control-versions'
import { brokerChanges } from '../../../broker-core/controller/decisions/broker-changes'
import { planDeletions } from '../../../broker-core/controller/decisions/deletion-plan'
import { type ElectionInput, planElection } from '../../../broker-core/controller/decisions/election-plan'
import { planFirstState } from '../../../broker-core/controller/decisions/first-state'
import { planIsrRemoval } from '../../../broker-core/controller/decisions/isr-removal'
import { imbalancedPartitions } from '../../../broker-core/controller/decisions/leader-imbalance'
import type { PartitionState, RegisteredBroker } from '../../../broker-core/znodes/types'

const state = (fields: Partial<PartitionState> = {}): PartitionState => ({
  leader: 1,
  leaderEpoch: 7,
  isr: [1, 2],
  controllerEpoch: 3,
  zkVersion: 9,
  ...fields,
})

describe('a planned election', () => {
  const input = (fields: Partial<ElectionInput> = {}): ElectionInput => ({
    assignment: { replicas: [1, 2, 3], addingReplicas: [], removingReplicas: [] },
    state: state(),
    live: new Set([2, 3]),
    liveOrShuttingDown: new Set([1, 2, 3]),
    shuttingDown: new Set([1]),
    controllerEpoch: 4,
    uncleanAllowed: false,
    ...fields,
  })

  it('raises the leader epoch by one, stamps the controller epoch and expects the version it read', () => {
    expect(planElection(input(), { kind: 'offline', allowUnclean: false })).toEqual({
      kind: 'write',
      state: { leader: 2, leaderEpoch: 8, isr: [2], controllerEpoch: 4, zkVersion: 9 },
      recipients: [2, 3],
      unclean: false,
    })
  })

  it('gives up when a newer controller wrote the state', () => {
    const plan = planElection(input({ state: state({ controllerEpoch: 5 }) }), { kind: 'offline', allowUnclean: true })
    expect(plan).toEqual({ kind: 'refused', reason: 'writtenByNewerController' })
  })

  it('counts brokers that shut down as reachable only in a controlled shutdown', () => {
    expect(planElection(input(), { kind: 'controlledShutdown' })).toMatchObject({
      state: { leader: 2, isr: [2] },
      recipients: [1, 2, 3],
    })
    expect(planElection(input(), { kind: 'preferred' })).toEqual({ kind: 'refused', reason: 'noEligibleLeader' })
  })

  it('looks at the target replicas in a reassignment', () => {
    const assignment = { replicas: [3, 1, 2], addingReplicas: [3], removingReplicas: [1, 2] }
    const plan = planElection(input({ assignment, state: state({ isr: [1, 2, 3] }) }), { kind: 'reassignment' })
    expect(plan).toMatchObject({ state: { leader: 3, isr: [1, 2, 3] }, recipients: [3] })
  })
})

describe('first state of a partition', () => {
  it('has all live replicas in sync and the first of them as leader', () => {
    expect(planFirstState([2, 3], 4)).toEqual({
      leader: 2,
      leaderEpoch: 0,
      isr: [2, 3],
      controllerEpoch: 4,
      zkVersion: 0,
    })
  })
  it('needs a live replica', () => {
    expect(planFirstState([], 4)).toBeUndefined()
  })
})

describe('removal from the ISR', () => {
  it.each([
    { name: 'a follower', brokerId: 2, from: state(), to: { leader: 1, isr: [1] } },
    { name: 'the leader', brokerId: 1, from: state(), to: { leader: -1, isr: [2] } },
    { name: 'the last member, which stays', brokerId: 1, from: state({ isr: [1] }), to: { leader: -1, isr: [1] } },
  ])('$name', ({ brokerId, from, to }) => {
    expect(planIsrRemoval(from, brokerId, 4)).toEqual({ ...to, leaderEpoch: 8, controllerEpoch: 4, zkVersion: 9 })
  })
  it('has nothing to write for a replica that is out already', () => {
    expect(planIsrRemoval(state(), 3, 4)).toBeUndefined()
  })
})

describe('changes of brokers', () => {
  const broker = (id: number, epoch: number): RegisteredBroker => {
    return { id, epoch, endpoints: [], jmxPort: -1, timestampMs: 0, version: 4 }
  }
  const known = new Map([1, 2, 3].map((id) => [id, broker(id, 10)]))
  it('tells added, bounced (a higher epoch) and removed ones apart', () => {
    const changes = brokerChanges(known, [broker(4, 30), broker(2, 20), broker(1, 10)])
    expect(changes).toEqual({ added: [broker(4, 30)], bounced: [broker(2, 20)], removed: [3] })
  })
  it('finds nothing when nothing changed', () => {
    expect(brokerChanges(known, [...known.values()])).toEqual({ added: [], bounced: [], removed: [] })
  })
})

describe('queued deletions', () => {
  it.each([
    { name: 'all deleted', states: ['ReplicaDeletionSuccessful'], ineligible: false, plan: ['complete'] },
    { name: 'not begun', states: ['OnlineReplica', 'OnlineReplica'], ineligible: false, plan: ['start'] },
    { name: 'not begun, but halted', states: ['OnlineReplica'], ineligible: true, plan: [] },
    {
      name: 'under way',
      states: ['ReplicaDeletionStarted', 'ReplicaDeletionIneligible'],
      ineligible: false,
      plan: [],
    },
    {
      name: 'failed on one',
      states: ['ReplicaDeletionSuccessful', 'ReplicaDeletionIneligible'],
      ineligible: true,
      plan: ['retry'],
    },
    {
      name: 'failed on one that is back',
      states: ['ReplicaDeletionSuccessful', 'ReplicaDeletionIneligible'],
      ineligible: false,
      plan: ['retry', 'start'],
    },
    { name: 'no partitions', states: [], ineligible: false, plan: ['complete'] },
  ] as const)('$name', ({ states, ineligible, plan }) => {
    const { complete, retry, start } = planDeletions([{ topic: 't', ineligible, replicaStates: states }])
    const found = [...complete.map(() => 'complete'), ...retry.map(() => 'retry'), ...start.map(() => 'start')]
    expect(found).toEqual(plan)
  })
})

describe('leader imbalance', () => {
  const led = (preferredLeader: number, leader: number | undefined, name: string) => {
    return { partition: name, preferredLeader, leader }
  }
  const tenOf1 = Array.from({ length: 9 }, (_, index) => led(1, 1, `p${index}`))
  it.each([
    { name: 'exactly the percentage is still balanced', partitions: [...tenOf1, led(1, 2, 'x')], expected: [] },
    {
      name: 'more than it is not',
      partitions: [...tenOf1.slice(1), led(1, 2, 'x'), led(1, 3, 'y')],
      expected: [[1, ['x', 'y']]],
    },
    {
      name: 'partitions without a leadership do not count as elsewhere',
      partitions: [led(1, undefined, 'x')],
      expected: [],
    },
    {
      name: 'each preferred leader is judged alone',
      partitions: [...tenOf1, led(2, 1, 'x')],
      expected: [[2, ['x']]],
    },
  ])('$name', ({ partitions, expected }) => {
    expect([...imbalancedPartitions(partitions, 10)]).toEqual(expected)
  })
})

describe('versions of control requests', () => {
  it.each([
    ['0.10.2-IV0', true, [4, 6, 3]],
    ['2.6-IV0', true, [4, 6, 3]],
    ['2.8-IV0', true, [4, 6, 3]],
    ['2.8-IV1', true, [5, 7, 3]],
    ['2.8-IV1', false, [4, 6, 3]],
  ] as const)('%s, ids %s', (protocol, ids, [leaderAndIsr, updateMetadata, stopReplica]) => {
    expect(controlVersions(apiVersion(protocol), ids)).toEqual({ leaderAndIsr, updateMetadata, stopReplica })
  })
})
