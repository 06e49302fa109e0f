import type { Api } from './api'
import { produce } from './messages/00-produce'
import { fetch } from './messages/01-fetch'
import { listOffsets } from './messages/02-list-offsets'
import { metadata } from './messages/03-metadata'
import { leaderAndIsr } from './messages/04-leader-and-isr'
import { stopReplica } from './messages/05-stop-replica'
import { updateMetadata } from './messages/06-update-metadata'
import { controlledShutdown } from './messages/07-controlled-shutdown'
import { offsetCommit } from './messages/08-offset-commit'
import { offsetFetch } from './messages/09-offset-fetch'
import { findCoordinator } from './messages/10-find-coordinator'
import { joinGroup } from './messages/11-join-group'
import { heartbeat } from './messages/12-heartbeat'
import { leaveGroup } from './messages/13-leave-group'
import { syncGroup } from './messages/14-sync-group'
import { describeGroups } from './messages/15-describe-groups'
import { listGroups } from './messages/16-list-groups'
import { saslHandshake } from './messages/17-sasl-handshake'
import { apiVersions } from './messages/18-api-versions'
import { createTopics } from './messages/19-create-topics'
import { deleteTopics } from './messages/20-delete-topics'
import { deleteRecords } from './messages/21-delete-records'
import { initProducerId } from './messages/22-init-producer-id'
import { offsetForLeaderEpoch } from './messages/23-offset-for-leader-epoch'
import { addPartitionsToTxn } from './messages/24-add-partitions-to-txn'
import { addOffsetsToTxn } from './messages/25-add-offsets-to-txn'
import { endTxn } from './messages/26-end-txn'
import { writeTxnMarkers } from './messages/27-write-txn-markers'
import { txnOffsetCommit } from './messages/28-txn-offset-commit'
import { describeAcls } from './messages/29-describe-acls'
import { createAcls } from './messages/30-create-acls'
import { deleteAcls } from './messages/31-delete-acls'
import { describeConfigs } from './messages/32-describe-configs'
import { alterConfigs } from './messages/33-alter-configs'
import { alterReplicaLogDirs } from './messages/34-alter-replica-log-dirs'
import { describeLogDirs } from './messages/35-describe-log-dirs'
import { saslAuthenticate } from './messages/36-sasl-authenticate'
import { createPartitions } from './messages/37-create-partitions'
import { createDelegationToken } from './messages/38-create-delegation-token'
import { renewDelegationToken } from './messages/39-renew-delegation-token'
import { expireDelegationToken } from './messages/40-expire-delegation-token'
import { describeDelegationToken } from './messages/41-describe-delegation-token'
import { deleteGroups } from './messages/42-delete-groups'
import { electLeaders } from './messages/43-elect-leaders'
import { incrementalAlterConfigs } from './messages/44-incremental-alter-configs'
import { alterPartitionReassignments } from './messages/45-alter-partition-reassignments'
import { listPartitionReassignments } from './messages/46-list-partition-reassignments'
import { offsetDelete } from './messages/47-offset-delete'
import { describeClientQuotas } from './messages/48-describe-client-quotas'
import { alterClientQuotas } from './messages/49-alter-client-quotas'
import { describeCluster } from './messages/60-describe-cluster'

/** Every API whose messages are described, by key. */
export const apis = [
  produce,
  fetch,
  listOffsets,
  metadata,
  leaderAndIsr,
  stopReplica,
  updateMetadata,
  controlledShutdown,
  offsetCommit,
  offsetFetch,
  findCoordinator,
  joinGroup,
  heartbeat,
  leaveGroup,
  syncGroup,
  describeGroups,
  listGroups,
  saslHandshake,
  apiVersions,
  createTopics,
  deleteTopics,
  deleteRecords,
  initProducerId,
  offsetForLeaderEpoch,
  addPartitionsToTxn,
  addOffsetsToTxn,
  endTxn,
  writeTxnMarkers,
  txnOffsetCommit,
  describeAcls,
  createAcls,
  deleteAcls,
  describeConfigs,
  alterConfigs,
  alterReplicaLogDirs,
  describeLogDirs,
  saslAuthenticate,
  createPartitions,
  createDelegationToken,
  renewDelegationToken,
  expireDelegationToken,
  describeDelegationToken,
  deleteGroups,
  electLeaders,
  incrementalAlterConfigs,
  alterPartitionReassignments,
  listPartitionReassignments,
  offsetDelete,
  describeClientQuotas,
  alterClientQuotas,
  describeCluster,
] as const satisfies readonly Api[]
