import { describe, expect, it } from 'vitest'
import { MalformedBytesError } from '../../../broker-core/bytes/reader'
import { apiVersion } from '../../../broker-core/config/api-version'
import {
  decodeConsumerOffsetsKey,
  decodeGroupValue,
  decodeOffsetValue,
  encodeGroupKey,
  encodeGroupValue,
  encodeOffsetKey,
  encodeOffsetValue,
} from '../../../broker-core/internal-topics/consumer-offsets-records'

const OFFSET = { offset: 5, leaderEpoch: 3, metadata: 'm', commitTimestampMs: 7, expireTimestampMs: undefined }
const GROUP = {
  ...{ protocolType: 'consumer', generation: 2, protocol: 'range', leader: 'm1', currentStateTimestampMs: 9 },
  members: [
    {
      ...{ memberId: 'm1', groupInstanceId: 'i1', clientId: 'c', clientHost: '/h', rebalanceTimeoutMs: 6 },
      ...{ sessionTimeoutMs: 4, subscription: Buffer.from([1]), assignment: Buffer.from([2, 3]) },
    },
  ],
}

describe('keys', () => {
  it('of offsets and groups', () => {
    const offset = encodeOffsetKey({ group: 'g', topic: 't', partition: 2 })
    expect(offset.toString('hex')).toBe('000100016700017400000002')
    expect(decodeConsumerOffsetsKey(offset)).toEqual({ kind: 'offset', group: 'g', topic: 't', partition: 2 })
    const group = encodeGroupKey('g')
    expect(group.toString('hex')).toBe('0002000167')
    expect(decodeConsumerOffsetsKey(group)).toEqual({ kind: 'group', group: 'g' })
  })

  it('of newer kinds are not known, broken ones refused', () => {
    expect(decodeConsumerOffsetsKey(Buffer.from([0, 3, 0, 1, 0x67]))).toBeUndefined()
    expect(() => decodeConsumerOffsetsKey(Buffer.from([0, 2, 0, 9, 0x67]))).toThrow(MalformedBytesError)
    expect(() => decodeConsumerOffsetsKey(Buffer.alloc(1))).toThrow(MalformedBytesError)
  })
})

describe('a committed offset', () => {
  it.each([
    ['2.6-IV0', '0003' + '0000000000000005' + '00000003' + '00016d' + '0000000000000007', OFFSET],
    ['2.1-IV0', '0002' + '0000000000000005' + '00016d' + '0000000000000007', { ...OFFSET, leaderEpoch: -1 }],
    [
      '2.0-IV1',
      '0001' + '0000000000000005' + '00016d' + '0000000000000007' + 'ffffffffffffffff',
      { ...OFFSET, leaderEpoch: -1 },
    ],
  ] as const)('as brokers at %s read it', (protocol, hex, read) => {
    const bytes = encodeOffsetValue(OFFSET, apiVersion(protocol))
    expect(bytes.toString('hex')).toBe(hex)
    expect(decodeOffsetValue(bytes)).toEqual(read)
  })

  it('with a time to expire of its own takes the version that has one', () => {
    const bytes = encodeOffsetValue({ ...OFFSET, expireTimestampMs: 11 }, apiVersion('2.6-IV0'))
    expect(bytes.readInt16BE(0)).toBe(1)
    expect(decodeOffsetValue(bytes)).toMatchObject({ offset: 5, expireTimestampMs: 11 })
  })

  it('of an unknown version, or cut, is refused', () => {
    expect(() => decodeOffsetValue(Buffer.from([0, 9]))).toThrow(MalformedBytesError)
    const whole = encodeOffsetValue(OFFSET, apiVersion('2.6-IV0'))
    for (let size = 0; size < whole.length; size++) {
      expect(() => decodeOffsetValue(whole.subarray(0, size))).toThrow(MalformedBytesError)
    }
  })
})

describe('a group', () => {
  const [member] = GROUP.members
  it.each([
    ['2.6-IV0', 3, GROUP],
    ['2.2-IV1', 2, { ...GROUP, members: [{ ...member, groupInstanceId: null }] }],
    ['2.0-IV1', 1, { ...GROUP, currentStateTimestampMs: undefined, members: [{ ...member, groupInstanceId: null }] }],
    [
      '0.10.0-IV1',
      0,
      {
        ...GROUP,
        currentStateTimestampMs: undefined,
        members: [{ ...member, groupInstanceId: null, rebalanceTimeoutMs: 4 }],
      },
    ],
  ] as const)('as brokers at %s read it', (protocol, version, read) => {
    const bytes = encodeGroupValue(GROUP, apiVersion(protocol))
    expect(bytes.readInt16BE(0)).toBe(version)
    expect(decodeGroupValue(bytes)).toEqual(read)
  })

  it('byte for byte', () => {
    const text = (value: string) => value.length.toString(16).padStart(4, '0') + Buffer.from(value).toString('hex')
    expect(encodeGroupValue(GROUP, apiVersion('2.6-IV0')).toString('hex')).toBe(
      [
        ...['0003', text('consumer'), '00000002', text('range'), text('m1'), '0000000000000009', '00000001'],
        ...[text('m1'), text('i1'), text('c'), text('/h'), '00000006', '00000004', '0000000101', '000000020203'],
      ].join(''),
    )
  })

  it('that is empty has no protocol and no leader', () => {
    const empty = { ...GROUP, protocol: null, leader: null, members: [] }
    expect(decodeGroupValue(encodeGroupValue(empty, apiVersion('2.6-IV0')))).toEqual(empty)
  })
})
