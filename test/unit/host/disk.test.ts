import { describe, expect, it } from 'vitest'
import type { ProbeFact } from '../../../broker-core/probe/events'
import type { DiskEntryView } from '../../../electron/host/api/views'
import { fileChangeCause } from '../../../electron/host/disk/change-causes'
import { checkpointContent } from '../../../electron/host/disk/checkpoint-files'
import { checkpointRows } from '../../../electron/host/disk/checkpoint-rows'
import { type ChangeMark, diffEntries, type FileChange } from '../../../electron/host/disk/diff'
import { withSegments } from '../../../electron/host/disk/partition-look'
import type { ScannedEntry } from '../../../electron/host/disk/scan'

const file = (name: string, sizeBytes: number, modifiedMs = 1): ScannedEntry => ({
  name,
  kind: 'file',
  sizeBytes,
  allocatedBytes: sizeBytes,
  modifiedMs,
})
const marks = (entries: DiskEntryView[]) =>
  Object.fromEntries(entries.map(({ name, change }) => [name, change?.mark ?? null]))
const cause = () => 'unknown' as const
const looks = (...scans: [nowMs: number, entries: ScannedEntry[]][]) =>
  scans.reduce<DiskEntryView[] | undefined>(
    (before, [nowMs, now]) => diffEntries(before, now, nowMs, cause),
    undefined,
  )!

describe('a directory between two looks', () => {
  it('marks nothing at the first look', () => {
    expect(marks(looks([0, [file('a', 1)]]))).toEqual({ a: null })
  })

  it('marks what is new, different and gone, and what is the same not', () => {
    const entries = looks(
      [0, [file('a', 1), file('b', 1), file('c', 1)]],
      [10, [file('a', 1), file('b', 2, 2), file('d', 1)]],
    )
    expect(marks(entries)).toEqual({ a: null, b: 'changed', c: 'deleted', d: 'added' })
    expect(entries.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd'])
  })

  it('keeps a mark for a minute, a deleted entry for half of one', () => {
    const start: [number, ScannedEntry[]][] = [
      [0, [file('a', 1), file('b', 1)]],
      [10, [file('a', 2, 2)]],
    ]
    expect(marks(looks(...start, [20_000, [file('a', 2, 2)]]))).toEqual({ a: 'changed', b: 'deleted' })
    expect(marks(looks(...start, [31_000, [file('a', 2, 2)]]))).toEqual({ a: 'changed' })
    expect(marks(looks(...start, [31_000, [file('a', 2, 2)]], [61_000, [file('a', 2, 2)]]))).toEqual({ a: null })
  })

  it('calls a file that was added a moment ago new while it grows, and one that came back new again', () => {
    expect(marks(looks([0, []], [1, [file('a', 1)]], [2, [file('a', 9, 2)]]))).toEqual({ a: 'added' })
    expect(marks(looks([0, [file('a', 1)]], [1, []], [2, [file('a', 1)]]))).toEqual({ a: 'added' })
  })

  it('learns why from a broker whose word comes after the file was seen, for ten seconds', () => {
    const index = '00000000000000000000.index'
    const told = (facts: ProbeFact[]) => (change: FileChange) => fileChangeCause(change, facts)
    const at = { topic: 't', partition: 0 }
    const rolled: ProbeFact = { kind: 'segmentRolled', ...at, baseOffset: 100, why: 'segment.bytes' }
    const deleted: ProbeFact = { kind: 'segmentsDeleted', ...at, baseOffsets: [0], bytes: 1, cause: 'retention' }
    const before = diffEntries(undefined, [file(index, 9)], 0, told([]))
    const seen = diffEntries(before, [file(index, 1, 2)], 10, told([]))
    expect(seen[0]!.change).toEqual({ mark: 'changed', cause: 'unknown', atMs: 10, grewBytes: -8 })
    const later = (nowMs: number) => diffEntries(seen, [file(index, 1, 2)], nowMs, told([rolled]))[0]!.change
    expect(later(10_010)).toEqual({ mark: 'changed', cause: 'roll', atMs: 10, grewBytes: -8 })
    expect(later(10_011)!.cause).toBe('unknown')
    const gone = diffEntries(seen, [], 20, told([]))
    expect(diffEntries(gone, [], 30, told([deleted]))[0]!.change).toMatchObject({ mark: 'deleted', cause: 'retention' })
  })

  it('does not count a directory as changed because its time did', () => {
    const directory = (modifiedMs: number): ScannedEntry => ({ ...file('d', 5, modifiedMs), kind: 'directory' })
    expect(marks(looks([0, [directory(1)]], [1, [directory(2)]]))).toEqual({ d: null })
  })
})

describe('why a file changed', () => {
  const change = (name: string, mark: ChangeMark, grewBytes = 1): FileChange => ({ name, mark, grewBytes })
  const log = '00000000000000000100.log'
  const index = '00000000000000000000.index'
  const at = { topic: 't', partition: 0 }
  const rolled: ProbeFact = { kind: 'segmentRolled', ...at, baseOffset: 100, why: 'segment.bytes' }
  const truncated: ProbeFact = { kind: 'truncated', ...at, from: 120, to: 110, why: 'to local high watermark 110' }
  const retention: ProbeFact = { kind: 'segmentsDeleted', ...at, baseOffsets: [100], bytes: 1, cause: 'retention' }

  it.each<[FileChange, ProbeFact[], string]>([
    [change('replication-offset-checkpoint', 'changed'), [], 'checkpoint'],
    [change('leader-epoch-checkpoint', 'added'), [], 'checkpoint'],
    [change('meta.properties', 'added'), [], 'start'],
    [change('.kafka_cleanshutdown', 'deleted'), [], 'start'],
    [change(log, 'changed', 50), [], 'append'],
    [change(log, 'changed', -50), [truncated], 'truncation'],
    [change(log, 'changed', -50), [], 'unknown'],
    [change(log, 'changed', -50), [{ kind: 'logRecovered', ...at, recoveredTo: 110, truncatedBytes: 50 }], 'recovery'],
    [change(log, 'added'), [rolled], 'roll'],
    [change(log, 'added'), [], 'start'],
    [change(index, 'changed', -10_000), [rolled], 'roll'],
    [change(`${log}.deleted`, 'added'), [retention], 'retention'],
    [change(log, 'deleted'), [{ ...retention, cause: 'deleteRecords' }], 'deleteRecords'],
    [change(log, 'deleted'), [truncated], 'truncation'],
    [change(log, 'deleted'), [], 'unknown'],
    [change(`${log}.cleaned`, 'added'), [], 'cleaner'],
    [change('t-0.0123456789abcdef0123456789abcdef-delete', 'added'), [], 'topicDeletion'],
  ])('%o', (fileChange, facts, expected) => {
    expect(fileChangeCause(fileChange, facts)).toBe(expected)
  })
})

describe('segments', () => {
  it('only the last that is not deleted is active', () => {
    const entries = diffEntries(
      undefined,
      [file('00000000000000000000.log', 5), file('00000000000000000100.log', 1), file('x', 1)],
      0,
      cause,
    )
    expect(withSegments(entries).map(({ segment }) => segment)).toEqual([
      { baseOffset: 0, active: false },
      { baseOffset: 100, active: true },
      null,
    ])
  })
})

describe('checkpoint files', () => {
  it('are shown raw and line by line, and judged', () => {
    const content = checkpointContent(Buffer.from('0\n2\norders 0 1500\norders 1 7\n'), 'replication-offset-checkpoint')
    expect(content.problem).toBeNull()
    expect(content.entries).toEqual([
      { line: 3, text: 'orders 0 1500' },
      { line: 4, text: 'orders 1 7' },
    ])
    expect(
      checkpointContent(Buffer.from('0\n3\norders 0 1500\n'), 'replication-offset-checkpoint').problem?.en,
    ).toContain('3')
    expect(checkpointContent(Buffer.from('0\n1\n4 twelve\n'), 'leader-epoch-checkpoint').problem?.en).toContain(
      'twelve',
    )
  })

  it('stand beside the values in memory', () => {
    const view = (name: string, text: string) => ({
      path: name,
      writtenMs: 9,
      ...checkpointContent(Buffer.from(text), name),
    })
    const rows = checkpointRows({
      topic: 'orders',
      partition: 1,
      telemetry: {
        highWatermark: 137,
        recoveryPoint: -1,
        logStartOffset: 0,
        leaderEpochs: [{ epoch: 4, startOffset: 90 }],
      } as never,
      files: new Map([
        ['replication-offset-checkpoint', view('replication-offset-checkpoint', '0\n2\norders 11 5\norders 1 100\n')],
        ['leader-epoch-checkpoint', view('leader-epoch-checkpoint', '0\n2\n3 50\n4 90\n')],
      ]),
      setting: (key) => (key === 'replica.high.watermark.checkpoint.interval.ms' ? '1000' : undefined),
    })
    expect(rows[0]).toEqual({
      file: 'replication-offset-checkpoint',
      line: 'orders 1 100',
      onDisk: 100,
      inMemory: 137,
      epoch: null,
      writtenMs: 9,
      intervalMs: 1000,
    })
    expect(rows[1]).toMatchObject({
      file: 'recovery-point-offset-checkpoint',
      line: null,
      onDisk: null,
      inMemory: null,
      intervalMs: 60_000,
    })
    expect(rows.slice(4).map(({ epoch, onDisk, inMemory }) => [epoch, onDisk, inMemory])).toEqual([
      [4, 90, 90],
      [3, 50, null],
    ])
  })
})
