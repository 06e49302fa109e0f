import type { GateTarget, GateView, GateWaitingView } from '../../electron/host/api/gate-functions'

export type ReplicaGateKind = 'truncation' | 'fetchRequest' | 'fetchResponse'
export type ReplicaGate = Extract<GateTarget, { kind: ReplicaGateKind }>

export interface PartitionName {
  topic: string
  partition: number
}

/** What a follower meets first comes first. */
export const REPLICA_GATES: readonly ReplicaGateKind[] = ['truncation', 'fetchRequest', 'fetchResponse']

export const replicaGate = (kind: ReplicaGateKind, brokerId: number, of: PartitionName): ReplicaGate => ({
  kind,
  brokerId,
  topic: of.topic,
  partition: of.partition,
})

/** The gates of one replica, in the order in which it meets them. */
export function gatesOfReplica(gates: readonly GateView[], brokerId: number, of: PartitionName): GateView[] {
  return REPLICA_GATES.flatMap((kind) =>
    gates.filter(
      ({ gate }) =>
        gate.kind === kind && gate.brokerId === brokerId && gate.topic === of.topic && gate.partition === of.partition,
    ),
  )
}

export const checkpointGateOf = (gates: readonly GateView[], brokerId: number) =>
  gates.find(({ gate }) => gate.kind === 'highWatermarkCheckpoint' && gate.brokerId === brokerId)

export const controllerGateOf = (gates: readonly GateView[]) =>
  gates.find(({ gate }) => gate.kind === 'controllerPropagation')

/** The gate that a step goes through: where something stands, else the first. */
export const steppedGate = (gates: readonly GateView[]): GateView | undefined =>
  gates.find(({ waiting }) => waiting.length > 0) ?? gates[0]

export const waitingOf = (gates: readonly GateView[]): GateWaitingView | null =>
  gates.find(({ waiting }) => waiting.length > 0)?.waiting[0] ?? null
