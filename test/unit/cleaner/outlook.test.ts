import { describe, expect, it } from 'vitest'
import { type CleanableLog, planCleaning } from '../../../broker-core/cleaner/cleanable'
import {
  type CleanerSituation,
  type LogSituation,
  nextEligibleMs,
  sectionsOf,
  whyNotCleaned,
} from '../../../broker-core/cleaner/cleaning-outlook'

const NEVER = Number.MAX_SAFE_INTEGER
const NOW_MS = 5000
const segment = (baseOffset: number, size = 100, largestTimestamp = 1000) => ({
  baseOffset,
  size,
  largestTimestamp,
  firstBatchTimestamp: () => largestTimestamp,
})
type TestLog = CleanableLog<ReturnType<typeof segment>> & { highWatermark: number }
const log = (changes: Partial<TestLog> = {}, config: Partial<TestLog['config']> = {}): TestLog => ({
  logStartOffset: 0,
  highWatermark: 40,
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
const CLEANER: CleanerSituation = { enabled: true, liveThreads: 1, nextCheckMs: 5100 }
const FREE: LogSituation = { state: undefined, progress: undefined, uncleanable: undefined, position: 0 }

const why = (given: TestLog, checkpoint?: number, cleaner = CLEANER, situation = FREE) =>
  whyNotCleaned(given, planCleaning(given, checkpoint, NOW_MS), cleaner, situation)

describe('why a log is not being cleaned', () => {
  it.each([
    ['policy', why(log({}, { cleanupPolicy: { compact: false, delete: true } })), {}],
    ['cleanerDisabled', why(log(), 0, { ...CLEANER, enabled: false }), {}],
    ['noThread', why(log(), 0, { ...CLEANER, liveThreads: 0 }), {}],
    ['inProgress', why(log(), 0, CLEANER, { ...FREE, state: { kind: 'inProgress' } }), { progress: null }],
    ['paused', why(log(), 0, CLEANER, { ...FREE, state: { kind: 'aborted', pauses: 1 } }), {}],
    [
      'uncleanable',
      why(log(), 0, CLEANER, { ...FREE, uncleanable: { message: 'no key', sinceMs: 7 } }),
      { message: 'no key', sinceMs: 7 },
    ],
    ['waitingForThread', why(log(), 0, CLEANER, { ...FREE, position: 2 }), { nextCheckMs: 5100, position: 2 }],
    ['ratioTooLow', why(log(), 20), { ratio: 1 / 3, threshold: 0.5, forcedAtMs: null }],
    ['ratioTooLow', why(log({}, { maxCompactionLagMs: 9000 }), 20), { forcedAtMs: 10_001 }],
    ['onlyActiveSegment', why(log(), 30), {}],
    ['nothingNew', why(log(), 40), {}],
    ['nothingNew', why(log({ segments: [segment(0, 0)], logEndOffset: 0, lastStableOffset: 0 })), {}],
    ['openTransaction', why(log({ lastStableOffset: 5 }), 0), { lastStableOffset: 5 }],
    ['openTransaction', why(log({ lastStableOffset: 29 }), 20), { lastStableOffset: 29 }],
    ['aboveHighWatermark', why(log({ lastStableOffset: 8, highWatermark: 8 }), 0), { highWatermark: 8 }],
    ['compactionLag', why(log({}, { minCompactionLagMs: 4500 }), 0), { untilMs: 5500, minCompactionLagMs: 4500 }],
  ])('%s', (kind, reason, details) => expect(reason).toMatchObject({ kind, ...details }))
})

describe('sections', () => {
  it.each([
    ['never cleaned', log(), undefined, [0, 0, 0], [0, 30, 300], [30, 30, 0], [30, 40, 100]],
    ['half cleaned', log(), 10, [0, 10, 100], [10, 30, 200], [30, 30, 0], [30, 40, 100]],
    ['an open transaction', log({ lastStableOffset: 15 }), 0, [0, 0, 0], [0, 10, 100], [10, 30, 200], [30, 40, 100]],
    ['all cleaned', log(), 30, [0, 30, 300], [30, 30, 0], [30, 30, 0], [30, 40, 100]],
  ])('%s', (_, given, checkpoint, clean, dirty, uncleanable, active) => {
    const sections = sectionsOf(given, planCleaning(given, checkpoint, NOW_MS))
    const shown = Object.fromEntries(
      Object.entries(sections).map(([name, { fromOffset, toOffset, bytes }]) => [name, [fromOffset, toOffset, bytes]]),
    )
    expect(shown).toEqual({ clean, dirty, uncleanable, active })
  })
})

describe('when a log becomes worth cleaning by itself', () => {
  const aged = [segment(0, 100, 1000), segment(10, 100, 3000), segment(20, 100, 4000), segment(30)]
  it.each([
    ['now', log(), 0, NOW_MS],
    ['never: only records help', log(), 20, undefined],
    ['when the first segment is old enough', log({ segments: aged }, { minCompactionLagMs: 4500 }), 0, 5500],
    ['when enough are old enough', log({ segments: aged }, { minCompactionLagMs: 4500 }), 10, undefined],
    [
      'when two of three are',
      log({ segments: aged }, { minCompactionLagMs: 4500, minCleanableDirtyRatio: 0.6 }),
      10,
      8500,
    ],
    ['when max.compaction.lag.ms says so', log({}, { maxCompactionLagMs: 9000 }), 20, 10_001],
  ])('%s', (_, given, checkpoint, expected) => {
    const found = nextEligibleMs(given, checkpoint, NOW_MS)
    if (expected !== undefined) expect(found).toBe(expected)
    // Whatever is told, the choice itself agrees: from then on and not before.
    if (found === undefined || found === NOW_MS) return
    expect(planCleaning(given, checkpoint, found).isEligible).toBe(true)
    expect(planCleaning(given, checkpoint, found - 1).isEligible).toBe(false)
  })
})
