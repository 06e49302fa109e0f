/**
 * Who becomes leader (kafka.controller.Election and PartitionLeaderElectionAlgorithms). Pure. Preference is always the order of the
 * assignment; clean candidates are alive and in the ISR.
 */
export type ElectionStrategy =
  /** New or offline partitions. `allowUnclean`: asked for by an administrator, whatever the topic's setting says. */
  | { kind: 'offline'; allowUnclean: boolean }
  | { kind: 'preferred' }
  | { kind: 'reassignment' }
  | { kind: 'controlledShutdown' }

export interface ElectionCandidates {
  /** In preference order; for a reassignment the target replicas. */
  assignment: readonly number[]
  isr: readonly number[]
  /** Replicas on a live broker and a working log directory; for a controlled shutdown including brokers that are shutting down. */
  live: ReadonlySet<number>
}

export interface Elected {
  leader: number
  isr: number[]
  /** Who is told by LeaderAndIsr. */
  recipients: number[]
  /** The leader was not in the ISR: acknowledged records may be lost. */
  unclean: boolean
}

export function electOffline(
  { assignment, isr, live }: ElectionCandidates,
  uncleanAllowed: boolean,
): Elected | undefined {
  const recipients = assignment.filter((id) => live.has(id))
  const clean = recipients.find((id) => isr.includes(id))
  if (clean !== undefined) return { leader: clean, isr: isr.filter((id) => live.has(id)), recipients, unclean: false }
  const any = recipients[0]
  if (!uncleanAllowed || any === undefined) return undefined
  return { leader: any, isr: [any], recipients, unclean: true }
}

export function electPreferred({ assignment, isr, live }: ElectionCandidates): Elected | undefined {
  const preferred = assignment[0]
  if (preferred === undefined || !live.has(preferred) || !isr.includes(preferred)) return undefined
  return { leader: preferred, isr: [...isr], recipients: [...assignment], unclean: false }
}

export function electForReassignment({ assignment, isr, live }: ElectionCandidates): Elected | undefined {
  const leader = assignment.find((id) => live.has(id) && isr.includes(id))
  if (leader === undefined) return undefined
  return { leader, isr: [...isr], recipients: [...assignment], unclean: false }
}

export function electForControlledShutdown(
  { assignment, isr, live }: ElectionCandidates,
  shuttingDown: ReadonlySet<number>,
): Elected | undefined {
  const recipients = assignment.filter((id) => live.has(id))
  const leader = recipients.find((id) => isr.includes(id) && !shuttingDown.has(id))
  if (leader === undefined) return undefined
  return { leader, isr: isr.filter((id) => !shuttingDown.has(id)), recipients, unclean: false }
}
