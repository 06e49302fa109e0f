import { describe, expect, it } from 'vitest'
import {
  decodeTransactionStateKey,
  decodeTransactionStateValue,
  encodeTransactionStateKey,
  encodeTransactionStateValue,
  TRANSACTION_STATES,
  type TransactionStateValue,
} from '../../../broker-core/internal-topics/transaction-state-records'

const ONGOING: TransactionStateValue = {
  producerId: 4000n,
  producerEpoch: 5,
  transactionTimeoutMs: 60_000,
  state: 'Ongoing',
  partitions: [
    { topic: 'a', partition: 1 },
    { topic: 'b', partition: 0 },
    { topic: 'a', partition: 2 },
  ],
  lastUpdateMs: 0x1_0000,
  startMs: 0x0100,
}

describe('records of __transaction_state', () => {
  it('have the transactional id as key', () => {
    const key = encodeTransactionStateKey('copier')
    expect(key.toString('hex')).toBe(`0000${'0006'}${Buffer.from('copier').toString('hex')}`)
    expect(decodeTransactionStateKey(key)).toBe('copier')
  })

  it('have the state as value, byte for byte', () => {
    const value = encodeTransactionStateValue(ONGOING)
    const partitions = ['00000002', '000161', '00000002', '00000001', '00000002', '000162', '00000001', '00000000']
    expect(value.toString('hex')).toBe(
      [
        '0000',
        '0000000000000fa0',
        '0005',
        '0000ea60',
        '01',
        ...partitions,
        '0000000000010000',
        '0000000000000100',
      ].join(''),
    )
  })

  it('have no list of partitions when there is no transaction', () => {
    const value = encodeTransactionStateValue({ ...ONGOING, state: 'Empty', partitions: [], startMs: -1 })
    expect(value.toString('hex')).toBe(
      ['0000', '0000000000000fa0', '0005', '0000ea60', '00', 'ffffffff', '0000000000010000', 'ffffffffffffffff'].join(
        '',
      ),
    )
    expect(decodeTransactionStateValue(value).partitions).toEqual([])
  })

  it.each(TRANSACTION_STATES.filter((state) => state !== 'Empty'))('read back as written in %s', (state) => {
    const value = { ...ONGOING, state, partitions: [{ topic: 'a', partition: 1 }] }
    expect(decodeTransactionStateValue(encodeTransactionStateValue(value))).toEqual(value)
  })

  it('are refused in versions and states nobody knows', () => {
    const value = encodeTransactionStateValue(ONGOING)
    value.writeInt8(8, 16)
    expect(() => decodeTransactionStateValue(value)).toThrow('unknown status 8')
    value.writeInt16BE(1, 0)
    expect(() => decodeTransactionStateValue(value)).toThrow('version 1')
    expect(() => decodeTransactionStateKey(Buffer.from('000100', 'hex'))).toThrow('version 1')
    expect(() => decodeTransactionStateKey(Buffer.from('0000000a61', 'hex'))).toThrow()
  })
})
