import type { ZnodeOperations } from '../client'
import { decodePartitionState, encodePartitionState } from '../data/partition-state'
import { CoordinationError, isCoordinationError } from '../errors'
import { partitionPath, partitionStatePath, topicPartitionsPath } from '../paths'
import type { PartitionState, PartitionWithState, TopicPartition } from '../types'
import { expectWritten, type FencedOperation, fencedWrites } from './fenced'

/** What became of a batch of partition states (Kafka's UpdateLeaderAndIsrResult). */
export interface PartitionStatesWritten {
  /** With the new zkVersion. */
  updated: PartitionWithState[]
  /** The znode was changed by someone else (its leader): read it again, decide again. */
  conflicts: TopicPartition[]
  failed: { topic: string; partition: number; error: CoordinationError }[]
}

/** `zkVersion`: the new version of the znode. `conflict`: it was not at the expected version, or is gone; wait for the controller. */
export type IsrUpdate = { kind: 'updated'; zkVersion: number } | { kind: 'conflict' }

/** `/brokers/topics/T/partitions/P/state`. */
export class PartitionStateZnodes {
  constructor(private readonly client: ZnodeOperations) {}

  async get({ topic, partition }: TopicPartition): Promise<PartitionState | undefined> {
    const found = await this.client.getData(partitionStatePath(topic, partition))
    return found === undefined ? undefined : decodePartitionState(topic, partition, found.data, found.stat.version)
  }

  /** States of those that have one, in the order asked for. */
  async getAll(partitions: readonly TopicPartition[]): Promise<PartitionWithState[]> {
    const states = await Promise.all(partitions.map((partition) => this.get(partition)))
    return partitions.flatMap(({ topic, partition }, index) => {
      const state = states[index]
      return state === undefined ? [] : [{ topic, partition, state }]
    })
  }

  /** The same with a watch on the state: a running reassignment waits for the ISR to grow. */
  async watch({ topic, partition }: TopicPartition): Promise<PartitionState | undefined> {
    const found = await this.client.getData(partitionStatePath(topic, partition), { watch: true })
    return found === undefined ? undefined : decodePartitionState(topic, partition, found.data, found.stat.version)
  }

  /**
   * First states of new partitions (their parents are made too); an existing one counts as a conflict. Rejects with
   * ControllerMovedError.
   */
  async create(states: readonly PartitionWithState[], epochZkVersion: number): Promise<PartitionStatesWritten> {
    const topics = [...new Set(states.map(({ topic }) => topic))].map(topicPartitionsPath)
    const partitions = states.map(({ topic, partition }) => partitionPath(topic, partition))
    await this.ensure(topics, epochZkVersion)
    await this.ensure(partitions, epochZkVersion)
    const operations = states.map(({ topic, partition, state }): FencedOperation => {
      return { type: 'create', path: partitionStatePath(topic, partition), data: encodePartitionState(state) }
    })
    return this.write(states, operations, epochZkVersion, 'NODEEXISTS')
  }

  /** Writes states, each only if its znode is still at `state.zkVersion`. Rejects with ControllerMovedError. */
  async update(states: readonly PartitionWithState[], epochZkVersion: number): Promise<PartitionStatesWritten> {
    const operations = states.map(({ topic, partition, state }): FencedOperation => {
      const path = partitionStatePath(topic, partition)
      return { type: 'setData', path, data: encodePartitionState(state), version: state.zkVersion }
    })
    return this.write(states, operations, epochZkVersion, 'BADVERSION')
  }

  /**
   * A leader's change of its ISR: writes `state` if the znode is at `state.zkVersion`. A write of ours whose reply was lost is
   * recognised by its content. Rejects for reasons other than a conflict.
   */
  async updateIsr({ topic, partition }: TopicPartition, state: PartitionState): Promise<IsrUpdate> {
    const path = partitionStatePath(topic, partition)
    try {
      const stat = await this.client.setData(path, encodePartitionState(state), state.zkVersion)
      return { kind: 'updated', zkVersion: stat.version }
    } catch (error) {
      if (isCoordinationError(error, 'NONODE')) return { kind: 'conflict' }
      if (!isCoordinationError(error, 'BADVERSION')) throw error
      const stored = await this.get({ topic, partition })
      if (stored === undefined || !sameContent(stored, state)) return { kind: 'conflict' }
      return { kind: 'updated', zkVersion: stored.zkVersion }
    }
  }

  private async ensure(paths: readonly string[], epochZkVersion: number): Promise<void> {
    const operations = paths.map((path): FencedOperation => ({ type: 'create', path, data: null }))
    const results = await fencedWrites(this.client, operations, epochZkVersion)
    results.forEach((result, index) => {
      expectWritten(result, paths[index]!, 'NODEEXISTS')
    })
  }

  private async write(
    states: readonly PartitionWithState[],
    operations: readonly FencedOperation[],
    epochZkVersion: number,
    conflict: 'BADVERSION' | 'NODEEXISTS',
  ): Promise<PartitionStatesWritten> {
    const outcome: PartitionStatesWritten = { updated: [], conflicts: [], failed: [] }
    const results = await fencedWrites(this.client, operations, epochZkVersion)
    results.forEach((result, index) => {
      const { topic, partition, state } = states[index]!
      if (result.type !== 'error') {
        const zkVersion = result.type === 'setData' ? result.stat.version : 0
        outcome.updated.push({ topic, partition, state: { ...state, zkVersion } })
      } else if (result.code === conflict) outcome.conflicts.push({ topic, partition })
      else outcome.failed.push({ topic, partition, error: new CoordinationError(result.code, operations[index]!.path) })
    })
    return outcome
  }
}

/** Leader, epochs and ISR (in order) are equal; zkVersion does not matter. */
export function sameContent(left: PartitionState, right: PartitionState): boolean {
  return (
    left.leader === right.leader &&
    left.leaderEpoch === right.leaderEpoch &&
    left.controllerEpoch === right.controllerEpoch &&
    left.isr.length === right.isr.length &&
    left.isr.every((replica, index) => replica === right.isr[index])
  )
}
