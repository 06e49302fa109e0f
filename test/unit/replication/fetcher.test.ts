import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { Fetcher } from '../../../broker-core/replication/fetcher/fetcher'
import type {
  EpochRequest,
  EpochResult,
  LeaderEndPoint,
  ReplicaFetchRequest,
  ReplicaFetchResult,
} from '../../../broker-core/replication/fetcher/leader-end-point'
import { batch, range, readOffsets, TOPIC } from '../log/log-fixture'
import { PartitionFixture, settled } from './partition-fixture'

interface Asked<Request, Result> {
  request: Request
  answer(results: Result[]): Promise<void>
}

/** A leader whose every answer the test gives when it likes. */
class ScriptedLeader implements LeaderEndPoint {
  readonly brokerId = 2
  readonly fetches: Asked<readonly ReplicaFetchRequest[], ReplicaFetchResult>[] = []
  readonly epochs: Asked<readonly EpochRequest[], EpochResult>[] = []
  startOffset = 0
  endOffset = 0
  private readonly rejections: ((error: Error) => void)[] = []

  fetch(request: readonly ReplicaFetchRequest[]): Promise<ReplicaFetchResult[]> {
    return this.ask(this.fetches, request)
  }
  endOffsetsForEpochs(request: readonly EpochRequest[]): Promise<EpochResult[]> {
    return this.ask(this.epochs, request)
  }
  private ask<Request, Result>(list: Asked<Request, Result>[], request: Request): Promise<Result[]> {
    return new Promise((resolve, reject) => {
      this.rejections.push(reject)
      list.push({
        request,
        answer: (results) => {
          resolve(results)
          return settled()
        },
      })
    })
  }
  earliestOffset = () => Promise.resolve(this.startOffset)
  latestOffset = () => Promise.resolve(this.endOffset)
  close(): void {
    for (const reject of this.rejections) reject(new Error('closed'))
  }
}

let fixture: PartitionFixture
let leader: ScriptedLeader
let fetcher: Fetcher

beforeEach(async () => {
  fixture = await new PartitionFixture().open()
  leader = new ScriptedLeader()
  const { manager, runtime } = fixture.logs
  fetcher = new Fetcher({
    name: 'test',
    leader,
    getPartition: () => fixture.partition,
    logManager: manager,
    fetchBackoffMs: 5,
    truncateByLeaderEpoch: true,
    clock: runtime.clock,
    scheduler: runtime.scheduler,
    logger: runtime.logger,
    probe: () => undefined,
    onProgress: () => undefined,
    io: { appendBytes: 0, replicaAppendBytes: 0, consumerFetchBytes: 0, followerFetchBytes: 0 },
  })
})
afterEach(() => {
  fetcher.stop()
  fixture.dispose()
})

/** Five records of epoch 0, three of them below the high watermark; then this broker follows broker 2 in `leaderEpoch`. */
function follow(leaderEpoch = 1): void {
  for (let n = 0; n < 5; n++) fixture.log.appendAsLeader(batch(), { leaderEpoch: 0, origin: 'client' })
  fixture.log.updateHighWatermark(3)
  start(leaderEpoch)
}

function start(leaderEpoch: number): void {
  fixture.partition.makeFollower(fixture.state({ leader: 2, leaderEpoch }), fixture.log)
  fetcher.add(TOPIC, fixture.log.highWatermark, leaderEpoch)
}

const fetched = (result: Partial<ReplicaFetchResult>): ReplicaFetchResult => ({
  ...TOPIC,
  errorCode: 0,
  highWatermark: 0,
  logStartOffset: 0,
  records: Buffer.alloc(0),
  ...result,
})

/** A batch as a leader of `epoch` would send it, at `offset`. */
function sent(offset: number, epoch: number): Buffer {
  const records = batch()
  records.writeBigInt64BE(BigInt(offset), 0)
  records.writeInt32BE(epoch, 12)
  return records
}

const epochEnd = (leaderEpoch: number, endOffset: number, errorCode = 0): EpochResult => ({
  ...TOPIC,
  errorCode,
  leaderEpoch,
  endOffset,
})

describe('a fetcher', () => {
  it('asks where its latest epoch ends, cuts there and only then fetches', async () => {
    follow()
    expect(leader.epochs[0]?.request).toEqual([{ ...TOPIC, currentLeaderEpoch: 1, leaderEpoch: 0 }])
    expect(leader.fetches).toEqual([])
    await leader.epochs[0]!.answer([epochEnd(0, 4)])
    expect(fixture.log.logEndOffset).toBe(4)
    expect(leader.fetches[0]?.request).toMatchObject([{ fetchOffset: 4, currentLeaderEpoch: 1 }])
    await leader.fetches[0]!.answer([fetched({ records: sent(4, 1), highWatermark: 9 })])
    expect([fixture.log.logEndOffset, fixture.log.highWatermark]).toEqual([5, 5])
    expect(leader.fetches[1]?.request).toMatchObject([{ fetchOffset: 5 }])
    expect(await readOffsets(fixture.log, fixture.logs.runtime)).toEqual(range(0, 5))
  })

  it('appends nothing of an answer to a question of an earlier epoch', async () => {
    follow()
    await leader.epochs[0]!.answer([epochEnd(0, 5)])
    start(2)
    await leader.fetches[0]!.answer([fetched({ records: sent(5, 1), highWatermark: 6 })])
    expect([fixture.log.logEndOffset, fixture.log.highWatermark]).toEqual([5, 3])
    expect(leader.epochs[1]?.request).toMatchObject([{ currentLeaderEpoch: 2 }])
  })

  it('cuts nothing by an answer to a question of an earlier epoch', async () => {
    follow()
    start(2)
    await leader.epochs[0]!.answer([epochEnd(0, 1)])
    expect(fixture.log.logEndOffset).toBe(5)
  })

  it('appends nothing once the partition is taken from it', async () => {
    follow()
    await leader.epochs[0]!.answer([epochEnd(0, 5)])
    fetcher.remove('orders-0')
    fixture.lead({ leaderEpoch: 2 })
    await leader.fetches[0]!.answer([fetched({ records: sent(5, 1), highWatermark: 6 })])
    expect(fixture.log.logEndOffset).toBe(5)
  })

  it('gives a partition up whose epoch is fenced, until it is told a newer one', async () => {
    follow()
    await leader.epochs[0]!.answer([epochEnd(-1, -1, ErrorCode.FENCED_LEADER_EPOCH)])
    expect([fetcher.size, leader.fetches.length]).toEqual([0, 0])
    start(2)
    expect(leader.epochs).toHaveLength(2)
  })

  it('asks again later after other refusals', async () => {
    follow()
    await leader.epochs[0]!.answer([epochEnd(-1, -1, ErrorCode.UNKNOWN_LEADER_EPOCH)])
    expect(fetcher.size).toBe(1)
    await new Promise<void>((resolve) => {
      const asked = leader.endOffsetsForEpochs.bind(leader)
      leader.endOffsetsForEpochs = (request) => {
        resolve()
        return asked(request)
      }
    })
    expect(fixture.log.logEndOffset).toBe(5)
  })

  it('cuts to the end of a leader that has less', async () => {
    follow()
    await leader.epochs[0]!.answer([epochEnd(0, 5)])
    leader.endOffset = 2
    await leader.fetches[0]!.answer([fetched({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE })])
    expect([fixture.log.logEndOffset, fixture.log.highWatermark]).toEqual([2, 2])
    expect(leader.fetches[1]?.request).toMatchObject([{ fetchOffset: 2 }])
  })

  it('starts over where a leader begins that no longer has what comes next', async () => {
    follow()
    await leader.epochs[0]!.answer([epochEnd(0, 5)])
    Object.assign(leader, { startOffset: 100, endOffset: 120 })
    await leader.fetches[0]!.answer([fetched({ errorCode: ErrorCode.OFFSET_OUT_OF_RANGE })])
    expect([fixture.log.logStartOffset, fixture.log.logEndOffset]).toEqual([100, 100])
    expect(leader.fetches[1]?.request).toMatchObject([{ fetchOffset: 100, logStartOffset: 100 }])
  })
})
