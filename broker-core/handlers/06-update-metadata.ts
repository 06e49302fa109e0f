import { ErrorCode } from '../protocol/error-codes'
import { type UpdateMetadataTopicState, updateMetadata } from '../protocol/messages/06-update-metadata'
import { ZERO_UUID } from '../protocol/primitives'
import { isStaleBrokerEpoch } from './controller-stamp'
import { handler } from './handler'

const LISTENERS_FROM_VERSION = 3

/** Version 7 carries ids; zeros say that the topic has none. */
const idOf = ({ topicName, topicId }: UpdateMetadataTopicState): [string, string][] =>
  topicId === ZERO_UUID ? [] : [[topicName, topicId]]

/** From the controller: live brokers (all of them) and the partitions that changed. */
export const updateMetadataHandler = handler(updateMetadata, [0, 7], (request, { broker, apiVersion }) => {
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
    topicIds: new Map(request.topicStates.flatMap(idOf)),
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
  if (removed.length > 0) broker.groupCoordinator.onPartitionsDeleted(removed)
  return { errorCode: ErrorCode.NONE }
})
