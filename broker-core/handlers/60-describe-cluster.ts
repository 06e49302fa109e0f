import { ErrorCode } from '../protocol/error-codes'
import { describeCluster } from '../protocol/messages/60-describe-cluster'
import { CLUSTER_OPERATIONS, OPERATIONS_NOT_ASKED } from './cluster-operations'
import { handler } from './handler'

/** The cluster's id, controller and live brokers (KIP-700; newer than 2.6, for newer clients). */
export const describeClusterHandler = handler(describeCluster, [0, 0], (request, { broker, listenerName }) => ({
  errorCode: ErrorCode.NONE,
  clusterId: broker.clusterId,
  controllerId: broker.metadataCache.controllerId ?? -1,
  brokers: broker.metadataCache.aliveBrokers().flatMap(({ id, rack }) => {
    const endpoint = broker.metadataCache.endpoint(id, listenerName)
    return endpoint ? [{ brokerId: id, host: endpoint.host, port: endpoint.port, rack }] : []
  }),
  clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : OPERATIONS_NOT_ASKED,
}))
