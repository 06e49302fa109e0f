import type { ApiVersion } from '../config/api-version'
import type { Dispatcher, IncomingRequest, Outcome } from '../network/dispatch'
import type { ServedApi } from '../network/request-codec'
import { produceHandler } from './00-produce'
import { fetchHandler } from './01-fetch'
import { listOffsetsHandler } from './02-list-offsets'
import { metadataHandler } from './03-metadata'
import { leaderAndIsrHandler } from './04-leader-and-isr'
import { stopReplicaHandler } from './05-stop-replica'
import { updateMetadataHandler } from './06-update-metadata'
import { controlledShutdownHandler } from './07-controlled-shutdown'
import { offsetCommitHandler } from './08-offset-commit'
import { offsetFetchHandler } from './09-offset-fetch'
import { findCoordinatorHandler } from './10-find-coordinator'
import { joinGroupHandler } from './11-join-group'
import { heartbeatHandler } from './12-heartbeat'
import { leaveGroupHandler } from './13-leave-group'
import { syncGroupHandler } from './14-sync-group'
import { describeGroupsHandler } from './15-describe-groups'
import { listGroupsHandler } from './16-list-groups'
import { saslHandshakeHandler } from './17-sasl-handshake'
import { apiVersionsHandler } from './18-api-versions'
import { createTopicsHandler } from './19-create-topics'
import { deleteTopicsHandler } from './20-delete-topics'
import { deleteRecordsHandler } from './21-delete-records'
import { initProducerIdHandler } from './22-init-producer-id'
import { offsetForLeaderEpochHandler } from './23-offset-for-leader-epoch'
import { addPartitionsToTxnHandler } from './24-add-partitions-to-txn'
import { addOffsetsToTxnHandler } from './25-add-offsets-to-txn'
import { endTxnHandler } from './26-end-txn'
import { writeTxnMarkersHandler } from './27-write-txn-markers'
import { txnOffsetCommitHandler } from './28-txn-offset-commit'
import { describeAclsHandler } from './29-describe-acls'
import { createAclsHandler } from './30-create-acls'
import { deleteAclsHandler } from './31-delete-acls'
import { describeConfigsHandler } from './32-describe-configs'
import { alterConfigsHandler } from './33-alter-configs'
import { alterReplicaLogDirsHandler } from './34-alter-replica-log-dirs'
import { describeLogDirsHandler } from './35-describe-log-dirs'
import { saslAuthenticateHandler } from './36-sasl-authenticate'
import { createPartitionsHandler } from './37-create-partitions'
import { createDelegationTokenHandler } from './38-create-delegation-token'
import { renewDelegationTokenHandler } from './39-renew-delegation-token'
import { expireDelegationTokenHandler } from './40-expire-delegation-token'
import { describeDelegationTokenHandler } from './41-describe-delegation-token'
import { deleteGroupsHandler } from './42-delete-groups'
import { electLeadersHandler } from './43-elect-leaders'
import { incrementalAlterConfigsHandler } from './44-incremental-alter-configs'
import { alterPartitionReassignmentsHandler } from './45-alter-partition-reassignments'
import { listPartitionReassignmentsHandler } from './46-list-partition-reassignments'
import { offsetDeleteHandler } from './47-offset-delete'
import { describeClientQuotasHandler } from './48-describe-client-quotas'
import { alterClientQuotasHandler } from './49-alter-client-quotas'
import { describeClusterHandler } from './60-describe-cluster'
import { announcedAt } from './announced-versions'
import type { AnyHandler } from './handler'
import type { BrokerServices } from './services'
import { tellRequest } from './told-exchanges'

/** Every API this broker serves, in order of key: being here is what makes ApiVersions announce it. */
const HANDLERS = [
  produceHandler,
  fetchHandler,
  listOffsetsHandler,
  metadataHandler,
  leaderAndIsrHandler,
  stopReplicaHandler,
  updateMetadataHandler,
  controlledShutdownHandler,
  offsetCommitHandler,
  offsetFetchHandler,
  findCoordinatorHandler,
  joinGroupHandler,
  heartbeatHandler,
  leaveGroupHandler,
  syncGroupHandler,
  describeGroupsHandler,
  listGroupsHandler,
  saslHandshakeHandler,
  apiVersionsHandler,
  createTopicsHandler,
  deleteTopicsHandler,
  deleteRecordsHandler,
  initProducerIdHandler,
  offsetForLeaderEpochHandler,
  addPartitionsToTxnHandler,
  addOffsetsToTxnHandler,
  endTxnHandler,
  writeTxnMarkersHandler,
  txnOffsetCommitHandler,
  describeAclsHandler,
  createAclsHandler,
  deleteAclsHandler,
  describeConfigsHandler,
  alterConfigsHandler,
  alterReplicaLogDirsHandler,
  describeLogDirsHandler,
  saslAuthenticateHandler,
  createPartitionsHandler,
  createDelegationTokenHandler,
  renewDelegationTokenHandler,
  expireDelegationTokenHandler,
  describeDelegationTokenHandler,
  deleteGroupsHandler,
  electLeadersHandler,
  incrementalAlterConfigsHandler,
  alterPartitionReassignmentsHandler,
  listPartitionReassignmentsHandler,
  offsetDeleteHandler,
  describeClientQuotasHandler,
  alterClientQuotasHandler,
  describeClusterHandler,
] as readonly unknown[] as readonly AnyHandler[]

const SERVED_APIS: readonly ServedApi[] = HANDLERS.map(({ api, versionMin, versionMax }) => ({
  api: api as unknown as ServedApi['api'],
  versionMin,
  versionMax,
}))

const CONTROL_KEYS: ReadonlySet<number> = new Set([4, 5, 6, 7])

/** What a broker of this `inter.broker.protocol.version` announces and answers. */
export function servedApisAt(protocol: ApiVersion): readonly ServedApi[] {
  return announcedAt(protocol, SERVED_APIS)
}

const handlerByKey: ReadonlyMap<number, AnyHandler> = new Map(HANDLERS.map((handler) => [handler.api.key, handler]))

/** Hands requests to their handlers. */
export function dispatcherOver(broker: BrokerServices): Dispatcher {
  // Control requests are answered in every version: a controller may be ahead while a cluster moves to another protocol version.
  const served = [...broker.servedApis(), ...SERVED_APIS.filter(({ api }) => CONTROL_KEYS.has(api.key))]
  const servedByKey = new Map(served.map((one) => [one.api.key, one]))
  return {
    serve: (apiKey) => servedByKey.get(apiKey),
    dispatch: async (request: IncomingRequest): Promise<Outcome> => {
      const { header, api, body, connection } = request
      const handler = handlerByKey.get(api.key)
      if (handler === undefined) return 'close'
      const { exchanges, brokerId } = broker
      const tellAnswer = exchanges?.active ? tellRequest(exchanges, brokerId, request) : undefined
      const result = await handler.handle(body as never, {
        apiKey: header.apiKey,
        apiVersion: header.apiVersion,
        correlationId: header.correlationId,
        clientId: header.clientId,
        remoteHost: connection.remoteHost,
        listenerName: connection.listenerName,
        broker,
      })
      if (result === 'noResponse' || result === 'close') return result
      tellAnswer?.(result)
      return { response: result }
    },
  }
}
