import type { StateChangeReason } from '../probe/reasons'
import { type ControlledPartition, partitionName } from './context'
import { needsUncleanElection, planElection } from './decisions/election-plan'
import { planFirstState } from './decisions/first-state'
import type { ElectionStrategy } from './election'
import { mayPartitionBecome, PARTITION_PREDECESSORS, type PartitionStateName } from './partition-states'
import {
  describeState,
  endsController,
  type PlannedWrite,
  readStates,
  type StateRead,
  writeStates,
} from './partition-writes'
import type { ControllerParts } from './parts'
import { RequestBatch } from './request-batch'

/** `notEligible`: nobody may lead under the strategy. `failed`: the state could not be read or written. */
export type ElectionResult = { kind: 'elected'; leader: number } | { kind: 'notEligible' | 'failed'; message: string }

export type ElectionResults = Map<ControlledPartition, ElectionResult>

interface PlannedElection extends PlannedWrite {
  recipients: number[]
  unclean: boolean
}

/** Moves partitions between states, electing leaders on the way to OnlinePartition (kafka.controller.ZkPartitionStateMachine). */
export class PartitionStateMachine {
  constructor(private readonly parts: ControllerParts) {}

  /** States of all partitions as a new controller finds them; then tries to bring online what is not. */
  async startup(why: StateChangeReason): Promise<void> {
    const { context } = this.parts
    for (const partition of context.partitions()) {
      const { leadership } = partition
      if (leadership === undefined) partition.state = 'NewPartition'
      else
        partition.state = context.isReplicaOnline(leadership.leader, partition) ? 'OnlinePartition' : 'OfflinePartition'
    }
    await this.triggerOnline(why)
  }

  /** Tries to elect leaders for all new and offline partitions (of one topic), those being deleted left out. */
  async triggerOnline(why: StateChangeReason, topic?: string): Promise<void> {
    const { context } = this.parts
    const candidates = topic === undefined ? [...context.partitions()] : context.partitionsOf(topic)
    const waiting = candidates.filter(
      (partition) =>
        (partition.state === 'OfflinePartition' || partition.state === 'NewPartition') &&
        !context.isQueuedForDeletion(partition.topic),
    )
    await this.moveOnline(waiting, { kind: 'offline', allowUnclean: false }, why)
  }

  /** To a state that needs no election. */
  move(partitions: readonly ControlledPartition[], target: Exclude<PartitionStateName, 'OnlinePartition'>): void {
    for (const partition of this.valid(partitions, target)) this.enter(partition, target)
  }

  /** To OnlinePartition: new ones get their first leader, the others one by `strategy`. Rejects with ControllerMovedError. */
  async moveOnline(
    partitions: readonly ControlledPartition[],
    strategy: ElectionStrategy,
    why: StateChangeReason,
  ): Promise<ElectionResults> {
    if (partitions.length === 0) return new Map()
    const batch = new RequestBatch(this.parts.context)
    const valid = this.valid(partitions, 'OnlinePartition')
    const results: ElectionResults = new Map()
    const fresh = valid.filter(({ state }) => state === 'NewPartition')
    const known = valid.filter(({ state }) => state !== 'NewPartition')
    try {
      await this.initialize(fresh, batch, why)
      await this.elect(known, strategy, batch, why, results)
    } catch (error) {
      if (endsController(error)) throw error
      this.parts.stateChanges.error(`Error while moving some partitions to OnlinePartition state`, error)
      for (const partition of valid) {
        if (!results.has(partition)) results.set(partition, { kind: 'failed', message: String(error) })
      }
    }
    this.parts.channels.send(batch)
    return results
  }

  private async initialize(
    partitions: ControlledPartition[],
    batch: RequestBatch,
    why: StateChangeReason,
  ): Promise<void> {
    const { context } = this.parts
    const writes: PlannedWrite[] = []
    for (const partition of partitions) {
      const state = planFirstState([...context.onlineReplicas(partition)], context.epoch)
      if (state !== undefined) writes.push({ partition, state })
      else this.logFailure(partition, 'no assigned replica is alive')
    }
    const done = await writeStates(this.parts, writes, 'create', why)
    for (const partition of [...done.written, ...(await this.createdBefore(writes, done.conflicts))]) {
      this.enter(partition, 'OnlinePartition')
      batch.addLeadership(partition.leadership!.isr, partition, true)
    }
    for (const { partition, error } of done.failed) this.logFailure(partition, String(error))
  }

  /** Of the states that existed already, those that say what was to be written: the first reply was lost with its connection. */
  private async createdBefore(
    writes: readonly PlannedWrite[],
    conflicts: readonly ControlledPartition[],
  ): Promise<ControlledPartition[]> {
    const reads = await readStates(this.parts, conflicts)
    return conflicts.filter((partition, index) => {
      const read = reads[index]!
      const wanted = writes.find((write) => write.partition === partition)!.state
      if (read.kind === 'state' && describeState(read.state) === describeState(wanted)) {
        partition.leadership = read.state
        return true
      }
      this.logFailure(partition, 'its state znode exists already')
      return false
    })
  }

  /** Reads, decides, writes; what its leader changed between the read and the write is read and decided again. */
  private async elect(
    partitions: readonly ControlledPartition[],
    strategy: ElectionStrategy,
    batch: RequestBatch,
    why: StateChangeReason,
    results: ElectionResults,
  ): Promise<void> {
    let remaining = partitions
    while (remaining.length > 0) {
      const planned = await this.plan(remaining, strategy, results)
      const plans = new Map(planned.map((plan) => [plan.partition, plan]))
      const done = await writeStates(this.parts, planned, 'update', why)
      for (const partition of done.written) {
        const { recipients, unclean } = plans.get(partition)!
        if (unclean) this.noteUnclean(partition)
        batch.addLeadership(recipients, partition, false)
        this.enter(partition, 'OnlinePartition')
        results.set(partition, { kind: 'elected', leader: partition.leadership!.leader })
      }
      for (const { partition, error } of done.failed) this.fail(results, partition, 'failed', String(error))
      remaining = done.conflicts
    }
  }

  private async plan(
    partitions: readonly ControlledPartition[],
    strategy: ElectionStrategy,
    results: ElectionResults,
  ): Promise<PlannedElection[]> {
    const reads = await readStates(this.parts, partitions)
    const planned: PlannedElection[] = []
    for (const [index, partition] of partitions.entries()) {
      const election = await this.planOne(partition, reads[index]!, strategy)
      if ('message' in election) this.fail(results, partition, election.kind, election.message)
      else planned.push(election)
    }
    return planned
  }

  private async planOne(
    partition: ControlledPartition,
    read: StateRead,
    strategy: ElectionStrategy,
  ): Promise<PlannedElection | { kind: 'notEligible' | 'failed'; message: string }> {
    if (read.kind === 'missing') return { kind: 'notEligible', message: 'it has no leader and ISR znode' }
    if (read.kind === 'failed') {
      if (endsController(read.error)) throw read.error
      return { kind: 'failed', message: String(read.error) }
    }
    const { context } = this.parts
    const live = context.onlineReplicas(partition)
    const plan = planElection(
      {
        assignment: partition.assignment,
        state: read.state,
        live,
        liveOrShuttingDown: context.onlineReplicas(partition, true),
        shuttingDown: context.shuttingDown,
        controllerEpoch: context.epoch,
        uncleanAllowed: await this.uncleanAllowed(partition, strategy, read.state.isr, live),
      },
      strategy,
    )
    if (plan.kind === 'write') return { partition, ...plan }
    if (plan.reason === 'writtenByNewerController') {
      return { kind: 'notEligible', message: 'its state was written by a newer controller' }
    }
    return { kind: 'notEligible', message: `no eligible leader under strategy ${strategy.kind}` }
  }

  /** Reads the topic's settings only when nobody in the ISR can lead. */
  private async uncleanAllowed(
    { topic }: ControlledPartition,
    strategy: ElectionStrategy,
    isr: readonly number[],
    live: ReadonlySet<number>,
  ): Promise<boolean> {
    if (strategy.kind !== 'offline' || !needsUncleanElection(isr, live)) return false
    if (strategy.allowUnclean) return true
    const setting = (await this.parts.znodes.configs.get('topics', topic)).get('unclean.leader.election.enable')
    return setting === undefined ? this.parts.settings().uncleanLeaderElectionEnable : setting.toLowerCase() === 'true'
  }

  private valid(partitions: readonly ControlledPartition[], target: PartitionStateName): ControlledPartition[] {
    return partitions.filter((partition) => {
      if (mayPartitionBecome(partition.state, target)) return true
      const allowed = PARTITION_PREDECESSORS[target].join(',')
      this.logFailure(partition, `it should be in one of ${allowed} before moving to ${target}`)
      return false
    })
  }

  private enter(partition: ControlledPartition, target: PartitionStateName): void {
    const from = partition.state
    partition.state = target
    const state = partition.leadership === undefined ? '' : ` with ${describeState(partition.leadership)}`
    this.parts.stateChanges.info(
      `Changed partition ${partitionName(partition)} state from ${from} to ${target}${state}`,
    )
  }

  private noteUnclean(partition: ControlledPartition): void {
    this.parts.counters.uncleanElections++
    this.parts.stateChanges.warn(
      `Unclean leader election of broker ${partition.leadership?.leader} for ${partitionName(partition)}: acknowledged records may be lost`,
    )
  }

  private fail(
    results: ElectionResults,
    partition: ControlledPartition,
    kind: 'notEligible' | 'failed',
    message: string,
  ): void {
    this.logFailure(partition, message)
    results.set(partition, {
      kind,
      message: `Failed to elect leader for partition ${partitionName(partition)}: ${message}`,
    })
  }

  private logFailure(partition: ControlledPartition, why: string): void {
    const { context, stateChanges } = this.parts
    stateChanges.error(
      `Controller epoch ${context.epoch} failed to change state for partition ${partitionName(partition)} from ${partition.state}: ${why}`,
    )
  }
}
