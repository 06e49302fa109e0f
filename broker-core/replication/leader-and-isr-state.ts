import type { TopicPartition } from '../format/topic-partition'

/** What the controller decided for one partition, from LeaderAndIsr. */
export interface LeaderAndIsrState {
  controllerEpoch: number
  /** -1: none. */
  leader: number
  leaderEpoch: number
  isr: readonly number[]
  zkVersion: number
  replicas: readonly number[]
  addingReplicas: readonly number[]
  removingReplicas: readonly number[]
  isNew: boolean
  /** undefined: the controller gives no ids (protocol below 2.8). */
  topicId?: string | undefined
}

/** The in-sync replicas as they stand in the partition's state znode. */
export interface StoredInSyncReplicas {
  controllerEpoch: number
  leader: number
  leaderEpoch: number
  isr: readonly number[]
}

/** Writes in-sync replicas if the znode still has `expectedVersion`; undefined: somebody else changed it. Retries until connected. */
export type WriteInSyncReplicas = (
  topicPartition: TopicPartition,
  state: StoredInSyncReplicas,
  expectedVersion: number,
) => Promise<number | undefined>
