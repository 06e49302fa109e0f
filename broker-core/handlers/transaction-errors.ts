import { ErrorCode } from '../protocol/error-codes'

/** Versions from which a request about transactions may be answered PRODUCER_FENCED; older ones call it INVALID_PRODUCER_EPOCH. */
export const FENCED_SINCE = { initProducerId: 4, addPartitionsToTxn: 2, addOffsetsToTxn: 2, endTxn: 2 } as const

/** The transaction coordinator's answer in the words of the asked version. */
export function fencedAsOf(errorCode: number, apiVersion: number, fencedSince: number): number {
  return errorCode === ErrorCode.PRODUCER_FENCED && apiVersion < fencedSince
    ? ErrorCode.INVALID_PRODUCER_EPOCH
    : errorCode
}
