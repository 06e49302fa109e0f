import { ErrorCode } from '../protocol/error-codes'
import { initProducerId } from '../protocol/messages/22-init-producer-id'
import { handler } from './handler'
import { FENCED_SINCE, fencedAsOf } from './transaction-errors'

const NONE_GIVEN = { producerId: -1n, producerEpoch: -1 }

/**
 * An idempotent producer gets a new producer id with epoch 0 from any broker; a transactional one the id and next epoch of its
 * transactional id, from the coordinator of that id. Since version 3 it may say what it thinks it is (KIP-360).
 */
export const initProducerIdHandler = handler(initProducerId, [0, 4], async (request, { broker, apiVersion }) => {
  const { transactionalId, transactionTimeoutMs, producerId, producerEpoch } = request
  if ((producerId === -1n) !== (producerEpoch === -1)) return { ...NONE_GIVEN, errorCode: ErrorCode.INVALID_REQUEST }
  if (transactionalId !== null) {
    const expected = producerId === -1n ? undefined : { producerId, producerEpoch }
    const result = await broker.transactionCoordinator.initProducerId({
      transactionalId,
      transactionTimeoutMs,
      expected,
    })
    return { ...result, errorCode: fencedAsOf(result.errorCode, apiVersion, FENCED_SINCE.initProducerId) }
  }
  try {
    return { errorCode: ErrorCode.NONE, producerId: await broker.producerIds.generate(), producerEpoch: 0 }
  } catch (error) {
    broker.runtime.logger.warn('No producer id could be claimed in the coordination server', error)
    return { ...NONE_GIVEN, errorCode: ErrorCode.COORDINATOR_NOT_AVAILABLE }
  }
})
