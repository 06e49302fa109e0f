import type { StateChangeReason } from '../probe/reasons'
import { type ControlledPartition, type ControlledReplica, partitionName, replicaState } from './context'
import { planIsrRemoval } from './decisions/isr-removal'
import { describeState, endsController, type PlannedWrite, readStates, writeStates } from './partition-writes'
import type { ControllerParts } from './parts'
import { withoutReplica } from './replica-assignment'
import { mayReplicaBecome, REPLICA_PREDECESSORS, type ReplicaStateName } from './replica-states'
import { RequestBatch } from './request-batch'

/** Moves replicas between states and tells their brokers to follow, stop or delete (kafka.controller.ZkReplicaStateMachine). */
export class ReplicaStateMachine {
  constructor(private readonly parts: ControllerParts) {}

  /**
   * States of all replicas as a new controller finds them: LeaderAndIsr goes to the online ones, the offline ones leave their ISRs.
   */
  async startup(why: StateChangeReason): Promise<void> {
    const { context } = this.parts
    const online: ControlledReplica[] = []
    const offline: ControlledReplica[] = []
    for (const partition of context.partitions()) {
      for (const brokerId of partition.assignment.replicas) {
        const isOnline = context.isReplicaOnline(brokerId, partition)
        partition.replicaStates.set(brokerId, isOnline ? 'OnlineReplica' : 'ReplicaDeletionIneligible')
        ;(isOnline ? online : offline).push({ partition, brokerId })
      }
    }
    await this.move(online, 'OnlineReplica', why)
    await this.move(offline, 'OfflineReplica', why)
  }

  /** `why` is what the lab shows for writes this causes. Rejects with ControllerMovedError; other failures are logged. */
  async move(replicas: readonly ControlledReplica[], target: ReplicaStateName, why: StateChangeReason): Promise<void> {
    if (replicas.length === 0) return
    const batch = new RequestBatch(this.parts.context)
    try {
      for (const [brokerId, ofBroker] of byBroker(this.valid(replicas, target))) {
        await this.moveOnBroker(brokerId, ofBroker, target, batch, why)
      }
    } catch (error) {
      if (endsController(error)) throw error
      this.parts.stateChanges.error(`Error while moving some replicas to ${target} state`, error)
    }
    this.parts.channels.send(batch)
  }

  private async moveOnBroker(
    brokerId: number,
    partitions: readonly ControlledPartition[],
    target: ReplicaStateName,
    batch: RequestBatch,
    why: StateChangeReason,
  ): Promise<void> {
    if (target === 'OfflineReplica') {
      await this.takeOffline(brokerId, partitions, batch, why)
      return
    }
    for (const partition of partitions) {
      if (target === 'NewReplica' && !this.introduce(brokerId, partition, batch)) continue
      if (target === 'OnlineReplica') this.bringOnline(brokerId, partition, batch)
      if (target === 'ReplicaDeletionStarted') batch.addStop([brokerId], partition, true)
      if (target === 'NonExistentReplica') partition.assignment = withoutReplica(partition.assignment, brokerId)
      this.enter(brokerId, partition, target)
    }
  }

  /** A new replica may only follow. */
  private introduce(brokerId: number, partition: ControlledPartition, batch: RequestBatch): boolean {
    if (partition.leadership === undefined) return true
    if (partition.leadership.leader === brokerId) {
      this.logFailure(partition, brokerId, 'NewReplica', 'it is asked to lead')
      return false
    }
    batch.addLeadership([brokerId], partition, true)
    return true
  }

  private bringOnline(brokerId: number, partition: ControlledPartition, batch: RequestBatch): void {
    if (replicaState({ partition, brokerId }) !== 'NewReplica') {
      if (partition.leadership !== undefined) batch.addLeadership([brokerId], partition, false)
      return
    }
    const { assignment } = partition
    if (assignment.replicas.includes(brokerId)) return
    this.parts.stateChanges.error(`Adding replica ${brokerId} that is not assigned to ${partitionName(partition)}`)
    partition.assignment = { ...assignment, replicas: [...assignment.replicas, brokerId] }
  }

  /** Tells the broker to stop fetching, takes the replica out of the ISR, and tells the other replicas. */
  private async takeOffline(
    brokerId: number,
    partitions: readonly ControlledPartition[],
    batch: RequestBatch,
    why: StateChangeReason,
  ): Promise<void> {
    const { context } = this.parts
    for (const partition of partitions) batch.addStop([brokerId], partition, false)
    const led = partitions.filter(({ leadership }) => leadership !== undefined)
    for (const partition of await this.removeFromIsr(brokerId, led, why)) {
      if (!context.isQueuedForDeletion(partition.topic)) {
        const others = partition.assignment.replicas.filter((id) => id !== brokerId)
        batch.addLeadership(others, partition, false)
      }
      this.enter(brokerId, partition, 'OfflineReplica')
    }
    for (const partition of partitions.filter(({ leadership }) => leadership === undefined)) {
      batch.addMetadata(context.liveOrShuttingDownBrokerIds(), [partition])
      this.enter(brokerId, partition, 'OfflineReplica')
    }
  }

  /** Partitions whose ISR is known to be without the replica now, whether it had to be taken out or not. */
  private async removeFromIsr(
    brokerId: number,
    partitions: readonly ControlledPartition[],
    why: StateChangeReason,
  ): Promise<ControlledPartition[]> {
    const finished: ControlledPartition[] = []
    let remaining = partitions
    while (remaining.length > 0) {
      const writes = await this.planRemovals(brokerId, remaining, finished)
      const done = await writeStates(this.parts, writes, 'update', why)
      finished.push(...done.written)
      for (const { partition, error } of done.failed) {
        this.logFailure(partition, brokerId, 'OfflineReplica', String(error))
      }
      remaining = done.conflicts
    }
    return finished
  }

  private async planRemovals(
    brokerId: number,
    partitions: readonly ControlledPartition[],
    alreadyOut: ControlledPartition[],
  ): Promise<PlannedWrite[]> {
    const { context } = this.parts
    const reads = await readStates(this.parts, partitions)
    const writes: PlannedWrite[] = []
    for (const [index, partition] of partitions.entries()) {
      const read = reads[index]!
      if (read.kind === 'failed' && endsController(read.error)) throw read.error
      if (read.kind !== 'state') {
        // A topic being deleted may have lost its state znodes to a deletion that another controller began.
        if (read.kind === 'missing' && context.isQueuedForDeletion(partition.topic)) continue
        const problem = read.kind === 'missing' ? 'it has no leader and ISR znode' : String(read.error)
        this.logFailure(partition, brokerId, 'OfflineReplica', problem)
      } else if (read.state.controllerEpoch > context.epoch) {
        this.logFailure(partition, brokerId, 'OfflineReplica', 'its state was written by a newer controller')
      } else {
        const state = planIsrRemoval(read.state, brokerId, context.epoch)
        if (state !== undefined) writes.push({ partition, state })
        else {
          partition.leadership = { ...read.state, controllerEpoch: context.epoch }
          alreadyOut.push(partition)
        }
      }
    }
    return writes
  }

  private valid(replicas: readonly ControlledReplica[], target: ReplicaStateName): ControlledReplica[] {
    return replicas.filter((replica) => {
      if (mayReplicaBecome(replicaState(replica), target)) return true
      const allowed = REPLICA_PREDECESSORS[target].join(',')
      this.logFailure(replica.partition, replica.brokerId, target, `it should be in one of ${allowed} before`)
      return false
    })
  }

  private enter(brokerId: number, partition: ControlledPartition, target: ReplicaStateName): void {
    const from = replicaState({ partition, brokerId })
    if (target === 'NonExistentReplica') partition.replicaStates.delete(brokerId)
    else partition.replicaStates.set(brokerId, target)
    const state = partition.leadership === undefined ? '' : ` (${describeState(partition.leadership)})`
    this.parts.stateChanges.debug(
      `Changed state of replica ${brokerId} of ${partitionName(partition)} from ${from} to ${target}${state}`,
    )
  }

  private logFailure(partition: ControlledPartition, brokerId: number, target: ReplicaStateName, why: string): void {
    const from = replicaState({ partition, brokerId })
    this.parts.stateChanges.error(
      `State change of replica ${brokerId} for partition ${partitionName(partition)} from ${from} to ${target} failed: ${why}`,
    )
  }
}

function byBroker(replicas: readonly ControlledReplica[]): Map<number, ControlledPartition[]> {
  const grouped = new Map<number, ControlledPartition[]>()
  for (const { brokerId, partition } of replicas) {
    const known = grouped.get(brokerId)
    if (known === undefined) grouped.set(brokerId, [partition])
    else known.push(partition)
  }
  return grouped
}
