import { describe, expect, it } from 'vitest'
import { retentionOutlook } from '../../../broker-core/server/retention-outlook'

const segment = (baseOffset: number, largestTimestamp: number, size = 100) => ({ baseOffset, largestTimestamp, size })
const SEGMENTS = [segment(0, 1000), segment(10, 2000), segment(20, 3000)]
const outlook = (
  changes: Partial<{ retentionMs: number; retentionBytes: number; deletes: boolean }>,
  log: Partial<{ highWatermark: number; logStartOffset: number; segments: typeof SEGMENTS; nowMs: number }> = {},
) => {
  const { retentionMs = -1, retentionBytes = -1, deletes = true } = changes
  return retentionOutlook({
    segments: SEGMENTS,
    logStartOffset: 0,
    highWatermark: 30,
    logEndOffset: 30,
    nowMs: 4000,
    ...log,
    config: { cleanupPolicy: { compact: !deletes, delete: deletes }, retentionMs, retentionBytes },
  })
}
const eligible = (rule: string) => ({ kind: 'eligible', rule })
const later = (atMs: number) => ({ kind: 'later', atMs })

describe('what retention does with each segment', () => {
  it.each([
    ['retention.ms -1 keeps', outlook({}), [{ kind: 'kept' }, { kind: 'kept' }, { kind: 'kept' }]],
    [
      'retention.ms 0 takes all, the active one too',
      outlook({ retentionMs: 0 }),
      SEGMENTS.map(() => eligible('retention.ms')),
    ],
    ['by time', outlook({ retentionMs: 2500 }), [eligible('retention.ms'), later(4501), later(5501)]],
    [
      'a future timestamp holds back what is behind it',
      outlook({ retentionMs: 2500 }, { segments: [segment(0, 9000), segment(10, 2000)] }),
      [later(11_501), later(11_501)],
    ],
    [
      'by size',
      outlook({ retentionBytes: 250 }),
      [50, 150, 250].map((bytes) => ({ kind: 'laterBySize', bytes, atMs: null })),
    ],
    ['by size, now', outlook({ retentionBytes: 200 }).slice(0, 1), [eligible('retention.bytes')]],
    [
      'time first, then size of what is left',
      outlook({ retentionMs: 2500, retentionBytes: 100 }).slice(0, 2),
      [eligible('retention.ms'), eligible('retention.bytes')],
    ],
    [
      'below the log start offset, whatever the policy',
      outlook({ deletes: false }, { logStartOffset: 10 }),
      [eligible('log start offset'), { kind: 'kept' }, { kind: 'kept' }],
    ],
    [
      'not beyond the high watermark',
      outlook({ retentionMs: 0 }, { highWatermark: 15 }),
      [eligible('retention.ms'), { kind: 'aboveHighWatermark' }, { kind: 'behindKept' }],
    ],
    [
      'an empty active segment stays',
      outlook({ retentionMs: 0 }, { segments: [segment(0, 1000), segment(30, 0, 0)] }),
      [eligible('retention.ms'), { kind: 'emptyActive' }],
    ],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected))
})
