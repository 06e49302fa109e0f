import {
  CONSUMER_OFFSETS_TOPIC,
  type InternalTopicName,
  TRANSACTION_STATE_TOPIC,
} from '../internal-topics/internal-topics'
import { ErrorCode, errorMessage } from '../protocol/error-codes'
import { findCoordinator } from '../protocol/messages/10-find-coordinator'
import { handler, type RequestContext } from './handler'

const KEYS_FROM_VERSION = 4
const GROUP = 0
const TRANSACTION = 1

interface Found {
  errorCode: number
  errorMessage: string
  nodeId: number
  host: string
  port: number
}

function notFound(errorCode: number): Found {
  return { errorCode, errorMessage: errorMessage(errorCode), nodeId: -1, host: '', port: -1 }
}

/** COORDINATOR_NOT_AVAILABLE: the topic has just been asked for, or the partition has no leader that this client can reach. */
async function find(key: string, keyType: number, { broker, listenerName }: RequestContext): Promise<Found> {
  if (keyType !== GROUP && keyType !== TRANSACTION) return notFound(ErrorCode.INVALID_REQUEST)
  const topic: InternalTopicName = keyType === GROUP ? CONSUMER_OFFSETS_TOPIC : TRANSACTION_STATE_TOPIC
  const { metadataCache } = broker
  if (!metadataCache.contains(topic)) {
    try {
      await broker.internalTopics.create(topic)
    } catch (error) {
      broker.runtime.logger.error(`${topic} could not be created`, error)
    }
    return notFound(ErrorCode.COORDINATOR_NOT_AVAILABLE)
  }
  const partitions = keyType === GROUP ? broker.groupCoordinator : broker.transactionPartitions
  const leader = metadataCache.partition(topic, partitions.partitionFor(key))?.leader ?? -1
  const endpoint = metadataCache.endpoint(leader, listenerName)
  if (endpoint === undefined) return notFound(ErrorCode.COORDINATOR_NOT_AVAILABLE)
  const { host, port } = endpoint
  // The message of no error is its name, as Kafka sends it.
  return { errorCode: ErrorCode.NONE, errorMessage: 'NONE', nodeId: leader, host, port }
}

/** Which broker coordinates a consumer group or a transactional id: the leader of the partition that keeps it. */
export const findCoordinatorHandler = handler(findCoordinator, [0, 4], async (request, context) => {
  if (context.apiVersion < KEYS_FROM_VERSION) {
    return { ...(await find(request.key, request.keyType, context)), coordinators: [] }
  }
  const coordinators = []
  for (const key of request.coordinatorKeys) coordinators.push({ key, ...(await find(key, request.keyType, context)) })
  return { coordinators }
})
