import { ANY_VERSION, type ZnodeOperations } from '../client'
import {
  decodePartitionList,
  decodeReassignments,
  encodePartitionList,
  encodeReassignments,
  type PartitionReassignment,
} from '../data/partition-lists'
import { PREFERRED_REPLICA_ELECTION_PATH, REASSIGN_PARTITIONS_PATH } from '../paths'
import type { TopicPartition } from '../types'
import { expectWritten, fencedDeletes, fencedWrite } from './fenced'
import { createWithParents } from './recursive'

/** `/admin/reassign_partitions` and `/admin/preferred_replica_election`: requests of Kafka's older tools. */
export class AdminZnodes {
  constructor(private readonly client: ZnodeOperations) {}

  /** Leaves a watch for the request to appear, change or go; returns whether it is there. */
  async watchReassignments(): Promise<boolean> {
    return (await this.client.exists(REASSIGN_PARTITIONS_PATH, { watch: true })) !== undefined
  }

  async reassignments(): Promise<PartitionReassignment[]> {
    return decodeReassignments((await this.client.getData(REASSIGN_PARTITIONS_PATH))?.data ?? null)
  }

  async requestReassignments(reassignments: readonly PartitionReassignment[]): Promise<void> {
    await createWithParents(this.client, REASSIGN_PARTITIONS_PATH, encodeReassignments(reassignments))
  }

  /** What is left to do; the znode is deleted when nothing is. */
  async setReassignments(reassignments: readonly PartitionReassignment[], epochZkVersion: number): Promise<void> {
    const path = REASSIGN_PARTITIONS_PATH
    if (reassignments.length === 0) {
      await fencedDeletes(this.client, [path], epochZkVersion)
      return
    }
    const data = encodeReassignments(reassignments)
    const set = await fencedWrite(this.client, { type: 'setData', path, data, version: ANY_VERSION }, epochZkVersion)
    if (expectWritten(set, path, 'NONODE').type !== 'error') return
    expectWritten(await fencedWrite(this.client, { type: 'create', path, data }, epochZkVersion), path)
  }

  /** Leaves a watch for the request to appear or go; returns whether it is there. */
  async watchPreferredElection(): Promise<boolean> {
    return (await this.client.exists(PREFERRED_REPLICA_ELECTION_PATH, { watch: true })) !== undefined
  }

  async preferredElection(): Promise<TopicPartition[]> {
    return decodePartitionList((await this.client.getData(PREFERRED_REPLICA_ELECTION_PATH))?.data ?? null)
  }

  async requestPreferredElection(partitions: readonly TopicPartition[]): Promise<void> {
    await createWithParents(this.client, PREFERRED_REPLICA_ELECTION_PATH, encodePartitionList(partitions))
  }

  async deletePreferredElection(epochZkVersion: number): Promise<void> {
    await fencedDeletes(this.client, [PREFERRED_REPLICA_ELECTION_PATH], epochZkVersion)
  }
}
