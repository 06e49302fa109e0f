import { describe, expect, it } from 'vitest'
import { mayPartitionBecome, PARTITION_PREDECESSORS } from '../../../broker-core/controller/partition-states'
import { mayReplicaBecome, REPLICA_PREDECESSORS } from '../../../broker-core/controller/replica-states'

/** What Kafka 2.6's PartitionStateMachine and ReplicaStateMachine allow: every other pair is impossible. */
const PARTITION_MOVES = [
  'NonExistentPartition>NewPartition',
  'NewPartition>OnlinePartition',
  'OnlinePartition>OnlinePartition',
  'OfflinePartition>OnlinePartition',
  'NewPartition>OfflinePartition',
  'OnlinePartition>OfflinePartition',
  'OfflinePartition>OfflinePartition',
  'OfflinePartition>NonExistentPartition',
]

const REPLICA_MOVES = [
  'NonExistentReplica>NewReplica',
  ...['NewReplica', 'OnlineReplica', 'OfflineReplica', 'ReplicaDeletionIneligible'].flatMap((from) => [
    `${from}>OnlineReplica`,
    `${from}>OfflineReplica`,
  ]),
  'OfflineReplica>ReplicaDeletionStarted',
  'ReplicaDeletionStarted>ReplicaDeletionSuccessful',
  'ReplicaDeletionStarted>ReplicaDeletionIneligible',
  'OfflineReplica>ReplicaDeletionIneligible',
  'ReplicaDeletionSuccessful>NonExistentReplica',
]

const pairs = <State extends string>(states: readonly State[]) =>
  states.flatMap((from) => states.map((to) => ({ from, to })))

describe('partition states', () => {
  const states = Object.keys(PARTITION_PREDECESSORS) as (keyof typeof PARTITION_PREDECESSORS)[]
  it.each(pairs(states))('$from to $to', ({ from, to }) => {
    expect(mayPartitionBecome(from, to)).toBe(PARTITION_MOVES.includes(`${from}>${to}`))
  })
})

describe('replica states', () => {
  const states = Object.keys(REPLICA_PREDECESSORS) as (keyof typeof REPLICA_PREDECESSORS)[]
  it.each(pairs(states))('$from to $to', ({ from, to }) => {
    expect(mayReplicaBecome(from, to)).toBe(REPLICA_MOVES.includes(`${from}>${to}`))
  })
})
