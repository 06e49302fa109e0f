import { DEFAULT_API_VERSION_NAME } from '../api-version'
import type { ConfigDefinition } from '../definition'

/** Log directories and the defaults of topics. */
export const logDefinitions = {
  'log.dir': { type: 'string', default: '/tmp/kafka-logs', importance: 'high', doc: '' },
  'log.dirs': { type: 'string', default: null, importance: 'high', doc: '' },
  'log.segment.bytes': {
    type: 'int',
    default: '1073741824',
    valid: { atLeast: 14 },
    importance: 'high',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.cleanup.policy': {
    type: 'list',
    default: 'delete',
    valid: { listOf: ['compact', 'delete'] },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.index.size.max.bytes': {
    type: 'int',
    default: '10485760',
    valid: { atLeast: 4 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.index.interval.bytes': {
    type: 'int',
    default: '4096',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.segment.delete.delay.ms': {
    type: 'long',
    default: '60000',
    valid: { atLeast: 0 },
    importance: 'high',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.preallocate': { type: 'boolean', default: 'false', importance: 'medium', dynamic: 'clusterWide', doc: '' },
  'log.message.format.version': {
    type: 'string',
    default: DEFAULT_API_VERSION_NAME,
    valid: { format: 'apiVersion' },
    importance: 'medium',
    doc: '',
  },
  'log.message.timestamp.type': {
    type: 'string',
    default: 'CreateTime',
    valid: { oneOf: ['CreateTime', 'LogAppendTime'] },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.message.timestamp.difference.max.ms': {
    type: 'long',
    default: '9223372036854775807',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: '',
  },
  'log.message.downconversion.enable': {
    type: 'boolean',
    default: 'true',
    importance: 'low',
    dynamic: 'clusterWide',
    doc: '',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
