import { statSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { CleanerWorld } from './cleaner-world'

let world: CleanerWorld
beforeEach(() => {
  world = new CleanerWorld()
})
afterEach(() => world.dispose())

/** Fills the active segment and opens another, so that all before can be cleaned. */
function roll(): void {
  world.log.roll()
}

describe('compaction', () => {
  it('keeps the last value of a key: of K1 with V1 to V4, V4', async () => {
    await world.start()
    for (const value of ['V1', 'V2', 'V3']) world.put('K1', value)
    world.put('K2', 'only')
    world.put('K1', 'V4')
    roll()
    await world.clean()
    expect(world.records().map(({ offset, key, value }) => [offset, key, value])).toEqual([
      [3, 'K2', 'only'],
      [4, 'K1', 'V4'],
    ])
    expect(world.checkpoint()).toBe('0\n1\nkeys 0 5\n')
    expect(world.seen('cleanerFinished')).toMatchObject([
      { topic: 'keys', partition: 0, firstDirtyOffset: 0, nextDirtyOffset: 5, recordsBefore: 5, recordsAfter: 2 },
    ])
    expect(world.log.logStartOffset).toBe(0)
    expect(world.log.logEndOffset).toBe(5)
  })

  it('leaves the active segment alone', async () => {
    await world.start()
    world.put('a', '1')
    world.put('a', '2')
    roll()
    world.put('a', '3')
    world.put('a', '4')
    await world.clean()
    expect(world.content()).toEqual(['a=2', 'a=3', 'a=4'])
  })

  it('joins what has become small, and removes the old files later', async () => {
    await world.start({ 'file.delete.delay.ms': '1' })
    for (let index = 0; index < 40; index++) world.put(`k${index % 4}`, `v${index}`.padEnd(60, '-'))
    roll()
    expect(world.files('.log')).toHaveLength(11)
    await world.clean()
    // Whether segments fit one is told by their sizes before, so the first cleaning empties nine and joins none.
    expect(world.files('.log')).toHaveLength(11)
    expect(world.content().map((line) => line.slice(0, 6))).toEqual(['k0=v36', 'k1=v37', 'k2=v38', 'k3=v39'])
    world.put('k0', 'new')
    roll()
    await world.clean()
    expect(world.files('.log').map(Number.parseFloat)).toEqual([0, 41])
    expect(world.content().map((line) => line.slice(0, 6))).toEqual(['k1=v37', 'k2=v38', 'k3=v39', 'k0=new'])
    await expect.poll(() => world.files('.deleted')).toEqual([])
    expect([...world.files('.cleaned'), ...world.files('.swap')]).toEqual([])
  })

  it('keeps batches that lose nothing as they are, byte for byte', async () => {
    await world.start()
    world.append([
      { key: 'a', value: '1' },
      { key: 'b', value: '1' },
    ])
    world.append([
      { key: 'c', value: '1' },
      { key: 'd', value: '1' },
    ])
    world.put('a', '2')
    roll()
    const [, second, third] = world
      .batches()
      .map((batch) => Buffer.from(batch.buffer.subarray(batch.position, batch.position + batch.sizeInBytes)))
    await world.clean()
    const [rewritten, ...rest] = world.batches()
    expect(rest.map((batch) => batch.buffer.subarray(batch.position, batch.position + batch.sizeInBytes))).toEqual([
      second,
      third,
    ])
    expect(rewritten).toMatchObject({ baseOffset: 0, lastOffset: 1, recordCount: 1, isValid: true })
  })

  it.each(['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)(
    'rewrites %s batches in their codec',
    async (compression) => {
      await world.start({ 'segment.bytes': '100000' })
      const records = Array.from({ length: 30 }, (_, index) => ({ key: `k${index}`, value: `v${index}`.repeat(10) }))
      world.append(records, { compression })
      world.append(records.slice(0, 10), { compression })
      roll()
      await world.clean()
      expect(
        world.batches().map(({ codec, recordCount, baseOffset, lastOffset, isValid }) => ({
          codec,
          recordCount,
          baseOffset,
          lastOffset,
          isValid,
        })),
      ).toEqual([
        { codec: compression, recordCount: 20, baseOffset: 0, lastOffset: 29, isValid: true },
        { codec: compression, recordCount: 10, baseOffset: 30, lastOffset: 39, isValid: true },
      ])
      expect(world.records().map(({ offset }) => offset)).toEqual(Array.from({ length: 30 }, (_, index) => index + 10))
    },
  )

  it('drops records without key', async () => {
    await world.start()
    world.append(
      [
        { key: null, value: 'x' },
        { key: 'a', value: '1' },
      ],
      { origin: 'replication' },
    )
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=1'])
    expect(world.lines.join('')).toContain('Found 1 invalid messages during compaction.')
  })

  it('keeps leader epochs and offsets over gaps, also after a restart', async () => {
    await world.start()
    for (let epoch = 0; epoch < 5; epoch++) world.put('a', String(epoch), { partitionLeaderEpoch: epoch })
    roll()
    world.put('b', 'end', { partitionLeaderEpoch: 5 })
    await world.clean()
    const epochs = world.log.leaderEpochs.entries().map(({ epoch, startOffset }) => [epoch, startOffset])
    expect(epochs).toEqual([0, 1, 2, 3, 4, 5].map((epoch) => [epoch, epoch]))
    await world.restart('kill')
    expect(world.content()).toEqual(['a=4', 'b=end'])
    expect(world.log.logEndOffset).toBe(6)
    expect(world.log.leaderEpochs.entries().map(({ epoch, startOffset }) => [epoch, startOffset])).toEqual(epochs)
  })

  it('reads from any offset of a gap on', async () => {
    await world.start()
    for (let index = 0; index < 30; index++) world.put(index % 10 === 0 ? `k${index}` : 'same', String(index))
    roll()
    world.put('last', 'x')
    await world.clean()
    const offsets = world.records().map(({ offset }) => offset)
    expect(offsets).toEqual([0, 10, 20, 29, 30])
    for (let from = 0; from < 30; from++) {
      const info = await world.log.read(from, 100_000, { isolation: 'highWatermark', minOneMessage: true })
      const first = Buffer.concat(info.records).readBigInt64BE(0)
      expect(Number(first)).toBe(offsets.find((offset) => offset >= from))
    }
  })

  it('gives the new file the time of the last old one', async () => {
    await world.start()
    world.put('a', '1')
    world.put('a', '2')
    roll()
    const path = join(world.partitionDirectory, '00000000000000000000.log')
    utimesSync(path, 1_600_000_000, 1_600_000_000)
    await world.clean()
    expect(statSync(path).mtimeMs).toBe(1_600_000_000_000)
  })
})

describe('the choice', () => {
  it('waits for the dirty ratio', async () => {
    await world.start({ 'min.cleanable.dirty.ratio': '0.5' })
    for (let index = 0; index < 10; index++) world.put(`k${index}`, 'x'.repeat(40))
    roll()
    await world.clean()
    expect(world.seen('cleanerFinished')).toHaveLength(1)
    world.put('k1', 'y')
    roll()
    await world.clean()
    expect(world.seen('cleanerFinished')).toHaveLength(1)
    expect(world.cleaner!.metrics().maxDirtyPercent).toBeLessThan(50)
  })

  it('waits for min.compaction.lag.ms', async () => {
    await world.start({ 'min.compaction.lag.ms': '60000' })
    world.put('a', '1')
    world.put('a', '2')
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=1', 'a=2'])
    world.wallMs += 60_001
    await world.clean()
    expect(world.content()).toEqual(['a=2'])
  })

  it('does not wait longer than max.compaction.lag.ms, which also rolls', async () => {
    await world.start({
      'min.cleanable.dirty.ratio': '0.99',
      'max.compaction.lag.ms': '60000',
      'segment.bytes': '100000',
    })
    for (let index = 0; index < 20; index++) world.put('a', String(index))
    roll()
    await world.clean()
    world.put('a', 'late')
    world.wallMs += 70_000
    world.put('b', 'rolls')
    await world.clean()
    expect(world.content()).toEqual(['a=late', 'b=rolls'])
  })

  it('does not go beyond the last stable offset', async () => {
    await world.start()
    world.put('a', '1')
    world.put('a', '2')
    roll()
    world.put('a', 'open', { transactional: true, producerId: 7n, producerEpoch: 0, baseSequence: 0 })
    roll()
    world.put('a', '4')
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=2', 'a=open', 'a=4'])
    world.marker('commit', 7n)
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=4'])
  })
})

describe('tombstones', () => {
  it('stay for delete.retention.ms from the first cleaning on, then go with the next', async () => {
    await world.start({ 'delete.retention.ms': '1000' })
    world.put('a', '1')
    world.put('a', null)
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=null'])
    expect(world.batches()[0]).toMatchObject({ deleteHorizonMs: world.wallMs + 1000, maxTimestamp: world.wallMs })
    expect(world.records()[0]!.timestamp).toBe(world.wallMs)
    world.wallMs += 999
    world.put('b', '1'.repeat(50))
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=null', `b=${'1'.repeat(50)}`])
    world.wallMs += 1
    world.put('c', '1'.repeat(50))
    roll()
    await world.clean()
    expect(world.content().map((line) => line[0])).toEqual(['b', 'c'])
  })
})

describe('transactions', () => {
  const data = (producerId: bigint, baseSequence: number) => ({
    transactional: true,
    producerId,
    producerEpoch: 0,
    baseSequence,
  })

  it('drops what was aborted and keeps what was committed', async () => {
    await world.start()
    world.put('a', 'before')
    world.put('b', 'before')
    world.put('a', 'aborted', data(1n, 0))
    world.put('b', 'committed', data(2n, 0))
    world.marker('abort', 1n)
    world.marker('commit', 2n)
    world.put('c', 'x', data(1n, 1))
    world.put('d', 'x', data(2n, 1))
    world.marker('commit', 1n)
    world.marker('commit', 2n)
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=before', 'b=committed', 'c=x', 'd=x'])
    expect(world.batches().filter((batch) => batch.isControlBatch)).toHaveLength(4)
  })

  it('gives its thread of all producers those that may have something to keep in what is cleaned', async () => {
    await world.start()
    const { compaction } = world.manager.logsForCleaning()[0]!
    const names = (from: number, upTo: number) =>
      compaction.lastRecordsOfActiveProducers(from, upTo).map(({ producerId }) => producerId)
    for (const producerId of [1n, 2n, 3n]) world.put('a', 'v', { producerId, producerEpoch: 0, baseSequence: 0 })
    world.put('a', 'v', { producerId: 1n, producerEpoch: 0, baseSequence: 1 })
    world.marker('commit', 9n)
    expect(names(0, 2)).toEqual([2n, 9n])
    expect(names(2, 4)).toEqual([1n, 3n, 9n])
  })

  it('keeps the header of a live producer’s last batch, so that its next sequence is right', async () => {
    await world.start()
    world.put('a', 'mine', { producerId: 5n, producerEpoch: 0, baseSequence: 0 })
    world.put('a', 'other')
    roll()
    await world.clean()
    expect(world.content()).toEqual(['a=other'])
    expect(world.batches()[0]).toMatchObject({
      producerId: 5n,
      recordCount: 0,
      sizeInBytes: 61,
      baseOffset: 0,
      lastSequence: 0,
      isValid: true,
    })
    await world.restart('kill')
    expect(() => world.put('z', '1', { producerId: 5n, producerEpoch: 0, baseSequence: 2 })).toThrow(/sequence/)
    world.put('z', '1', { producerId: 5n, producerEpoch: 0, baseSequence: 1 })
  })

  it('drops a marker once its transaction and delete.retention.ms are gone', async () => {
    await world.start({ 'delete.retention.ms': '1000' })
    world.put('a', 'aborted', data(1n, 0))
    world.marker('abort', 1n)
    world.put('b', 'later', data(1n, 1))
    world.marker('commit', 1n)
    world.put('x', '1')
    roll()
    const markers = () =>
      world
        .batches()
        .filter((batch) => batch.isControlBatch && batch.recordCount > 0)
        .map(({ baseOffset }) => baseOffset)
    const aborted = async () =>
      (await world.log.read(0, 100_000, { isolation: 'txnCommitted', minOneMessage: true })).abortedTransactions
    await world.clean()
    expect(markers()).toEqual([1, 3])
    // Seen in this cleaning, so a reader may still have its data.
    expect(await aborted()).toEqual([{ producerId: 1n, firstOffset: 0 }])
    for (const step of [1, 2]) {
      world.put(`y${step}`, 'x'.repeat(100))
      roll()
      await world.clean()
    }
    expect(markers()).toEqual([1, 3])
    expect(await aborted()).toEqual([])
    expect(world.batches().find(({ baseOffset }) => baseOffset === 1)?.deleteHorizonMs).toBe(world.wallMs + 1000)
    world.wallMs += 1000
    world.put('y3', 'x'.repeat(100))
    roll()
    await world.clean()
    expect(markers()).toEqual([3])
  })
})
