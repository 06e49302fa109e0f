import type { ReassignmentView } from '../../electron/host/api/topic-work-views'
import type { PartitionView } from '../../electron/host/api/views'

/** A replica that is being made: how much of the leader's log it has. */
export interface ReplicaProgress {
  brokerId: number
  logEndOffset: number | null
  leaderLogEndOffset: number | null
  /** 0 to 1; null while it has not begun. */
  done: number | null
  inSync: boolean
}

export interface Move extends ReassignmentView {
  adds: ReplicaProgress[]
  /** The assignment when it is over. */
  target: number[]
}

/** What the controller says of a move, with how far each new replica has come as the brokers report it. */
export function moveOf(reassignment: ReassignmentView, partition: PartitionView | undefined): Move {
  const leader = partition?.replicaViews.find(({ brokerId }) => brokerId === partition.leader)
  const leaderLogEndOffset = leader?.logEndOffset ?? null
  return {
    ...reassignment,
    target: reassignment.replicas.filter((id) => !reassignment.removing.includes(id)),
    adds: reassignment.adding.map((brokerId) => {
      const view = partition?.replicaViews.find((replica) => replica.brokerId === brokerId)
      const logEndOffset = view?.logEndOffset ?? null
      return {
        brokerId,
        logEndOffset,
        leaderLogEndOffset,
        done: share(logEndOffset, leaderLogEndOffset, leader?.logStartOffset ?? 0),
        inSync: partition?.isr.includes(brokerId) ?? false,
      }
    }),
  }
}

function share(logEndOffset: number | null, leaderEnd: number | null, leaderStart: number | null): number | null {
  if (logEndOffset === null || leaderEnd === null) return null
  const start = leaderStart ?? 0
  if (leaderEnd <= start) return 1
  return Math.min(1, Math.max(0, (logEndOffset - start) / (leaderEnd - start)))
}

/** `1, 2,3` as broker ids in that order; null for anything else, an id twice or one that nobody has. */
export function parseReplicas(text: string, brokerIds: readonly number[]): number[] | null {
  const parts = text.split(',').map((part) => part.trim())
  if (!parts.every((part) => /^\d{1,9}$/.test(part))) return null
  const ids = parts.map(Number)
  const known = ids.every((id) => brokerIds.includes(id))
  return known && new Set(ids).size === ids.length ? ids : null
}

/**
 * Replicas for partitions, round and round over the chosen brokers, each partition beginning one further: leaders are spread as Kafka
 * spreads them over a new topic.
 */
export function proposeReplicas(
  partitions: readonly number[],
  brokerIds: readonly number[],
  factor: number,
): Map<number, number[]> {
  const count = Math.min(factor, brokerIds.length)
  return new Map(
    partitions.map((partition) => [
      partition,
      Array.from({ length: count }, (_, at) => brokerIds[(partition + at) % brokerIds.length]!),
    ]),
  )
}

export const sameReplicas = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((id, at) => id === other[at])
