import type { ConfigDefinition } from '../definition'

/** Quotas and metrics. */
export const quotasMetricsDefinitions = {
  'metrics.num.samples': { type: 'int', default: '2', valid: { atLeast: 1 }, importance: 'low', doc: '' },
  'metrics.sample.window.ms': { type: 'long', default: '30000', valid: { atLeast: 1 }, importance: 'low', doc: '' },
  'metric.reporters': { type: 'list', default: '', importance: 'low', dynamic: 'clusterWide', doc: '' },
  'metrics.recording.level': { type: 'string', default: 'INFO', importance: 'low', doc: '' },
  'kafka.metrics.reporters': { type: 'list', default: '', importance: 'low', doc: '' },
  'kafka.metrics.polling.interval.secs': {
    type: 'int',
    default: '10',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: '',
  },
  'quota.producer.default': {
    type: 'long',
    default: '9223372036854775807',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'quota.consumer.default': {
    type: 'long',
    default: '9223372036854775807',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'quota.window.num': { type: 'int', default: '11', valid: { atLeast: 1 }, importance: 'low', doc: '' },
  'replication.quota.window.num': { type: 'int', default: '11', valid: { atLeast: 1 }, importance: 'low', doc: '' },
  'alter.log.dirs.replication.quota.window.num': {
    type: 'int',
    default: '11',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: '',
  },
  'quota.window.size.seconds': { type: 'int', default: '1', valid: { atLeast: 1 }, importance: 'low', doc: '' },
  'replication.quota.window.size.seconds': {
    type: 'int',
    default: '1',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: '',
  },
  'alter.log.dirs.replication.quota.window.size.seconds': {
    type: 'int',
    default: '1',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: '',
  },
  'client.quota.callback.class': { type: 'class', default: null, importance: 'low', doc: '' },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
