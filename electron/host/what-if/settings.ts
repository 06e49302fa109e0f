import type { LabError } from '../api/errors'
import type { WhatIfSettings } from '../api/what-if-views'
import { inspectWords } from '../words/inspect-words'
import { failure } from '../words/wording'

const DEFAULTS: WhatIfSettings = {
  compact: false,
  retentionMs: null,
  retentionBytes: null,
  segmentBytes: 1_073_741_824,
  deleteRetentionMs: 86_400_000,
  minCompactionLagMs: 0,
  minCleanableDirtyRatio: 0.5,
  dedupeBufferBytes: 134_217_728,
  dedupeLoadFactor: 0.9,
}

const numbers: Readonly<Record<string, keyof WhatIfSettings>> = {
  'retention.ms': 'retentionMs',
  'retention.bytes': 'retentionBytes',
  'segment.bytes': 'segmentBytes',
  'delete.retention.ms': 'deleteRetentionMs',
  'min.compaction.lag.ms': 'minCompactionLagMs',
  'min.cleanable.dirty.ratio': 'minCleanableDirtyRatio',
  'log.cleaner.dedupe.buffer.size': 'dedupeBufferBytes',
  'log.cleaner.io.buffer.load.factor': 'dedupeLoadFactor',
}

/** Topic settings as they are written on a command line; what is not given is Kafka's default. Throws a LabError. */
export function whatIfSettings(given: readonly (readonly [key: string, value: string])[]): WhatIfSettings {
  const settings: WhatIfSettings = { ...DEFAULTS }
  for (const [key, value] of given) {
    const field = numbers[key]
    if (key === 'cleanup.policy') settings.compact = isCompact(value)
    else if (field === undefined) throw unknownSetting(key)
    else Object.assign(settings, { [field]: numberOf(key, value) })
  }
  const { compact, retentionMs, retentionBytes } = settings
  if (!compact && retentionMs === null && retentionBytes === null) throw failure('BAD_REQUEST', inspectWords.askAbout)
  return settings
}

function isCompact(value: string): boolean {
  const policies = value.split(',').map((policy) => policy.trim().toLowerCase())
  if (policies.some((policy) => policy !== 'compact' && policy !== 'delete'))
    throw failure('BAD_REQUEST', inspectWords.cleanupPolicy, { value })
  return policies.includes('compact')
}

function numberOf(key: string, text: string): number {
  const value = Number(text)
  const least =
    key === 'segment.bytes' || key.startsWith('log.cleaner') ? Number.MIN_VALUE : key.startsWith('retention') ? -1 : 0
  if (text.trim() === '' || !Number.isFinite(value) || value < least)
    throw failure('BAD_REQUEST', inspectWords.badValue, { key, value: text })
  return value
}

const unknownSetting = (key: string): LabError =>
  failure('BAD_REQUEST', inspectWords.unknownSetting, { key, known: Object.keys(numbers).join(', ') })

/** What a question takes for granted: naming it changes no answer. */
export function isTakenForGranted(name: string, value: string): boolean {
  const field = numbers[name]
  return field !== undefined && DEFAULTS[field] === Number(value)
}

/** Settings that can be asked about and that a topic has itself. */
export const topicSettingNames: readonly string[] = Object.keys(numbers).filter(
  (name) => !name.startsWith('log.') && !name.startsWith('retention.'),
)
