import { ErrorCode } from '../protocol/error-codes'
import { describeCluster } from '../protocol/messages/60-describe-cluster'
import { CLUSTER_OPERATIONS, OPERATIONS_NOT_ASKED } from './cluster-operations'
import { handler } from './handler'

/** EndpointType.java: who is asked, a broker or (in KRaft) a controller. */
const BROKER_ENDPOINT = 1
const CONTROLLER_ENDPOINT = 2

/** The cluster's id, controller and live brokers (KIP-700; newer than 2.6, for newer clients). Version 1 says who is meant (KIP-919). */
export const describeClusterHandler = handler(describeCluster, [0, 1], (request, { broker, listenerName }) => {
  const { endpointType } = request
  if (endpointType !== BROKER_ENDPOINT) {
    const isKnown = endpointType === CONTROLLER_ENDPOINT
    return {
      errorCode: isKnown ? ErrorCode.MISMATCHED_ENDPOINT_TYPE : ErrorCode.UNSUPPORTED_ENDPOINT_TYPE,
      errorMessage: `This is a broker's endpoint (${BROKER_ENDPOINT}), and one of type ${endpointType} is asked for`,
      endpointType: BROKER_ENDPOINT,
      clusterId: '',
      brokers: [],
    }
  }
  return {
    errorCode: ErrorCode.NONE,
    clusterId: broker.clusterId,
    controllerId: broker.metadataCache.controllerId ?? -1,
    brokers: broker.metadataCache.aliveBrokers().flatMap(({ id, rack }) => {
      const endpoint = broker.metadataCache.endpoint(id, listenerName)
      return endpoint ? [{ brokerId: id, host: endpoint.host, port: endpoint.port, rack }] : []
    }),
    clusterAuthorizedOperations: request.includeClusterAuthorizedOperations ? CLUSTER_OPERATIONS : OPERATIONS_NOT_ASKED,
  }
})
