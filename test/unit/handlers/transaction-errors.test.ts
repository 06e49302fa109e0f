import { describe, expect, it } from 'vitest'
import { FENCED_SINCE, fencedAsOf } from '../../../broker-core/handlers/transaction-errors'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'

const { PRODUCER_FENCED, INVALID_PRODUCER_EPOCH } = ErrorCode

describe('a fenced producer', () => {
  it.each(Object.entries(FENCED_SINCE))(
    'is told so by %s from version %i on, before that its epoch is invalid',
    (_, since) => {
      expect(fencedAsOf(PRODUCER_FENCED, since, since)).toBe(PRODUCER_FENCED)
      expect(fencedAsOf(PRODUCER_FENCED, since - 1, since)).toBe(INVALID_PRODUCER_EPOCH)
      expect(fencedAsOf(ErrorCode.CONCURRENT_TRANSACTIONS, 0, since)).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
    },
  )
})
