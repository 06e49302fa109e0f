import { internalTopicNamed } from '../internal-topics/internal-topics'
import { ErrorCode } from '../protocol/error-codes'
import { type MetadataRequest, metadata } from '../protocol/messages/03-metadata'
import { ZERO_UUID } from '../protocol/primitives'
import type { CachedPartition } from '../replication/metadata-cache'
import { CLUSTER_OPERATIONS, OPERATIONS_NOT_ASKED, TOPIC_OPERATIONS } from './cluster-operations'
import { handler, type RequestContext } from './handler'
import { isInternalTopic, isValidTopicName } from './topic-names'

const LISTENER_ERRORS_FROM_VERSION = 6
const OPERATIONS_FROM_VERSION = 8
const CLUSTER_OPERATIONS_UP_TO_VERSION = 10
const QUESTIONS_BY_ID_FROM_VERSION = 12

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
  const internal = internalTopicNamed(name)
  // The coordinators' own topics are made whoever asks.
  if (internal !== undefined) {
    const errorCode = await broker.internalTopics.create(internal)
    return errorCode === ErrorCode.COORDINATOR_NOT_AVAILABLE ? ErrorCode.INVALID_REPLICATION_FACTOR : errorCode
  }
  if (!mayCreate || !broker.config().autoCreateTopicsEnable) return ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
  if (!isValidTopicName(name)) return ErrorCode.INVALID_TOPIC_EXCEPTION
  return broker.topicAdmin.autoCreate(name)
}

/** A topic to describe; without a name nothing has this id. */
interface Asked {
  name: string | null
  topicId: string
}

/** undefined: what was asked makes no sense before version 12. */
function asked(request: MetadataRequest, { broker, apiVersion }: RequestContext): Asked[] | undefined {
  const { metadataCache } = broker
  const byName = (name: string): Asked => ({ name, topicId: metadataCache.topicId(name) ?? ZERO_UUID })
  if (request.topics === null || isAll(request, apiVersion)) return metadataCache.topicNames().map(byName)
  const unnamed = request.topics.some(({ name, topicId }) => name === null || topicId !== ZERO_UUID)
  if (unnamed && apiVersion < QUESTIONS_BY_ID_FROM_VERSION) return undefined
  // One id makes it a question by ids: names beside it are not looked at (KafkaApis).
  const ids = new Set(request.topics.map(({ topicId }) => topicId).filter((id) => id !== ZERO_UUID))
  if (ids.size > 0) return [...ids].map((topicId) => ({ name: metadataCache.topicOfId(topicId) ?? null, topicId }))
  return [...new Set(request.topics.map(({ name }) => name ?? ''))].map(byName)
}

function isAll({ topics }: MetadataRequest, apiVersion: number): boolean {
  return topics === null || (apiVersion === 0 && topics.length === 0)
}

async function describeTopic({ name, topicId }: Asked, request: MetadataRequest, context: RequestContext) {
  const { apiVersion, broker } = context
  const partitions = name === null ? undefined : broker.metadataCache.partitionsOf(name)
  const mayCreate = !isAll(request, apiVersion) && request.allowAutoTopicCreation
  let errorCode: number = ErrorCode.NONE
  if (name === null) errorCode = ErrorCode.UNKNOWN_TOPIC_ID
  else if (partitions === undefined) errorCode = await missingTopic(name, mayCreate, context)
  return {
    errorCode,
    name,
    topicId,
    isInternal: name !== null && isInternalTopic(name),
    partitions: partitions?.map((state) => describePartition(state, context)) ?? [],
    ...(apiVersion >= OPERATIONS_FROM_VERSION && {
      topicAuthorizedOperations: request.includeTopicAuthorizedOperations ? TOPIC_OPERATIONS : OPERATIONS_NOT_ASKED,
    }),
  }
}

/**
 * Brokers, controller and the partitions of some or all topics, from what the controller last told this broker. Version 10 tells ids
 * of topics, version 12 takes them.
 */
export const metadataHandler = handler(metadata, [0, 12], async (request, context) => {
  const { broker, listenerName, apiVersion } = context
  const { metadataCache } = broker
  const wanted = asked(request, context)
  if (wanted === undefined) return refused(request)
  const topics = []
  for (const topic of wanted) topics.push(await describeTopic(topic, request, context))
  return {
    brokers: metadataCache.aliveBrokers().flatMap(({ id, rack }) => {
      const endpoint = metadataCache.endpoint(id, listenerName)
      return endpoint ? [{ nodeId: id, host: endpoint.host, port: endpoint.port, rack }] : []
    }),
    clusterId: broker.clusterId,
    controllerId: metadataCache.controllerId ?? -1,
    topics,
    ...(apiVersion >= OPERATIONS_FROM_VERSION &&
      apiVersion <= CLUSTER_OPERATIONS_UP_TO_VERSION && {
        clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
          ? CLUSTER_OPERATIONS
          : OPERATIONS_NOT_ASKED,
      }),
  }
})

function refused(request: MetadataRequest) {
  return {
    brokers: [],
    topics: (request.topics ?? []).map(({ name, topicId }) => ({
      errorCode: ErrorCode.INVALID_REQUEST,
      name: name ?? '',
      topicId,
      partitions: [],
    })),
  }
}
