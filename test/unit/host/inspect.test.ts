import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { scanBatches } from '../../../electron/host/inspect/batch-scan'
import { inspectDirectory } from '../../../electron/host/inspect/inspect-directory'
import { ReadOnlyFile, readFailure } from '../../../electron/host/inspect/read-only-file'
import { reportSchema } from '../../../electron/host/inspect/report-schema'
import { removeTemporary, temporaryDirectory } from '../../helpers/temp'
import { batchAt, batchesAt, TIME, writePartition, writeRoot } from './inspect-data'

let dir: string
beforeEach(() => {
  dir = temporaryDirectory('inspect')
  return () => removeTemporary(dir)
})

const LOG = '00000000000000000000.log'
const flip = (path: string, position: number) => {
  const bytes = readFileSync(path)
  bytes[position]! ^= 0x55
  writeFileSync(path, bytes)
}
const kinds = async (severities = ['error', 'warning']) => {
  const { problems, partitions } = await inspectDirectory(dir)
  const all = [...problems, ...partitions.flatMap((partition) => partition.problems)]
  return all.filter(({ severity }) => severities.includes(severity)).map(({ kind, position }) => [kind, position])
}
/** Two segments of four batches with three records each. */
const twoSegments = () => [
  { baseOffset: 0, batches: batchesAt(0, 4) },
  { baseOffset: 12, batches: batchesAt(12, 4) },
]

describe('the report of a sound directory', () => {
  it('counts and places everything, and is what the schema says', async () => {
    writeRoot(dir, { highWatermarks: { 'orders-0': 20 } })
    writePartition(dir, 'orders-0', twoSegments())
    const report = await inspectDirectory(dir)
    expect(reportSchema.parse(report)).toEqual(report)
    expect(Object.keys(report).slice(0, 2)).toEqual(['dir', 'partitions'])
    expect(report).toMatchObject({ dir, kind: 'logDirectory', cleanShutdown: true, recordCount: 24, problems: [] })
    expect(report.metaProperties).toMatchObject({ version: 0, nodeId: 1, clusterId: 'abc' })
    const [partition] = report.partitions
    expect(partition).toMatchObject({
      topic: 'orders',
      partition: 0,
      logStartOffset: 0,
      logEndOffset: 24,
      problems: [],
    })
    expect(partition!.checkpoints.highWatermark).toBe(20)
    expect(partition!.segments.map(({ active }) => active)).toEqual([false, true])
    expect(partition!.segments[1]).toMatchObject({
      baseOffset: 12,
      recordCount: 12,
      batchCount: 4,
      firstOffset: 12,
      lastOffset: 23,
      firstTimestamp: TIME + 12_000,
      maxTimestamp: TIME + 23_000,
      offsetIndexEntries: 2,
      timeIndexEntries: 2,
      compressions: { none: 4 },
      magics: [2],
    })
    expect(partition!.segments[0]!.sizeBytes).toBe(statSync(join(dir, 'orders-0', LOG)).size)
  })

  it("reads one partition's folder too, and only what is asked for", async () => {
    writeRoot(dir)
    const folder = writePartition(dir, 'a-b-1', twoSegments())
    writePartition(dir, 'other-0', twoSegments())
    expect(await inspectDirectory(folder)).toMatchObject({
      kind: 'partition',
      recordCount: 24,
      partitions: [{ topic: 'a-b', partition: 1 }],
    })
    expect((await inspectDirectory(dir, { topic: 'a-b' })).partitions.map(({ topic }) => topic)).toEqual(['a-b'])
    await expect(inspectDirectory(dir, { topic: 'a-b', partition: 7 })).rejects.toThrow(
      /no topic a-b, partition 7; topics there: a-b, other/,
    )
  })

  it('takes what newer and older releases leave there for what it is', async () => {
    writeRoot(dir)
    writeFileSync(
      join(dir, 'meta.properties'),
      'version=1\nnode.id=3\ncluster.id=abc\ndirectory.id=RfVh1jNpTUqlMzoUY2uPow\n',
    )
    const uuid = '0123456789abcdef0123456789abcdef'
    for (const kind of ['delete', 'future', 'stray']) writePartition(dir, `old-0.${uuid}-${kind}`, twoSegments())
    const orders = writePartition(dir, 'orders-0', twoSegments())
    for (const suffix of ['.log.deleted', '.log.cleaned', '.index.swap'])
      writeFileSync(join(orders, `00000000000000000000${suffix}`), '')
    mkdirSync(join(dir, '__cluster_metadata-0'))
    writeFileSync(join(dir, '__cluster_metadata-0', '00000000000000000000-0000000000.checkpoint'), '')
    const report = await inspectDirectory(dir)
    expect(report.metaProperties).toMatchObject({ version: 1, nodeId: 3, directoryId: 'RfVh1jNpTUqlMzoUY2uPow' })
    expect(report.partitions.map(({ topic, kind }) => `${topic} ${kind}`)).toEqual([
      '__cluster_metadata current',
      'old delete',
      'old future',
      'old stray',
      'orders current',
    ])
    expect(report.partitions[0]!.files.map(({ role }) => role)).toEqual(['metadataSnapshot'])
    expect(report.partitions[4]!.files.filter(({ leftover }) => leftover).map(({ role }) => role)).toEqual([
      'swap',
      'cleaned',
      'deleted',
    ])
  })
})

describe('what is wrong', () => {
  beforeEach(() => {
    writeRoot(dir, { highWatermarks: { 'orders-0': 24 } })
    writePartition(dir, 'orders-0', twoSegments())
  })
  const log = () => join(dir, 'orders-0', LOG)
  const size = batchAt(0, 3).length

  it('nothing', async () => expect(await kinds()).toEqual([]))

  it('a changed byte is a wrong CRC at its batch, and the batches behind it are read on', async () => {
    flip(log(), size + 65)
    expect(await kinds()).toEqual([['crcMismatch', size]])
    expect((await inspectDirectory(dir)).recordCount).toBe(24)
    expect((await inspectDirectory(dir, { checkCrc: false })).partitions[0]!.problems).toEqual([])
  })

  it('a cut batch is a torn tail', async () => {
    const active = join(dir, 'orders-0', '00000000000000000012.log')
    truncateSync(active, statSync(active).size - 5)
    const found = await kinds()
    expect(found).toContainEqual(['tornTail', readFileSync(active).length + 5 - batchAt(21, 3).length])
    expect(found).toContainEqual(['checkpointBeyondEnd', null])
  })

  it('zeros behind the last batch are told apart from garbage', async () => {
    const active = join(dir, 'orders-0', '00000000000000000012.log')
    const end = statSync(active).size
    appendFileSync(active, Buffer.alloc(5_000))
    expect(await kinds(['note'])).toContainEqual(['zeroTail', end])
    appendFileSync(active, 'xyz')
    expect(await kinds()).toEqual([['garbage', end]])
  })

  it('a broken length hides what follows, which is found again', async () => {
    const bytes = readFileSync(log())
    bytes.writeInt32BE(3, size + 8)
    writeFileSync(log(), bytes)
    const found = await kinds()
    expect(found).toContainEqual(['garbage', size])
    expect(found).toContainEqual(['unreachableBatches', 2 * size])
  })

  it('an index entry that leads nowhere, out of order or behind the log', async () => {
    const index = join(dir, 'orders-0', '00000000000000000000.index')
    const sound = readFileSync(index)
    const changed = (change: (bytes: Buffer) => void) => {
      const bytes = Buffer.from(sound)
      change(bytes)
      writeFileSync(index, bytes)
      return kinds()
    }
    expect(await changed((bytes) => bytes.writeInt32BE(size + 1, 4))).toEqual([['indexMismatch', 0]])
    expect(await changed((bytes) => bytes.writeInt32BE(3, 0))).toEqual([['indexMismatch', 0]])
    expect(await changed((bytes) => bytes.writeInt32BE(1_000_000, 12))).toEqual([['indexMismatch', 8]])
    // Between two batches, with an offset that the second one would allow.
    const between = (bytes: Buffer) => {
      bytes.writeInt32BE(8, 0)
      bytes.writeInt32BE(size + 1, 4)
    }
    expect(await changed(between)).toEqual([['indexMismatch', 0]])
    // An append of two batches has one entry: the last offset of both, the position of the first.
    expect(await changed((bytes) => bytes.writeInt32BE(8, 0))).toEqual([])
    writeFileSync(index, Buffer.concat([sound, Buffer.from([1])]))
    expect(await kinds()).toEqual([['indexSize', null]])
  })

  it('a time index that promises what the log does not have', async () => {
    const index = join(dir, 'orders-0', '00000000000000000000.timeindex')
    const bytes = readFileSync(index)
    bytes.writeBigInt64BE(BigInt(TIME + 4_000), 0)
    writeFileSync(index, bytes)
    expect(await kinds()).toEqual([['timeIndexMismatch', 0]])
  })

  it('zeros behind the entries of an index are its preallocated rest', async () => {
    const index = join(dir, 'orders-0', '00000000000000000012.index')
    appendFileSync(index, Buffer.alloc(8_000))
    expect(await kinds(['error', 'warning', 'note'])).toEqual([['indexNotTrimmed', 16]])
    expect((await inspectDirectory(dir)).partitions[0]!.segments[1]!.offsetIndexEntries).toBe(2)
  })

  it('an epoch file that contradicts the log, goes beyond it, or is not there', async () => {
    const file = join(dir, 'orders-0', 'leader-epoch-checkpoint')
    writeFileSync(file, '0\n2\n0 0\n5 9\n')
    expect(await kinds()).toEqual([['epochFileContradiction', null]])
    writeFileSync(file, '0\n2\n0 0\n5 25\n')
    expect(await kinds()).toEqual([['epochFileBeyondEnd', null]])
    // Where records were deleted, their epochs were too.
    writeFileSync(file, '0\n1\n3 7\n')
    expect(await kinds()).toEqual([['epochFileContradiction', null]])
    writeFileSync(file, '0\n1\n0 7\n')
    expect(await kinds()).toEqual([])
    writeFileSync(file, 'nonsense')
    expect(await kinds()).toEqual([['checkpointMalformed', null]])
  })

  it('an epoch that the file lets begin later than the log has it', async () => {
    const options = { partitionLeaderEpoch: 4 }
    const segments = [
      { baseOffset: 0, batches: batchesAt(0, 4, options) },
      { baseOffset: 12, batches: batchesAt(12, 4, options) },
    ]
    writePartition(dir, 'orders-0', segments, [
      { epoch: 3, startOffset: 7 },
      { epoch: 4, startOffset: 9 },
    ])
    expect(await kinds()).toEqual([['epochFileContradiction', null]])
  })

  it('epochs that go down', async () => {
    const batches = [batchAt(0, 3, { partitionLeaderEpoch: 4 }), batchAt(3, 3, { partitionLeaderEpoch: 2 })]
    writePartition(
      dir,
      'orders-0',
      [{ baseOffset: 0, batches, indexEvery: 0 }, twoSegments()[1]!],
      [{ epoch: 4, startOffset: 0 }],
    )
    expect(await kinds()).toContainEqual(['epochDisorder', size])
  })

  it('missing offsets are normal, offsets that go back are not', async () => {
    const batches = [batchAt(0, 3), batchAt(6, 3), batchAt(9, 3)]
    writePartition(dir, 'orders-0', [{ baseOffset: 0, batches }, twoSegments()[1]!])
    expect(await kinds(['error', 'warning', 'note'])).toEqual([['offsetGap', null]])
    expect((await inspectDirectory(dir)).partitions[0]!.segments[0]).toMatchObject({ gapCount: 1, missingOffsets: 3 })
    writePartition(dir, 'orders-0', [
      { baseOffset: 0, batches: [batchAt(0, 3), batchAt(6, 3), batchAt(3, 3)], indexEvery: 0 },
      twoSegments()[1]!,
    ])
    expect(await kinds()).toEqual([['offsetDisorder', 2 * size]])
  })

  it('segments that overlap, begin too early or leave a hole', async () => {
    writePartition(dir, 'orders-0', [{ baseOffset: 0, batches: batchesAt(0, 5) }, twoSegments()[1]!])
    expect(await kinds()).toEqual([['segmentOverlap', null]])
    writePartition(dir, 'orders-0', [{ baseOffset: 0, batches: batchesAt(0, 3) }, twoSegments()[1]!])
    expect(await kinds(['error', 'warning', 'note'])).toEqual([['segmentGap', null]])
    writePartition(dir, 'orders-0', [twoSegments()[0]!, { baseOffset: 12, batches: [batchAt(9, 3)], indexEvery: 0 }])
    expect(await kinds()).toContainEqual(['baseOffsetMismatch', 0])
  })

  it('files that are garbage, alone or without their log', async () => {
    const at = (name: string) => join(dir, 'orders-0', name)
    writeFileSync(at('00000000000000000024.snapshot'), 'garbage that is long enough')
    writeFileSync(at('00000000000000000012.txnindex'), 'garbage')
    writeFileSync(at('partition.metadata'), 'garbage')
    writeFileSync(at('00000000000000000099.index'), '')
    writeFileSync(join(dir, 'cleaner-offset-checkpoint'), '7\n')
    writeFileSync(join(dir, 'meta.properties'), 'version=9\n')
    mkdirSync(join(dir, 'stranger'))
    expect((await kinds()).map(([kind]) => kind).sort()).toEqual([
      'checkpointMalformed',
      'metaMalformed',
      'orphanFile',
      'snapshotCorrupt',
      'topicIdMalformed',
      'txnIndexCorrupt',
      'unknownDirectory',
    ])
  })

  it('many of one kind are told in part and counted', async () => {
    writePartition(dir, 'orders-0', [{ baseOffset: 0, batches: batchesAt(0, 40) }])
    const bytes = readFileSync(log())
    for (let at = 65; at < bytes.length; at += size) bytes[at]! ^= 1
    writeFileSync(log(), bytes)
    const { partitions } = await inspectDirectory(dir)
    const found = partitions[0]!.problems.filter(({ kind }) => kind === 'crcMismatch')
    expect(found.length).toBeLessThan(10)
    expect(found.at(-1)!.what).toMatch(/^and \d+ more/)
  })
})

describe('what cannot be opened', () => {
  it('is said in one sentence that names the path', async () => {
    const file = join(dir, 'file')
    writeFileSync(file, '')
    const empty = join(dir, 'empty')
    mkdirSync(empty)
    await expect(inspectDirectory(join(dir, 'none'))).rejects.toThrow(`${dir}/none does not exist`)
    await expect(inspectDirectory(file)).rejects.toThrow(`${file} is a file: give its directory`)
    await expect(inspectDirectory(empty)).rejects.toThrow(`${empty} is not a Kafka data directory: it is empty`)
    await expect(inspectDirectory(dir)).rejects.toThrow(/not a Kafka data directory: no meta.properties.* is in it$/)
    mkdirSync(join(dir, 'kafka-logs'))
    writeFileSync(join(dir, 'kafka-logs', 'meta.properties'), '')
    await expect(inspectDirectory(dir)).rejects.toThrow(`is in it; try ${dir}/kafka-logs`)
  })

  it('names what the system refuses', () => {
    const refused = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' })
    expect(readFailure('/data', refused).message).toMatch(/^\/data may not be read by this user: run as its owner/)
    expect(readFailure('/data', Object.assign(new Error('EIO: i/o error'), { code: 'EIO' })).message).toContain('EIO')
  })

  it.skipIf(process.getuid?.() === 0)('tells what this user may not read', async () => {
    chmodSync(dir, 0)
    await expect(inspectDirectory(dir)).rejects.toThrow(/may not be read by this user/)
    chmodSync(dir, 0o700)
  })
})

describe('reading', () => {
  it('changes nothing in the directory', async () => {
    writeRoot(dir, { clean: false })
    writePartition(dir, 'orders-0', twoSegments())
    const look = () =>
      readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => {
        const { size, mtimeMs, ctimeMs } = statSync(join(dir, name))
        return [name, size, mtimeMs, ctimeMs]
      })
    const before = look()
    await inspectDirectory(dir)
    expect(look()).toEqual(before)
  })

  it('goes on where a live broker deletes, cuts and rolls meanwhile', async () => {
    writeRoot(dir, { clean: false })
    for (const name of ['a-0', 'b-0', 'c-0', 'd-0', 'e-0', 'f-0', 'g-0']) writePartition(dir, name, twoSegments())
    let reads = 0
    const report = await inspectDirectory(dir, {
      onProgress: () => {
        if (reads++ > 0) return
        // All are listed by now; the last ones are not opened yet.
        rmSync(join(dir, 'e-0'), { recursive: true })
        renameSync(join(dir, 'f-0', LOG), join(dir, 'f-0', `${LOG}.deleted`))
        truncateSync(join(dir, 'g-0', '00000000000000000012.log'), 0)
      },
    })
    const records = report.partitions.map(({ topic, recordCount }) => [topic, recordCount])
    expect(records).toEqual([
      ['a', 24],
      ['b', 24],
      ['c', 24],
      ['d', 24],
      ['e', 0],
      ['f', 12],
      ['g', 12],
    ])
    expect(report.partitions.flatMap(({ problems }) => problems).filter(({ kind }) => kind === 'unreadable')).toEqual(
      [],
    )
  })

  it('takes a file that shrinks under it for as long as it is', async () => {
    const folder = writePartition(dir, 'orders-0', twoSegments())
    const path = join(folder, LOG)
    const file = await ReadOnlyFile.open(path)
    truncateSync(path, 150)
    const seen: number[] = []
    const end = await scanBatches(file, { checkCrc: true }, ({ baseOffset }) => void seen.push(baseOffset))
    await file.close()
    expect([seen, end.kind, end.position, end.endPosition]).toEqual([[0], 'torn', batchAt(0, 3).length, 150])
  })

  it('can be cancelled', async () => {
    writeRoot(dir)
    writePartition(dir, 'orders-0', twoSegments())
    const controller = new AbortController()
    const asked = inspectDirectory(dir, {
      signal: controller.signal,
      onProgress: () => controller.abort(new Error('enough')),
    })
    await expect(asked).rejects.toThrow('enough')
  })
})
