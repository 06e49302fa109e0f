import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeEndTransactionMarker } from '../../broker-core/format/control-record'
import { buildRecordBatch } from '../../broker-core/format/record-batch-builder'
import type { Log } from '../../broker-core/log/log'
import { apacheMissing } from '../helpers/apache'
import { dumpLogProblems } from '../helpers/dump-log'
import { run } from '../helpers/run'
import { skipFor } from '../helpers/skips'
import { append, LogFixture, TOPIC } from '../unit/log/log-fixture'

const CODECS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const
const SMALL = { 'segment.bytes': '20000', 'index.interval.bytes': '300' }
const missing = await apacheMissing('2.6.3')

/** Batches of every codec, idempotent and not, with a committed and an aborted transaction in between. */
function fill(log: Log, fixture: LogFixture, rounds: number, leaderEpoch: number): void {
  const { codec } = fixture.runtime
  let sequence = 0
  for (let round = 0; round < rounds; round++) {
    for (const compression of CODECS) {
      const timestamp = 1_700_000_000_000 + (log.logEndOffset % 97) * 1000
      append(log, { compression, codec, count: 1 + (round % 7), valueSize: 50 + round * 3, timestamp }, leaderEpoch)
      append(
        log,
        {
          compression,
          codec,
          count: 2,
          timestamp,
          producerId: 77n,
          producerEpoch: leaderEpoch,
          baseSequence: sequence,
        },
        leaderEpoch,
      )
      sequence += 2
    }
    transaction(log, round, leaderEpoch)
  }
}

function transaction(log: Log, round: number, leaderEpoch: number): void {
  const producer = { producerId: 9000n + BigInt(round), producerEpoch: 0, transactional: true }
  append(log, { ...producer, count: 3, baseSequence: 0 }, leaderEpoch)
  const type = round % 2 === 0 ? 'abort' : 'commit'
  const marker = encodeEndTransactionMarker({ type, coordinatorEpoch: 1 })
  const records = buildRecordBatch([{ ...marker, timestamp: 1_700_000_000_000 }], { ...producer, control: true })
  log.appendAsLeader(records, { leaderEpoch, origin: 'coordinator' })
}

describe.skipIf(skipFor("Apache's dump-log tool", missing))("storage before Apache's dump-log tool", () => {
  let fixture: LogFixture
  beforeEach(() => {
    fixture = new LogFixture()
  })
  afterEach(() => fixture.dispose())

  async function problems(): Promise<string[]> {
    await fixture.manager.shutdown()
    return dumpLogProblems([fixture.directory])
  }

  it('every codec, rolls, transactions and snapshots', async () => {
    const log = await fixture.start(SMALL)
    fill(log, fixture, 25, 0)
    expect(log.snapshot().segments.length).toBeGreaterThan(2)
    expect(await problems()).toEqual([])
  })

  it('after kills, a torn tail and damaged indexes', async () => {
    let log = await fixture.start(SMALL)
    fill(log, fixture, 8, 0)
    log = await fixture.kill()
    fill(log, fixture, 8, 1)
    fixture.manager.abandon()
    const { baseOffset } = log.snapshot().segments.at(-1)!
    const name = String(baseOffset).padStart(20, '0')
    writeFileSync(join(log.directory, `${name}.log`), 'torn by a crash', { flag: 'a' })
    writeFileSync(join(log.directory, '00000000000000000000.index'), Buffer.alloc(80, 1))
    log = await fixture.start()
    fill(log, fixture, 4, 2)
    expect(await problems()).toEqual([])
  })

  it('after truncations, retention and deleted records', async () => {
    const log = await fixture.start({ ...SMALL, 'retention.bytes': '60000' })
    fill(log, fixture, 20, 0)
    fixture.manager.truncateTo([{ topicPartition: TOPIC, offset: log.logEndOffset - 100 }])
    fill(log, fixture, 10, 1)
    fixture.manager.truncateTo([{ topicPartition: TOPIC, offset: log.logEndOffset - 7 }])
    fill(log, fixture, 5, 2)
    log.updateHighWatermark(log.logEndOffset)
    expect(log.deleteOldSegments()).toBeGreaterThan(0)
    log.maybeIncrementLogStartOffset(log.logEndOffset - 20, 'test')
    expect(await problems()).toEqual([])
  })

  it('as a follower that appends many batches at once', async () => {
    const leader = await fixture.start(SMALL)
    fill(leader, fixture, 15, 3)
    const follower = fixture.manager.getOrCreateLog({ topic: 'copy', partition: 0 }, { isNew: true })
    while (follower.logEndOffset < leader.logEndOffset) {
      const info = await leader.read(follower.logEndOffset, 7000, { isolation: 'logEnd', minOneMessage: true })
      follower.appendAsFollower(Buffer.concat(info.records))
    }
    expect(follower.size).toBe(leader.size)
    expect(await problems()).toEqual([])
  })
})

const LOCKER = `
import java.io.RandomAccessFile;
public class Locker {
  public static void main(String[] args) throws Exception {
    try (RandomAccessFile file = new RandomAccessFile(args[0], "rw")) {
      System.out.println(file.getChannel().tryLock() == null ? "refused" : "locked");
    }
  }
}`

describe.skipIf(skipFor('Java', missing))('the lock of a log directory', () => {
  it("keeps Java's FileChannel.tryLock out, and lets it in afterwards", async () => {
    const fixture = new LogFixture()
    await fixture.start()
    const source = join(fixture.root, 'Locker.java')
    writeFileSync(source, LOCKER)
    const tryLock = async () => (await run('java', [source, join(fixture.directory, '.lock')])).stdout.trim()
    expect(await tryLock()).toBe('refused')
    await fixture.manager.shutdown()
    expect(await tryLock()).toBe('locked')
    fixture.dispose()
  })
})
