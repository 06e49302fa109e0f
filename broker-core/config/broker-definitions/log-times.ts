import type { ConfigDefinition } from '../definition'

/** When logs roll, expire and are forced to disk. */
export const logTimesDefinitions = {
  'log.roll.ms': { type: 'long', default: null, importance: 'high', dynamic: 'clusterWide', doc: '' },
  'log.roll.hours': { type: 'int', default: '168', valid: { atLeast: 1 }, importance: 'high', doc: '' },
  'log.roll.jitter.ms': { type: 'long', default: null, importance: 'high', dynamic: 'clusterWide', doc: '' },
  'log.roll.jitter.hours': { type: 'int', default: '0', valid: { atLeast: 0 }, importance: 'high', doc: '' },
  'log.retention.ms': { type: 'long', default: null, importance: 'high', dynamic: 'clusterWide', doc: '' },
  'log.retention.minutes': { type: 'int', default: null, importance: 'high', doc: '' },
  'log.retention.hours': { type: 'int', default: '168', importance: 'high', doc: '' },
  'log.retention.bytes': { type: 'long', default: '-1', importance: 'high', dynamic: 'clusterWide', doc: '' },
  'log.retention.check.interval.ms': {
    type: 'long',
    default: '300000',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: '',
  },
  'log.flush.interval.messages': {
    type: 'long',
    default: '9223372036854775807',
    valid: { atLeast: 1 },
    importance: 'high',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.flush.scheduler.interval.ms': { type: 'long', default: '9223372036854775807', importance: 'high', doc: '' },
  'log.flush.interval.ms': { type: 'long', default: null, importance: 'high', dynamic: 'clusterWide', doc: '' },
  'log.flush.offset.checkpoint.interval.ms': {
    type: 'int',
    default: '60000',
    valid: { atLeast: 0 },
    importance: 'high',
    doc: '',
  },
  'log.flush.start.offset.checkpoint.interval.ms': {
    type: 'int',
    default: '60000',
    valid: { atLeast: 0 },
    importance: 'high',
    doc: '',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
