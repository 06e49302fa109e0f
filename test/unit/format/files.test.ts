import { describe, expect, it } from 'vitest'
import { CheckpointError } from '../../../broker-core/format/checkpoint-lines'
import {
  deletedDirectoryName,
  kindOfFileName,
  offsetFileName,
  offsetOfFileName,
  parseLogDirectoryName,
} from '../../../broker-core/format/file-names'
import {
  decodeLeaderEpochCheckpoint,
  encodeLeaderEpochCheckpoint,
} from '../../../broker-core/format/leader-epoch-checkpoint'
import { decodeMetaProperties, encodeMetaProperties } from '../../../broker-core/format/meta-properties'
import { decodeOffsetCheckpoint, encodeOffsetCheckpoint } from '../../../broker-core/format/offset-checkpoint'
import { decodeOffsetIndex } from '../../../broker-core/format/offset-index'
import { decodePartitionMetadata, encodePartitionMetadata } from '../../../broker-core/format/partition-metadata'
import {
  CorruptSnapshotError,
  decodeProducerSnapshot,
  encodeProducerSnapshot,
} from '../../../broker-core/format/producer-snapshot'
import { decodeTimeIndex } from '../../../broker-core/format/time-index'
import { decodeTxnIndex, encodeAbortedTransaction } from '../../../broker-core/format/txn-index'
import { planDirectory } from '../../../broker-core/log/directory-scan'

describe('checkpoints', () => {
  it('offsets', () => {
    const text = '0\n2\norders 0 1500\n__consumer_offsets 12 7\n'
    const entries = decodeOffsetCheckpoint(Buffer.from(text))
    expect(entries).toEqual([
      { topic: 'orders', partition: 0, offset: 1500 },
      { topic: '__consumer_offsets', partition: 12, offset: 7 },
    ])
    expect(encodeOffsetCheckpoint(entries).toString()).toBe(text)
    expect(encodeOffsetCheckpoint([]).toString()).toBe('0\n0\n')
    expect(decodeOffsetCheckpoint(Buffer.from(''))).toEqual([])
  })

  it('leader epochs', () => {
    const text = '0\n2\n0 0\n3 1500\n'
    const entries = decodeLeaderEpochCheckpoint(Buffer.from(text))
    expect(entries).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 3, startOffset: 1500 },
    ])
    expect(encodeLeaderEpochCheckpoint(entries).toString()).toBe(text)
  })

  it.each([
    '1\n0\n',
    '0\n',
    '0\n2\na 0 1\n',
    '0\n1\na 0\n',
    '0\n1\na b c\n',
    '0\n1\na 0 1 2\n',
    '0\nx\n',
    '0\n1\na 0 9007199254740993\n',
  ])('refuses %j', (text) => {
    expect(() => decodeOffsetCheckpoint(Buffer.from(text))).toThrow(CheckpointError)
  })
})

describe('producer snapshot', () => {
  const entry = {
    producerId: 3001n,
    producerEpoch: 2,
    lastSequence: 175,
    lastOffset: 175,
    offsetDelta: 7,
    timestamp: 1_795_406_849_918,
    coordinatorEpoch: -1,
    currentTxnFirstOffset: -1,
  }

  it('has 46 bytes an entry', () => {
    const bytes = encodeProducerSnapshot([entry])
    expect(bytes.length).toBe(56)
    expect(bytes.subarray(0, 2).toString('hex') + bytes.subarray(6, 24).toString('hex')).toBe(
      `0001${'00000001'}${'0000000000000bb9'}${'0002'}${'000000af'}`,
    )
    expect(decodeProducerSnapshot(bytes)).toEqual([entry])
    expect(decodeProducerSnapshot(encodeProducerSnapshot([]))).toEqual([])
  })

  it('notices every damaged byte and every cut', () => {
    const bytes = encodeProducerSnapshot([entry, { ...entry, producerId: 5n }])
    for (let at = 0; at < bytes.length; at++) {
      const damaged = Buffer.from(bytes)
      damaged.writeUInt8(damaged.readUInt8(at) ^ 4, at)
      expect(() => decodeProducerSnapshot(damaged)).toThrow(CorruptSnapshotError)
      expect(() => decodeProducerSnapshot(bytes.subarray(0, at))).toThrow(CorruptSnapshotError)
    }
  })
})

describe('indexes', () => {
  it('end where the preallocated zeros begin', () => {
    const offsets = Buffer.from('0000000f000003a5000000170000074a00000000000000000000000000000000', 'hex')
    expect(decodeOffsetIndex(offsets)).toEqual([
      { relativeOffset: 15, position: 933 },
      { relativeOffset: 23, position: 1866 },
    ])
    const times = Buffer.from('000001a2069b579b00000007000000000000000000000000', 'hex')
    expect(decodeTimeIndex(times)).toEqual([{ timestamp: 0x1a2069b579b, relativeOffset: 7 }])
  })

  it('list aborted transactions in 34 bytes each', () => {
    const entry = { producerId: 2001n, firstOffset: 0, lastOffset: 1, lastStableOffset: 2 }
    const bytes = encodeAbortedTransaction(entry)
    expect(bytes.toString('hex')).toBe(
      '0000' + '00000000000007d1' + '0000000000000000' + '0000000000000001' + '0000000000000002',
    )
    expect(decodeTxnIndex(Buffer.concat([bytes, bytes]))).toEqual([entry, entry])
    expect(() => decodeTxnIndex(bytes.subarray(1))).toThrow()
  })
})

describe('names', () => {
  it('of segment files', () => {
    expect(offsetFileName(1500, '.log')).toBe('00000000000000001500.log')
    expect(offsetOfFileName('00000000000000001500.timeindex')).toBe(1500)
    expect(offsetOfFileName('leader-epoch-checkpoint')).toBeUndefined()
    expect(kindOfFileName('00000000000000001500.index')).toBe('offsetIndex')
    expect(kindOfFileName('00000000000000001500.log.swap')).toBe('swap')
    expect(kindOfFileName('partition.metadata')).toBe('other')
  })

  it.each([
    ['orders-0', { topic: 'orders', partition: 0, kind: 'current' }],
    ['my-topic.v1-12', { topic: 'my-topic.v1', partition: 12, kind: 'current' }],
    ['orders-0.0123456789abcdef0123456789abcdef-delete', { topic: 'orders', partition: 0, kind: 'delete' }],
    ['orders-3.0123456789abcdef0123456789abcdef-future', { topic: 'orders', partition: 3, kind: 'future' }],
    ['photos', undefined],
    ['orders-', undefined],
    ['orders-x', undefined],
    ['-0', undefined],
    ['orders-0-delete', undefined],
  ])('of directories: %s', (name, expected) => {
    expect(parseLogDirectoryName(name)).toEqual(expected)
  })

  it('of deleted directories fit a file system', () => {
    const uuid = '0123456789abcdef0123456789abcdef'
    expect(deletedDirectoryName({ topic: 'orders', partition: 1 }, uuid)).toBe(`orders-1.${uuid}-delete`)
    const long = deletedDirectoryName({ topic: 't'.repeat(249), partition: 1000 }, uuid)
    expect(long.length).toBe(255)
    expect(parseLogDirectoryName(long)).toMatchObject({ partition: 1000, kind: 'delete' })
  })
})

describe('properties', () => {
  it('of the broker', () => {
    const bytes = encodeMetaProperties({ brokerId: 2, clusterId: 'nJyqxPyETmiN9tDkXBj1dw' }, 'today')
    expect(decodeMetaProperties(bytes)).toEqual({ version: 0, brokerId: 2, clusterId: 'nJyqxPyETmiN9tDkXBj1dw' })
    const java = '#\n#Mon Nov 23 06:00:00 UTC 2026\nbroker.id=1\r\nversion = 0\ncluster.id:a\\=b\n'
    expect(decodeMetaProperties(Buffer.from(java))).toEqual({ version: 0, brokerId: 1, clusterId: 'a=b' })
    expect(() => decodeMetaProperties(Buffer.from('broker.id=1\n'))).toThrow(/version/)
    expect(() => decodeMetaProperties(Buffer.from('version=0\nbroker.id=one\n'))).toThrow(/broker.id=one/)
  })

  it('of a partition', () => {
    expect(decodePartitionMetadata(encodePartitionMetadata('4eBLzjzpR7eVu2EnZ6lPNg'))).toEqual({
      topicId: '4eBLzjzpR7eVu2EnZ6lPNg',
    })
    expect(() => decodePartitionMetadata(Buffer.from('version: 1\n'))).toThrow()
  })
})

describe('a directory before loading', () => {
  const name = (offset: number, suffix: string) => offsetFileName(offset, suffix)

  it('keeps complete swaps, drops those of an unfinished split', () => {
    const plan = planDirectory([
      name(0, '.log'),
      name(0, '.index'),
      name(0, '.log.swap'),
      name(0, '.index.swap'),
      name(50, '.log.swap'),
      name(40, '.log.cleaned'),
    ])
    expect(plan.swaps).toEqual([0])
    expect(plan.toRemove.sort()).toEqual([
      name(0, '.index'),
      name(0, '.index.swap'),
      name(40, '.log.cleaned'),
      name(50, '.log.swap'),
    ])
    expect(plan.baseOffsets).toEqual([0])
  })

  it('drops deleted files and indexes without log', () => {
    const plan = planDirectory([
      name(7, '.index'),
      name(9, '.log'),
      name(3, '.log'),
      name(3, '.txnindex'),
      name(1, '.log.deleted'),
      'leader-epoch-checkpoint',
    ])
    expect(plan).toEqual({ baseOffsets: [3, 9], swaps: [], toRemove: [name(1, '.log.deleted'), name(7, '.index')] })
  })
})
