/** Record bytes since the broker started, by what moved them. */
export interface ReplicaIo {
  /** Appended as leader, for producers. */
  appendBytes: number
  /** Appended as follower. */
  replicaAppendBytes: number
  consumerFetchBytes: number
  followerFetchBytes: number
}
