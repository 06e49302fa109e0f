import type { ConfigDefinition } from '../definition'

/** The log cleaner. */
export const cleanerDefinitions = {
  'log.cleaner.threads': {
    type: 'int',
    default: '1',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Threads that compact logs.',
  },
  'log.cleaner.io.max.bytes.per.second': {
    type: 'double',
    default: '1.7976931348623157E308',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Limit for bytes read and written by all cleaner threads together, as a rate.',
  },
  'log.cleaner.dedupe.buffer.size': {
    type: 'long',
    default: '134217728',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Memory of all cleaner threads for finding the last offset of each key.',
  },
  'log.cleaner.io.buffer.size': {
    type: 'int',
    default: '524288',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Memory of all cleaner threads for reading and writing.',
  },
  'log.cleaner.io.buffer.load.factor': {
    type: 'double',
    default: '0.9',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'How full the map of keys may get. Fuller cleans more at once, with more hash collisions.',
  },
  'log.cleaner.backoff.ms': {
    type: 'long',
    default: '15000',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Sleep of the cleaner when no log needs cleaning.',
  },
  'log.cleaner.min.cleanable.ratio': {
    type: 'double',
    default: '0.5',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Share of a log that must be dirty before the cleaner takes it.',
  },
  'log.cleaner.enable': {
    type: 'boolean',
    default: 'true',
    importance: 'medium',
    doc: 'Whether the cleaner runs; without it compacted topics grow.',
  },
  'log.cleaner.delete.retention.ms': {
    type: 'long',
    default: '86400000',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'How long compacted logs keep tombstones.',
  },
  'log.cleaner.min.compaction.lag.ms': {
    type: 'long',
    default: '0',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Youngest age at which a record may be compacted away.',
  },
  'log.cleaner.max.compaction.lag.ms': {
    type: 'long',
    default: '9223372036854775807',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Longest time a record may stay out of reach of compaction.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
