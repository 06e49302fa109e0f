import { ErrorCode } from '../protocol/error-codes'
import { metadata } from '../protocol/messages/03-metadata'
import type { CachedPartition } from '../replication/metadata-cache'
import { CLUSTER_OPERATIONS, OPERATIONS_NOT_ASKED, TOPIC_OPERATIONS } from './cluster-operations'
import { handler, type RequestContext } from './handler'
import { isInternalTopic, isValidTopicName } from './topic-names'

const LISTENER_ERRORS_FROM_VERSION = 6

/** The leader as this client can reach it, and Kafka's word for why it cannot. */
function describePartition(state: CachedPartition, { broker, listenerName, apiVersion }: RequestContext) {
  const reachable = (id: number): boolean => broker.metadataCache.endpoint(id, listenerName) !== undefined
  const leaderReachable = reachable(state.leader)
  // Version 0 clients choke on unknown brokers: dead replicas are left out, and said to be missing.
  const filtered = apiVersion === 0
  const replicas = filtered ? state.replicas.filter(reachable) : state.replicas
  const isr = filtered ? state.isr.filter(reachable) : state.isr
  let errorCode: number = ErrorCode.NONE
  if (!leaderReachable) {
    const alive = broker.metadataCache.aliveBroker(state.leader) !== undefined
    errorCode =
      alive && apiVersion >= LISTENER_ERRORS_FROM_VERSION
        ? ErrorCode.LISTENER_NOT_FOUND
        : ErrorCode.LEADER_NOT_AVAILABLE
  } else if (replicas.length < state.replicas.length || isr.length < state.isr.length) {
    errorCode = ErrorCode.REPLICA_NOT_AVAILABLE
  }
  return {
    errorCode,
    partitionIndex: state.partition,
    leaderId: leaderReachable ? state.leader : -1,
    leaderEpoch: state.leaderEpoch,
    replicaNodes: replicas,
    isrNodes: isr,
    offlineReplicas: state.offlineReplicas,
  }
}

/** Creates a missing topic if both sides want that; the client asks again until it has leaders. */
async function missingTopic(name: string, mayCreate: boolean, { broker }: RequestContext): Promise<number> {
  if (!mayCreate || !broker.config().autoCreateTopicsEnable) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  if (!isValidTopicName(name)) return ErrorCode.INVALID_TOPIC_EXCEPTION
  return broker.topicAdmin.autoCreate(name)
}

/** Brokers, controller and the partitions of some or all topics, from what the controller last told this broker. */
export const metadataHandler = handler(metadata, [0, 9], async (request, context) => {
  const { broker, listenerName, apiVersion } = context
  const { metadataCache } = broker
  const all = request.topics === null || (apiVersion === 0 && request.topics.length === 0)
  const names = all ? metadataCache.topicNames() : [...new Set(request.topics?.map((topic) => topic.name ?? ''))]
  const topics = []
  for (const name of names) {
    const partitions = metadataCache.partitionsOf(name)
    topics.push({
      errorCode: partitions
        ? ErrorCode.NONE
        : await missingTopic(name, !all && request.allowAutoTopicCreation, context),
      name,
      isInternal: isInternalTopic(name),
      partitions: partitions?.map((state) => describePartition(state, context)) ?? [],
      ...(apiVersion >= 8 && {
        topicAuthorizedOperations: request.includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : OPERATIONS_NOT_ASKED,
      }),
    })
  }
  return {
    brokers: metadataCache.aliveBrokers().flatMap(({ id, rack }) => {
      const endpoint = metadataCache.endpoint(id, listenerName)
      return endpoint ? [{ nodeId: id, host: endpoint.host, port: endpoint.port, rack }] : []
    }),
    clusterId: broker.clusterId,
    controllerId: metadataCache.controllerId ?? -1,
    topics,
    ...(apiVersion >= 8 && {
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
        ? CLUSTER_OPERATIONS
        : OPERATIONS_NOT_ASKED,
    }),
  }
})
