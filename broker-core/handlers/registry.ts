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
import { findCoordinatorHandler } from './10-find-coordinator'
import { apiVersionsHandler } from './18-api-versions'
import { createTopicsHandler } from './19-create-topics'
import { deleteTopicsHandler } from './20-delete-topics'
import { deleteRecordsHandler } from './21-delete-records'
import { initProducerIdHandler } from './22-init-producer-id'
import { offsetForLeaderEpochHandler } from './23-offset-for-leader-epoch'
import { describeConfigsHandler } from './32-describe-configs'
import { alterConfigsHandler } from './33-alter-configs'
import { describeLogDirsHandler } from './35-describe-log-dirs'
import { createPartitionsHandler } from './37-create-partitions'
import { electLeadersHandler } from './43-elect-leaders'
import { incrementalAlterConfigsHandler } from './44-incremental-alter-configs'
import { alterPartitionReassignmentsHandler } from './45-alter-partition-reassignments'
import { listPartitionReassignmentsHandler } from './46-list-partition-reassignments'
import { describeClusterHandler } from './60-describe-cluster'
import { announcedAt } from './announced-versions'
import type { AnyHandler } from './handler'
import type { BrokerServices } from './services'

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
  findCoordinatorHandler,
  apiVersionsHandler,
  createTopicsHandler,
  deleteTopicsHandler,
  deleteRecordsHandler,
  initProducerIdHandler,
  offsetForLeaderEpochHandler,
  describeConfigsHandler,
  alterConfigsHandler,
  describeLogDirsHandler,
  createPartitionsHandler,
  electLeadersHandler,
  alterPartitionReassignmentsHandler,
  listPartitionReassignmentsHandler,
  incrementalAlterConfigsHandler,
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
    dispatch: async ({ header, api, body, connection }: IncomingRequest): Promise<Outcome> => {
      const handler = handlerByKey.get(api.key)
      if (handler === undefined) return 'close'
      const result = await handler.handle(body as never, {
        apiKey: header.apiKey,
        apiVersion: header.apiVersion,
        correlationId: header.correlationId,
        clientId: header.clientId,
        remoteHost: connection.remoteHost,
        listenerName: connection.listenerName,
        broker,
      })
      return result === 'noResponse' || result === 'close' ? result : { response: result }
    },
  }
}
