import type { StateChangeReason, ZnodeSummary } from '../probe/reasons'
import { ControllerMovedError, isCoordinationError } from '../znodes/errors'
import { partitionStatePath } from '../znodes/paths'
import type { PartitionState, TopicPartition } from '../znodes/types'
import { type ControlledPartition, partitionName } from './context'
import type { ControllerParts } from './parts'

export interface PlannedWrite {
  partition: ControlledPartition
  state: PartitionState
}

export interface WritesDone {
  written: ControlledPartition[]
  /** The znode is not at the version expected: its leader changed the ISR meanwhile. Read it again. */
  conflicts: ControlledPartition[]
  failed: { partition: ControlledPartition; error: unknown }[]
}

/**
 * Writes partition states, fenced by the controller epoch, and only for those written takes them over into the context and tells the
 * probe. Rejects with ControllerMovedError.
 */
export async function writeStates(
  parts: ControllerParts,
  writes: readonly PlannedWrite[],
  how: 'create' | 'update',
  why: StateChangeReason,
): Promise<WritesDone> {
  const done: WritesDone = { written: [], conflicts: [], failed: [] }
  if (writes.length === 0) return done
  const states = writes.map(({ partition: { topic, partition }, state }) => ({ topic, partition, state }))
  const { partitionStates } = parts.znodes
  const version = parts.context.epochZkVersion
  const outcome = await (how === 'create'
    ? partitionStates.create(states, version)
    : partitionStates.update(states, version))
  const byName = new Map(writes.map(({ partition }) => [partitionName(partition), partition]))
  const find = (name: TopicPartition): ControlledPartition => byName.get(partitionName(name))!
  for (const { state, ...name } of outcome.updated) {
    const partition = find(name)
    takeOver(parts, partition, state, why)
    done.written.push(partition)
  }
  done.conflicts.push(...outcome.conflicts.map(find))
  done.failed.push(...outcome.failed.map(({ error, ...name }) => ({ partition: find(name), error })))
  return done
}

function takeOver(
  parts: ControllerParts,
  partition: ControlledPartition,
  state: PartitionState,
  why: StateChangeReason,
): void {
  const from = partition.leadership?.leader ?? -1
  partition.leadership = state
  const { topic, partition: number } = partition
  parts.probe({ kind: 'znodeWritten', path: partitionStatePath(topic, number), summary: describeState(state) })
  if (from === state.leader) return
  parts.counters.elections++
  const { leader: to, leaderEpoch, isr } = state
  parts.probe({ kind: 'leaderElected', topic, partition: number, from, to, leaderEpoch, isr: [...isr], why })
}

export type StateRead =
  | { kind: 'state'; state: PartitionState }
  | { kind: 'missing' }
  | { kind: 'failed'; error: unknown }

/** States as the znodes have them now, in the order asked for; one that cannot be read does not hide the others. */
export async function readStates(
  parts: ControllerParts,
  partitions: readonly ControlledPartition[],
): Promise<StateRead[]> {
  return Promise.all(
    partitions.map(async (partition): Promise<StateRead> => {
      try {
        const state = await parts.znodes.partitionStates.get(partition)
        return state === undefined ? { kind: 'missing' } : { kind: 'state', state }
      } catch (error) {
        return { kind: 'failed', error }
      }
    }),
  )
}

export function describeState({ leader, leaderEpoch, isr, controllerEpoch }: PartitionState): ZnodeSummary {
  return `leader ${leader}, leader epoch ${leaderEpoch}, ISR ${isr.join(',')}, controller epoch ${controllerEpoch}`
}

/** Errors after which this controller must not go on: it was replaced, or its session is over. */
export function endsController(error: unknown): boolean {
  return error instanceof ControllerMovedError || isCoordinationError(error, 'SESSIONEXPIRED', 'CONNECTIONLOSS')
}
