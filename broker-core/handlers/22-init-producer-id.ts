import { ErrorCode } from '../protocol/error-codes'
import { initProducerId } from '../protocol/messages/22-init-producer-id'
import { handler } from './handler'

/**
 * A new producer id with epoch 0 for an idempotent producer. Transactional ids need a transaction coordinator, which this broker does
 * not have yet: COORDINATOR_NOT_AVAILABLE (docs/deviations.md).
 */
export const initProducerIdHandler = handler(initProducerId, [0, 3], async (request, { broker }) => {
  const refused = (errorCode: number) => ({ errorCode, producerId: -1n, producerEpoch: -1 })
  if (request.transactionalId === '') return refused(ErrorCode.INVALID_REQUEST)
  if (request.transactionalId !== null) return refused(ErrorCode.COORDINATOR_NOT_AVAILABLE)
  try {
    const producerId = await broker.producerIds.generate()
    return { errorCode: ErrorCode.NONE, producerId, producerEpoch: 0 }
  } catch (error) {
    broker.runtime.logger.warn('No producer id could be claimed in the coordination server', error)
    return refused(ErrorCode.COORDINATOR_NOT_AVAILABLE)
  }
})
