import type { ConfigDefinition } from '../definition'

/** Consumer groups and committed offsets. */
export const groupsDefinitions = {
  'group.min.session.timeout.ms': { type: 'int', default: '6000', importance: 'medium', doc: '' },
  'group.max.session.timeout.ms': { type: 'int', default: '1800000', importance: 'medium', doc: '' },
  'group.initial.rebalance.delay.ms': { type: 'int', default: '3000', importance: 'medium', doc: '' },
  'group.max.size': { type: 'int', default: '2147483647', valid: { atLeast: 1 }, importance: 'medium', doc: '' },
  'offset.metadata.max.bytes': { type: 'int', default: '4096', importance: 'high', doc: '' },
  'offsets.load.buffer.size': { type: 'int', default: '5242880', valid: { atLeast: 1 }, importance: 'high', doc: '' },
  'offsets.topic.replication.factor': {
    type: 'short',
    default: '3',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'offsets.topic.num.partitions': { type: 'int', default: '50', valid: { atLeast: 1 }, importance: 'high', doc: '' },
  'offsets.topic.segment.bytes': {
    type: 'int',
    default: '104857600',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'offsets.topic.compression.codec': { type: 'int', default: '0', importance: 'high', doc: '' },
  'offsets.retention.minutes': { type: 'int', default: '10080', valid: { atLeast: 1 }, importance: 'high', doc: '' },
  'offsets.retention.check.interval.ms': {
    type: 'long',
    default: '600000',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'offsets.commit.timeout.ms': { type: 'int', default: '5000', valid: { atLeast: 1 }, importance: 'high', doc: '' },
  'offsets.commit.required.acks': { type: 'short', default: '-1', importance: 'high', doc: '' },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
