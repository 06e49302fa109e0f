import { describe, expect, it } from 'vitest'
import { ErrorCode, errorMessage, errorName, isRetriable, KafkaError } from '../../../broker-core/protocol/error-codes'

describe('error codes', () => {
  it('have one name each', () => {
    const codes = Object.values(ErrorCode)
    expect(new Set(codes).size).toBe(codes.length)
    expect(ErrorCode.NOT_LEADER_OR_FOLLOWER).toBe(6)
    expect(errorName(6)).toBe('NOT_LEADER_OR_FOLLOWER')
    expect(isRetriable(6)).toBe(true)
    expect(isRetriable(ErrorCode.INVALID_REQUEST)).toBe(false)
  })

  it('of a newer protocol are still something to print', () => {
    expect(errorName(999)).toBe('ERROR_999')
    expect(isRetriable(999)).toBe(false)
    expect(errorMessage(999)).toContain('999')
  })

  it('travel inside the process as KafkaError', () => {
    const cause = new Error('disk')
    const error = new KafkaError(ErrorCode.KAFKA_STORAGE_ERROR, undefined, cause)
    expect(error).toMatchObject({ code: 56, retriable: true, cause, name: 'KafkaError' })
    expect(error.message).toMatch(/^KAFKA_STORAGE_ERROR: /)
  })
})
