import type { StateChangeReason } from '../probe/reasons'
import { ErrorCode } from '../protocol/error-codes'
import type { TopicPartition } from '../znodes/types'
import { type ControlledPartition, partitionNames } from './context'
import type { ControlledShutdownResult } from './controller-api'
import type { PartitionStateMachine } from './partition-state-machine'
import type { ControllerParts } from './parts'
import type { ReplicaStateMachine } from './replica-state-machine'
import { RequestBatch } from './request-batch'

/** From brokers that do not tell their epoch (before KIP-380): not checked. */
const UNKNOWN_BROKER_EPOCH = -1

/**
 * Takes leadership and ISR membership from a broker that wants to stop (KafkaController.doControlledShutdown). Partitions of one replica
 * stay as they are. The answer lists what it still leads: it asks again until that is empty.
 */
export async function controlledShutdown(
  parts: ControllerParts,
  partitionStates: PartitionStateMachine,
  replicaStates: ReplicaStateMachine,
  brokerId: number,
  brokerEpoch: number,
): Promise<ControlledShutdownResult> {
  const { context, channels, logger } = parts
  const registered = context.brokers.get(brokerId)
  if (registered === undefined) {
    logger.info(`Controlled shutdown asked for by broker ${brokerId}, which is not registered`)
    return { errorCode: ErrorCode.BROKER_NOT_AVAILABLE }
  }
  if (brokerEpoch !== UNKNOWN_BROKER_EPOCH && brokerEpoch < registered.epoch) {
    logger.info(`Controlled shutdown of broker ${brokerId} with the old epoch ${brokerEpoch}, now ${registered.epoch}`)
    return { errorCode: ErrorCode.STALE_BROKER_EPOCH }
  }
  logger.info(`Shutting down broker ${brokerId}`)
  context.shuttingDown.add(brokerId)
  const why: StateChangeReason = `controlled shutdown of broker ${brokerId}`
  const movable = context.partitionsOnBroker(brokerId).filter((partition) => isMovable(parts, partition))
  const led = movable.filter(({ leadership }) => leadership?.leader === brokerId)
  const followed = movable.filter(({ leadership }) => leadership?.leader !== brokerId)
  await partitionStates.moveOnline(led, { kind: 'controlledShutdown' }, why)
  const batch = new RequestBatch(context)
  for (const partition of followed) batch.addStop([brokerId], partition, false)
  channels.send(batch)
  await replicaStates.move(
    followed.map((partition) => ({ partition, brokerId })),
    'OfflineReplica',
    why,
  )
  const remaining = [...context.partitions()].filter(
    (partition) => isMovable(parts, partition) && partition.leadership?.leader === brokerId,
  )
  if (remaining.length > 0) logger.info(`Broker ${brokerId} still leads ${partitionNames(remaining)}`)
  return { errorCode: ErrorCode.NONE, remaining: remaining.map(nameOf) }
}

function isMovable({ context }: ControllerParts, { topic, assignment, leadership }: ControlledPartition): boolean {
  return assignment.replicas.length > 1 && leadership !== undefined && !context.isQueuedForDeletion(topic)
}

function nameOf({ topic, partition }: TopicPartition): TopicPartition {
  return { topic, partition }
}
