import type { ConfigDefinition } from '../definition'

/** The log cleaner. */
export const cleanerDefinitions = {
  'log.cleaner.threads': {
    type: 'int',
    default: '1',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.io.max.bytes.per.second': {
    type: 'double',
    default: '1.7976931348623157E308',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.dedupe.buffer.size': {
    type: 'long',
    default: '134217728',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.io.buffer.size': {
    type: 'int',
    default: '524288',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.io.buffer.load.factor': {
    type: 'double',
    default: '0.9',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.backoff.ms': {
    type: 'long',
    default: '15000',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.min.cleanable.ratio': {
    type: 'double',
    default: '0.5',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.enable': { type: 'boolean', default: 'true', importance: 'medium', doc: '' },
  'log.cleaner.delete.retention.ms': {
    type: 'long',
    default: '86400000',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.min.compaction.lag.ms': {
    type: 'long',
    default: '0',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleaner.max.compaction.lag.ms': {
    type: 'long',
    default: '9223372036854775807',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
