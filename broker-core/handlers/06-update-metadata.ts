import { ErrorCode } from '../protocol/error-codes'
import { updateMetadata } from '../protocol/messages/06-update-metadata'
import { isStaleBrokerEpoch } from './controller-stamp'
import { handler } from './handler'

const LISTENERS_FROM_VERSION = 3

/** From the controller: live brokers (all of them) and the partitions that changed. */
export const updateMetadataHandler = handler(updateMetadata, [0, 6], (request, { broker, apiVersion }) => {
  if (isStaleBrokerEpoch(request.brokerEpoch, broker)) return { errorCode: ErrorCode.STALE_BROKER_EPOCH }
  if (!broker.replicaManager.acceptController(request)) return { errorCode: ErrorCode.STALE_CONTROLLER_EPOCH }
  const states = [
    ...request.ungroupedPartitionStates.map((state) => ({ topic: state.topicName, state })),
    ...request.topicStates.flatMap((topic) =>
      topic.partitionStates.map((state) => ({ topic: topic.topicName, state })),
    ),
  ]
  const removed = broker.metadataCache.update({
    controllerId: request.controllerId,
    liveBrokers: request.liveBrokers.map(({ id, rack, endpoints, v0Host, v0Port }) => ({
      id,
      rack,
      endpoints:
        apiVersion === 0
          ? [{ listenerName: 'PLAINTEXT', securityProtocol: 0, host: v0Host, port: v0Port }]
          : endpoints.map(({ listener, securityProtocol, host, port }) => ({
              listenerName: apiVersion >= LISTENERS_FROM_VERSION ? listener : 'PLAINTEXT',
              securityProtocol,
              host,
              port,
            })),
    })),
    partitions: states.map(({ topic, state }) => ({
      topic,
      partition: state.partitionIndex,
      controllerEpoch: state.controllerEpoch,
      leader: state.leader,
      leaderEpoch: state.leaderEpoch,
      isr: state.isr,
      zkVersion: state.zkVersion,
      replicas: state.replicas,
      offlineReplicas: state.offlineReplicas,
    })),
  })
  for (const { topic } of removed) if (!broker.metadataCache.contains(topic)) broker.topicConfigs.forget(topic)
  return { errorCode: ErrorCode.NONE }
})
