import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeEndTransactionMarker } from '../../../broker-core/format/control-record'
import { decodeProducerSnapshot } from '../../../broker-core/format/producer-snapshot'
import { buildRecordBatch } from '../../../broker-core/format/record-batch-builder'
import type { Log } from '../../../broker-core/log/log'
import { LogError } from '../../../broker-core/log/log-error'
import { append, LogFixture, type TestBatch } from './log-fixture'

const PRODUCER = 2001n
const NOW = Date.now()

function send(log: Log, baseSequence: number, options: TestBatch = {}) {
  return append(log, { producerId: PRODUCER, producerEpoch: 0, baseSequence, timestamp: NOW, ...options })
}

function marker(log: Log, type: 'abort' | 'commit', producerId = PRODUCER) {
  const records = buildRecordBatch([{ ...encodeEndTransactionMarker({ type, coordinatorEpoch: 1 }), timestamp: NOW }], {
    producerId,
    producerEpoch: 0,
    transactional: true,
    control: true,
  })
  return log.appendAsLeader(records, { leaderEpoch: 0, origin: 'coordinator' })
}

function errorOf(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof LogError) return error.errorName
    throw error
  }
}

describe('idempotent producers', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())

  it('answers the last five batches again with their offsets and writes nothing', async () => {
    const log = await fixture.start()
    for (let index = 0; index < 6; index++) send(log, index * 2, { count: 2 })
    const { size } = log
    for (let index = 1; index < 6; index++) {
      const again = send(log, index * 2, { count: 2 })
      expect(again).toMatchObject({ duplicate: true, firstOffset: index * 2, lastOffset: index * 2 + 1 })
    }
    expect(log).toMatchObject({ size, logEndOffset: 12 })
    expect(errorOf(() => send(log, 0, { count: 2 }))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
  })

  it('answers them again after kill -9 too, when what was in flight is sent once more', async () => {
    let log = await fixture.start()
    for (let index = 0; index < 6; index++) send(log, index * 2, { count: 2 })
    log = await fixture.kill()
    for (let index = 1; index < 6; index++) {
      expect(send(log, index * 2, { count: 2 })).toMatchObject({ duplicate: true, firstOffset: index * 2 })
    }
    expect(send(log, 12)).toMatchObject({ duplicate: false, firstOffset: 12 })
    log = await fixture.kill()
    expect(send(log, 12)).toMatchObject({ duplicate: true, firstOffset: 12 })
  })

  it.each([
    ['a gap in sequences', 5, 0, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
    ['the next sequence', 3, 0, undefined],
    ['a new epoch that begins at 0', 0, 1, undefined],
    ['a new epoch that does not', 3, 1, 'OUT_OF_ORDER_SEQUENCE_NUMBER'],
  ])('judges %s', async (_, sequence, producerEpoch, expected) => {
    const log = await fixture.start()
    send(log, 0, { count: 3 })
    expect(errorOf(() => send(log, sequence, { producerEpoch }))).toBe(expected)
  })

  it('fences an older epoch and wraps sequences', async () => {
    const log = await fixture.start()
    send(log, 2147483646, { producerEpoch: 4, count: 2 })
    expect(send(log, 0, { producerEpoch: 4 })).toMatchObject({ firstOffset: 2 })
    expect(errorOf(() => send(log, 0, { producerEpoch: 3 }))).toBe('INVALID_PRODUCER_EPOCH')
  })

  it.each(['kill', 'restart'] as const)('knows the last batch of each producer after %s', async (how) => {
    const log = await fixture.start()
    for (let index = 0; index < 3; index++) send(log, index)
    const again = await fixture[how]()
    expect(send(again, 2)).toMatchObject({ duplicate: true, firstOffset: 2 })
    expect(send(again, 3)).toMatchObject({ duplicate: false, firstOffset: 3 })
    expect(errorOf(() => send(again, 7))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
  })

  it('writes a snapshot on a clean end and survives one that is damaged', async () => {
    const log = await fixture.start()
    for (let index = 0; index < 3; index++) send(log, index)
    await fixture.manager.shutdown()
    const path = join(log.directory, '00000000000000000003.snapshot')
    const content = readFileSync(path)
    expect(content.length).toBe(56)
    expect(decodeProducerSnapshot(content)).toMatchObject([{ producerId: PRODUCER, lastSequence: 2, lastOffset: 2 }])
    content.writeUInt8(content.readUInt8(20) ^ 1, 20)
    writeFileSync(path, content)
    const again = await fixture.start()
    // A clean directory with only a damaged snapshot: the state is read from the records again.
    expect(send(again, 3)).toMatchObject({ firstOffset: 3 })
    expect(errorOf(() => send(again, 9))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
  })

  it('goes back with a truncation', async () => {
    const log = await fixture.start({ 'segment.bytes': '1000' })
    for (let index = 0; index < 12; index++) send(log, index, { valueSize: 200 })
    log.truncateTo(7)
    expect(errorOf(() => send(log, 12))).toBe('OUT_OF_ORDER_SEQUENCE_NUMBER')
    expect(send(log, 6)).toMatchObject({ duplicate: true, firstOffset: 6 })
    expect(send(log, 7)).toMatchObject({ duplicate: false, firstOffset: 7 })
  })

  it('keeps only the snapshots that recovery or truncation may need', async () => {
    const log = await fixture.start({ 'segment.bytes': '1000' })
    for (let index = 0; index < 30; index++) send(log, index, { valueSize: 200 })
    await log.flush()
    await fixture.manager.checkpointRecoveryPoints()
    const snapshots = readdirSync(log.directory).filter((name) => name.endsWith('.snapshot'))
    expect(snapshots.length).toBeLessThanOrEqual(2)
  })
})

describe('transactions in the log', () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())
  const COMMITTED = { isolation: 'txnCommitted', minOneMessage: true } as const

  it('holds the last stable offset at an open transaction until its marker is replicated', async () => {
    const log = await fixture.start()
    append(log)
    send(log, 0, { transactional: true, count: 2 })
    append(log)
    log.updateHighWatermark(4)
    expect(log).toMatchObject({ lastStableOffset: 1, firstUnstableOffset: 1 })
    expect((await log.read(1, 1000, COMMITTED)).size).toBe(0)
    marker(log, 'commit')
    expect(log.lastStableOffset).toBe(1)
    log.updateHighWatermark(5)
    expect(log).toMatchObject({ lastStableOffset: 5, firstUnstableOffset: undefined })
  })

  it.each(['kill', 'restart'] as const)('reports aborted transactions to readers, also after %s', async (how) => {
    let log = await fixture.start()
    send(log, 0, { transactional: true, count: 2 })
    marker(log, 'abort')
    append(log)
    for (const reopen of [false, true]) {
      if (reopen) log = await fixture[how]()
      log.updateHighWatermark(4)
      const info = await log.read(0, 10_000, COMMITTED)
      expect(info.abortedTransactions).toEqual([{ producerId: PRODUCER, firstOffset: 0 }])
      const later = await log.read(3, 10_000, COMMITTED)
      expect(later.abortedTransactions).toEqual([])
    }
  })

  it('finds an open transaction again after kill -9', async () => {
    const log = await fixture.start()
    append(log)
    send(log, 0, { transactional: true })
    const again = await fixture.kill()
    again.updateHighWatermark(2)
    expect(again.lastStableOffset).toBe(1)
    expect(errorOf(() => send(again, 1, { transactional: false }))).toBe('INVALID_TXN_STATE')
  })
})
