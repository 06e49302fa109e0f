import { controlledShutdown } from '../protocol/messages/07-controlled-shutdown'
import { handler } from './handler'

/** From a broker that wants to stop, to the controller: move its leaders. The answer lists the partitions it still leads. */
export const controlledShutdownHandler = handler(controlledShutdown, [0, 3], async (request, { broker }) => {
  const result = await broker.controller.handleControlledShutdown(request.brokerId, request.brokerEpoch)
  const remaining = 'remaining' in result ? result.remaining : []
  return {
    errorCode: result.errorCode,
    remainingPartitions: remaining.map(({ topic, partition }) => ({ topicName: topic, partitionIndex: partition })),
  }
})
