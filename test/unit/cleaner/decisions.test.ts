import { describe, expect, it } from 'vitest'
import { isLastOfProducer, judgeBatch, retainsRecord } from '../../../broker-core/cleaner/batch-retention'
import {
  type CleanableLog,
  compactionDelayMs,
  filthiest,
  offsetsToClean,
  planCleaning,
} from '../../../broker-core/cleaner/cleanable'
import {
  type CleaningState,
  type CleaningTransition,
  nextCleaningState,
} from '../../../broker-core/cleaner/cleaner-states'
import { IoThrottle } from '../../../broker-core/cleaner/io-throttle'
import { groupSegments } from '../../../broker-core/cleaner/segment-groups'

const NEVER = Number.MAX_SAFE_INTEGER
const segment = (baseOffset: number, size = 100, largestTimestamp = 1000, first = 1000) => ({
  baseOffset,
  size,
  largestTimestamp,
  firstBatchTimestamp: () => first,
})
type TestLog = CleanableLog<ReturnType<typeof segment>>
const log = (changes: Partial<TestLog> = {}, config: Partial<TestLog['config']> = {}): TestLog => ({
  logStartOffset: 0,
  lastStableOffset: 40,
  logEndOffset: 40,
  segments: [segment(0), segment(10), segment(20), segment(30)],
  config: {
    cleanupPolicy: { compact: true, delete: false },
    minCompactionLagMs: 0,
    maxCompactionLagMs: NEVER,
    minCleanableDirtyRatio: 0.5,
    ...config,
  },
  ...changes,
})

describe('from where to where', () => {
  it.each([
    ['never cleaned', log(), undefined, 0, 30, undefined],
    ['from the checkpoint', log(), 10, 10, 30, undefined],
    ['up to the active segment', log(), 30, 30, 30, undefined],
    ['from the log start, below it', log({ logStartOffset: 15 }), 5, 15, 30, 'below log start'],
    ['from the log start, beyond the end', log({ logStartOffset: 5 }), 41, 5, 30, 'beyond log end'],
    ['up to the last stable offset', log({ lastStableOffset: 12 }), 0, 0, 12, undefined],
    ['never below the first dirty offset', log({ lastStableOffset: 12 }), 20, 20, 20, undefined],
  ])('%s', (_, given, checkpoint, firstDirtyOffset, firstUncleanableOffset, invalidCheckpoint) => {
    expect(offsetsToClean(given, checkpoint, 5000)).toEqual({
      firstDirtyOffset,
      firstUncleanableOffset,
      invalidCheckpoint,
    })
  })

  it.each([
    [0, 30],
    [3000, 30],
    [4001, 20],
    [4600, 0],
  ])('with min.compaction.lag.ms=%i up to %i', (minCompactionLagMs, expected) => {
    const segments = [segment(0, 100, 500), segment(10, 100, 900), segment(20, 100, 1000), segment(30, 100, 5000)]
    const offsets = offsetsToClean(log({ segments }, { minCompactionLagMs }), 0, 5000)
    expect(offsets.firstUncleanableOffset).toBe(expected)
  })

  it('the first too young segment ends it, older ones behind stay', () => {
    const segments = [segment(0, 100, 500), segment(10, 100, 4900), segment(20, 100, 500), segment(30)]
    expect(offsetsToClean(log({ segments }, { minCompactionLagMs: 1000 }), 0, 5000).firstUncleanableOffset).toBe(10)
  })
})

describe('whether it is worth it', () => {
  it.each([
    ['all is dirty', undefined, 0, 300, 1, true],
    ['a third is', 20, 200, 100, 1 / 3, false],
    ['nothing is', 30, 300, 0, 0, false],
    // As in Kafka a segment that is partly clean counts on both sides.
    ['from within a segment', 15, 200, 200, 0.5, false],
  ])('%s', (_, checkpoint, cleanBytes, cleanableBytes, cleanableRatio, isEligible) => {
    expect(planCleaning(log(), checkpoint, 5000)).toMatchObject({
      cleanBytes,
      cleanableBytes,
      cleanableRatio,
      isEligible,
    })
  })

  it('takes whole segments below the last stable offset', () => {
    const plan = planCleaning(log({ lastStableOffset: 25 }), 0, 5000)
    expect(plan).toMatchObject({ firstUncleanableOffset: 20, cleanableBytes: 200 })
    expect(plan.dirtySegments.map(({ baseOffset }) => baseOffset)).toEqual([0, 10])
  })

  it.each([
    [NEVER, 0, false],
    [4000, 0, false],
    [3999, 1, true],
    [0, 4000, true],
  ])('with max.compaction.lag.ms=%i it is %i ms late', (maxCompactionLagMs, delayMs, isEligible) => {
    const late = log({}, { maxCompactionLagMs, minCleanableDirtyRatio: 0.9 })
    expect(compactionDelayMs(late, 20, 5000)).toBe(delayMs)
    expect(planCleaning(late, 20, 5000).isEligible).toBe(isEligible)
  })

  it('timestamps that say nothing make nothing late', () => {
    const segments = [segment(0, 100, -1, -1), segment(10, 100, -1, 0), segment(20)]
    expect(compactionDelayMs(log({ segments }, { maxCompactionLagMs: 1 }), 0, 5000)).toBe(0)
  })

  it('the filthiest eligible one is taken, the first of equals', () => {
    const plan = (id: string, cleanableRatio: number, isEligible = true) => ({ id, cleanableRatio, isEligible })
    expect(filthiest([plan('a', 0.6), plan('b', 0.9), plan('c', 0.9), plan('d', 1, false)])?.id).toBe('b')
    expect(filthiest([plan('a', 1, false)])).toBeUndefined()
  })
})

describe('groups of segments', () => {
  const sized = (baseOffset: number, size: number, indexBytes = 8) => ({
    baseOffset,
    size,
    offsetIndexBytes: indexBytes,
    timeIndexBytes: indexBytes,
  })
  const limits = { segmentBytes: 100, segmentIndexBytes: 1000, firstUncleanableOffset: 100 }
  const bases = (groups: { baseOffset: number }[][]) => groups.map((group) => group.map(({ baseOffset }) => baseOffset))

  it.each([
    ['as many as fit', [sized(0, 40), sized(10, 60), sized(20, 1)], [[0, 10], [20]]],
    ['one that is too large is alone', [sized(0, 500), sized(10, 50), sized(20, 50)], [[0], [10, 20]]],
    ['indexes count too', [sized(0, 1, 600), sized(10, 1, 401), sized(20, 1, 1)], [[0], [10, 20]]],
    ['none', [], []],
  ])('%s', (_, segments, expected) => {
    expect(bases(groupSegments(segments, limits))).toEqual(expected)
  })

  it('offsets fit an index entry', () => {
    const far = 0x7fffffff
    const segments = [sized(0, 1), sized(10, 1), sized(far, 1)]
    expect(bases(groupSegments(segments, { ...limits, firstUncleanableOffset: far + 1 }))).toEqual([[0, 10, far]])
    expect(bases(groupSegments(segments, { ...limits, firstUncleanableOffset: far + 2 }))).toEqual([[0, 10], [far]])
    const empty = [sized(0, 1), sized(10, 1), sized(far, 0)]
    expect(bases(groupSegments(empty, { ...limits, firstUncleanableOffset: far + 2 }))).toEqual([[0, 10, far]])
  })
})

describe('a batch', () => {
  const facts = { isControl: false, canDiscard: false, deleteHorizonMs: undefined, isLastOfProducer: false }
  it.each([
    ['data', {}, 'deleteEmpty', false, false],
    ['aborted data', { canDiscard: true }, 'delete', true, false],
    ['aborted data, last of its producer', { canDiscard: true, isLastOfProducer: true }, 'retainEmpty', true, false],
    ['last of its producer', { isLastOfProducer: true }, 'retainEmpty', false, false],
    ['a marker in use', { isControl: true }, 'deleteEmpty', false, false],
    ['a marker of nothing', { isControl: true, canDiscard: true }, 'deleteEmpty', false, true],
    ['before its horizon', { isControl: true, canDiscard: true, deleteHorizonMs: 1001 }, 'deleteEmpty', false, true],
    ['at its horizon', { isControl: true, canDiscard: true, deleteHorizonMs: 1000 }, 'delete', true, true],
    ['in use, past a horizon', { isControl: true, deleteHorizonMs: 1 }, 'deleteEmpty', false, false],
  ])('%s', (_, changes, retention, discardsRecords, isMarkerOfEmptyTransaction) => {
    expect(judgeBatch({ ...facts, ...changes }, 1000)).toEqual({
      retention,
      discardsRecords,
      isMarkerOfEmptyTransaction,
    })
  })

  it.each([
    ['an unknown producer', 10, false, 0, undefined, false],
    ['its last data', 10, false, 0, { lastDataOffset: 10, producerEpoch: 3 }, true],
    ['other data', 9, false, 3, { lastDataOffset: 10, producerEpoch: 3 }, false],
    ['a marker though there is data', 11, true, 3, { lastDataOffset: 10, producerEpoch: 3 }, false],
    ['a marker of its epoch', 11, true, 3, { lastDataOffset: undefined, producerEpoch: 3 }, true],
    ['a marker of an older one', 11, true, 2, { lastDataOffset: undefined, producerEpoch: 3 }, false],
  ])('%s', (_, lastOffset, isControlBatch, producerEpoch, last, expected) => {
    expect(isLastOfProducer({ lastOffset, isControlBatch, producerEpoch }, last)).toBe(expected)
  })

  it.each([
    ['the last value', 5, true, true, 5, undefined, true],
    ['one that was overwritten', 4, true, true, 5, undefined, false],
    ['one of a key that is not dirty', 4, true, true, -1, undefined, true],
    ['one without key', 4, false, true, -1, undefined, false],
    ['a new tombstone', 5, true, false, 5, undefined, true],
    ['before its horizon', 5, true, false, 5, 1001, true],
    ['at its horizon', 5, true, false, 5, 1000, false],
    ['a value past the horizon of its batch', 5, true, true, 5, 1, true],
  ])('keeps a record or not: %s', (_, offset, hasKey, hasValue, lastOffsetOfKey, horizon, expected) => {
    expect(retainsRecord({ offset, hasKey, hasValue, lastOffsetOfKey }, horizon, 1000)).toBe(expected)
  })
})

describe('states of a partition', () => {
  const free = undefined
  const inProgress: CleaningState = { kind: 'inProgress' }
  const aborted = (pauses: number): CleaningState => ({ kind: 'aborted', pauses })
  const paused = (pauses: number): CleaningState => ({ kind: 'paused', pauses })

  it.each<[CleaningState | undefined, CleaningTransition, CleaningState | undefined | 'impossible']>([
    [free, 'start', inProgress],
    [free, 'abortAndPause', paused(1)],
    [free, 'abort', free],
    [free, 'resume', 'impossible'],
    [free, 'done', 'impossible'],
    [inProgress, 'start', 'impossible'],
    [inProgress, 'abortAndPause', aborted(1)],
    [inProgress, 'abort', aborted(0)],
    [inProgress, 'resume', 'impossible'],
    [inProgress, 'done', free],
    [aborted(0), 'start', 'impossible'],
    [aborted(0), 'abortAndPause', aborted(1)],
    [aborted(1), 'abort', aborted(1)],
    [aborted(1), 'resume', aborted(0)],
    [aborted(0), 'resume', 'impossible'],
    [aborted(0), 'done', free],
    [aborted(2), 'done', paused(2)],
    [paused(1), 'start', 'impossible'],
    [paused(1), 'abortAndPause', paused(2)],
    [paused(1), 'abort', paused(1)],
    [paused(2), 'resume', paused(1)],
    [paused(1), 'resume', free],
    [paused(1), 'done', 'impossible'],
  ])('%j, %s', (state, transition, expected) => {
    if (expected === 'impossible') expect(() => nextCleaningState(state, transition)).toThrow(/cannot/)
    else expect(nextCleaningState(state, transition)).toEqual(expected)
  })
})

describe('the io throttle', () => {
  it('looks every 300 ms and waits until the rate is right', () => {
    const throttle = new IoThrottle()
    expect(throttle.observe(200, 1000, 0)).toBe(0)
    expect(throttle.observe(50, 1000, 299)).toBe(0)
    expect(throttle.observe(500, 1000, 500)).toBe(250)
    expect(throttle.observe(100, 1000, 1000)).toBe(0)
    expect(throttle.observe(0, 1000, 1200)).toBe(0)
    // Much at once does not wait for the next look.
    expect(throttle.observe(1000, 1000, 1250)).toBe(950)
    expect(throttle.observe(1_000_000, Number.POSITIVE_INFINITY, 9000)).toBe(0)
  })
})
