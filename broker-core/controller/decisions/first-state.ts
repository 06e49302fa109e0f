import type { PartitionState } from '../../znodes/types'

/** First state of a new partition: all live replicas are in sync, the first of them leads. undefined: none is alive. */
export function planFirstState(liveReplicas: readonly number[], controllerEpoch: number): PartitionState | undefined {
  const leader = liveReplicas[0]
  if (leader === undefined) return undefined
  return { leader, leaderEpoch: 0, isr: [...liveReplicas], controllerEpoch, zkVersion: 0 }
}
