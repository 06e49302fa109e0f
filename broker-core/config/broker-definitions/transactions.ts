import type { ConfigDefinition } from '../definition'

/** Transactions. */
export const transactionsDefinitions = {
  'transactional.id.expiration.ms': {
    type: 'int',
    default: '604800000',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'transaction.max.timeout.ms': { type: 'int', default: '900000', valid: { atLeast: 1 }, importance: 'high', doc: '' },
  'transaction.state.log.min.isr': { type: 'int', default: '2', valid: { atLeast: 1 }, importance: 'high', doc: '' },
  'transaction.state.log.load.buffer.size': {
    type: 'int',
    default: '5242880',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'transaction.state.log.replication.factor': {
    type: 'short',
    default: '3',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'transaction.state.log.num.partitions': {
    type: 'int',
    default: '50',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'transaction.state.log.segment.bytes': {
    type: 'int',
    default: '104857600',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: '',
  },
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': {
    type: 'int',
    default: '10000',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: '',
  },
  'transaction.remove.expired.transaction.cleanup.interval.ms': {
    type: 'int',
    default: '3600000',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: '',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
