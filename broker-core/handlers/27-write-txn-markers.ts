import { encodeEndTransactionMarker } from '../format/control-record'
import { buildRecordBatch } from '../format/record-batch-builder'
import { type TopicPartition, topicPartitionName } from '../format/topic-partition'
import { CONSUMER_OFFSETS_TOPIC } from '../internal-topics/internal-topics'
import { ErrorCode } from '../protocol/error-codes'
import { type WritableTxnMarker, writeTxnMarkers } from '../protocol/messages/27-write-txn-markers'
import { groupByTopic } from './group-by-topic'
import { handler } from './handler'
import type { BrokerServices } from './services'

interface MarkerResult extends TopicPartition {
  errorCode: number
}

/**
 * A transaction coordinator asks for markers in partitions this broker leads: one control batch each, answered when it is replicated.
 * A marker in `__consumer_offsets` also settles the offsets that the transaction committed.
 */
export const writeTxnMarkersHandler = handler(writeTxnMarkers, [0, 1], async (request, { broker }) => {
  const written = await Promise.all(request.markers.map((marker) => writeMarker(broker, marker)))
  // A producer's markers of one request share one entry in the answer.
  const byProducer = new Map<bigint, Map<string, MarkerResult>>()
  request.markers.forEach(({ producerId }, index) => {
    const results = byProducer.get(producerId) ?? new Map<string, MarkerResult>()
    byProducer.set(producerId, results)
    for (const result of written[index]!) results.set(topicPartitionName(result.topic, result.partition), result)
  })
  return {
    markers: [...byProducer].map(([producerId, results]) => ({
      producerId,
      topics: groupByTopic([...results.values()]).map(([name, partitions]) => ({
        name,
        partitions: partitions.map(({ partition, errorCode }) => ({ partitionIndex: partition, errorCode })),
      })),
    })),
  }
})

async function writeMarker(broker: BrokerServices, marker: WritableTxnMarker): Promise<MarkerResult[]> {
  const asked = marker.topics.flatMap(({ name, partitionIndexes }) =>
    partitionIndexes.map((partition) => ({ topic: name, partition })),
  )
  const hosted = asked.filter((topicPartition) => broker.replicaManager.partition(topicPartition)?.log !== undefined)
  const missing = asked.filter((topicPartition) => !hosted.includes(topicPartition))
  const appended = await broker.replicaManager.appends.append(
    hosted.map((topicPartition) => ({ ...topicPartition, records: markerBatch(broker, marker) })),
    {
      requiredAcks: -1,
      timeoutMs: broker.config().requestTimeoutMs,
      origin: 'coordinator',
      internalTopicsAllowed: true,
    },
  )
  settleOffsets(broker, marker, appended)
  return [
    ...appended.map(({ topic, partition, errorCode }) => ({ topic, partition, errorCode })),
    ...missing.map((topicPartition) => ({ ...topicPartition, errorCode: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION })),
  ]
}

function markerBatch({ runtime }: BrokerServices, marker: WritableTxnMarker): Buffer {
  const { producerId, producerEpoch, transactionResult, coordinatorEpoch } = marker
  const record = encodeEndTransactionMarker({ type: transactionResult ? 'commit' : 'abort', coordinatorEpoch })
  return buildRecordBatch([{ ...record, timestamp: runtime.clock.wallMs() }], {
    producerId,
    producerEpoch,
    transactional: true,
    control: true,
  })
}

function settleOffsets(
  broker: BrokerServices,
  { producerId, transactionResult }: WritableTxnMarker,
  appended: readonly MarkerResult[],
): void {
  const partitions = appended
    .filter(({ topic, errorCode }) => topic === CONSUMER_OFFSETS_TOPIC && errorCode === ErrorCode.NONE)
    .map(({ partition }) => partition)
  if (partitions.length > 0) broker.groupCoordinator.completeTransaction(producerId, partitions, transactionResult)
}
