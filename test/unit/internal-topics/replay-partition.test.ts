import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appendToInternalTopic } from '../../../broker-core/internal-topics/append-to-internal-topic'
import { type ReplayOptions, replayPartition } from '../../../broker-core/internal-topics/replay-partition'
import type { Log } from '../../../broker-core/log/log'
import type { AppendOptions, AppendRequest } from '../../../broker-core/replication/append-to-partitions'
import { append, LogFixture, range } from '../log/log-fixture'

describe('replaying a partition', () => {
  let fixture: LogFixture
  let log: Log

  beforeEach(async () => {
    fixture = new LogFixture()
    log = await fixture.start({ 'segment.bytes': '2000', 'index.interval.bytes': '100' })
  })
  afterEach(() => fixture.dispose())

  async function offsets(change: Partial<ReplayOptions> = {}): Promise<number[]> {
    const { codec, scheduler } = fixture.runtime
    const found: number[] = []
    const options = { codec, scheduler, bufferSize: 300, isCurrent: () => true, ...change }
    for await (const { records } of replayPartition(log, options)) found.push(...records.map(({ offset }) => offset))
    return found
  }

  it('gives every batch once, over many reads and segments, and after a restart from files', async () => {
    for (let count = 1; count <= 20; count++) append(log, { count, valueSize: 50 })
    expect(await offsets()).toEqual(range(0, 210))
    expect(await offsets({ bufferSize: 1 })).toEqual(range(0, 210))
    log = await fixture.restart()
    expect(await offsets()).toEqual(range(0, 210))
    expect(await offsets({ fromOffset: 190 })).toEqual(range(190, 210))
  })

  it('sees what is appended meanwhile, and ends when nobody wants it any more', async () => {
    append(log)
    const { codec, scheduler } = fixture.runtime
    const seen: number[] = []
    let wanted = true
    const options = { codec, scheduler, bufferSize: 1000, isCurrent: () => wanted }
    for await (const { baseOffset } of replayPartition(log, options)) {
      seen.push(baseOffset)
      if (seen.length < 4) append(log)
      else wanted = false
    }
    expect(seen).toEqual([0, 1, 2, 3])
  })

  it('of an appended transaction says whose it is', async () => {
    const asked: AppendOptions[] = []
    const appends = {
      append: async ([request]: readonly AppendRequest[], options: AppendOptions) => {
        asked.push(options)
        const { firstOffset } = log.appendAsLeader(request!.records, { leaderEpoch: 3, origin: options.origin })
        const { topic, partition } = request!
        const rest = { errorMessage: null, recordErrors: [], logAppendTime: -1, logStartOffset: 0 }
        return [{ topic, partition, errorCode: 0, baseOffset: firstOffset, ...rest }]
      },
    }
    const { codec, scheduler } = fixture.runtime
    append(log)
    const record = { key: Buffer.from('k'), value: null, timestamp: 5 }
    const place = { topic: 'orders', partition: 0, records: [record, record], requiredAcks: -1, timeoutMs: 9 }
    const transaction = { producerId: 77n, producerEpoch: 2 }
    const result = await appendToInternalTopic({ appends, codec }, { ...place, transaction, compression: 'gzip' })
    expect(result).toEqual({ errorCode: 0, baseOffset: 1 })
    expect(asked).toEqual([{ requiredAcks: -1, timeoutMs: 9, origin: 'coordinator', internalTopicsAllowed: true }])
    const batches = []
    const options = { codec, scheduler, bufferSize: 1000, isCurrent: () => true }
    for await (const batch of replayPartition(log, options)) batches.push(batch)
    expect(batches[1]).toMatchObject({
      ...{ baseOffset: 1, nextOffset: 3, producerId: 77n, producerEpoch: 2, isTransactional: true, isControl: false },
      records: [{ offset: 1, key: Buffer.from('k'), value: null, timestamp: 5 }, { offset: 2 }],
    })
  })
})
