import type { ConfigDefinition } from '../definition'

/** Transactions. */
export const transactionsDefinitions = {
  'transactional.id.expiration.ms': {
    type: 'int',
    default: '604800000',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'How long a transactional id without transactions is remembered.',
  },
  'transaction.max.timeout.ms': {
    type: 'int',
    default: '900000',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Longest transaction timeout a producer may ask for.',
  },
  'transaction.state.log.min.isr': {
    type: 'int',
    default: '2',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'In-sync replicas that __transaction_state needs for a write.',
  },
  'transaction.state.log.load.buffer.size': {
    type: 'int',
    default: '5242880',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Bytes read at once when transaction states are loaded.',
  },
  'transaction.state.log.replication.factor': {
    type: 'short',
    default: '3',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Replicas of __transaction_state; creating it fails until so many brokers are there.',
  },
  'transaction.state.log.num.partitions': {
    type: 'int',
    default: '50',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Partitions of __transaction_state; fixed once it exists.',
  },
  'transaction.state.log.segment.bytes': {
    type: 'int',
    default: '104857600',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Segment size of __transaction_state.',
  },
  'transaction.abort.timed.out.transaction.cleanup.interval.ms': {
    type: 'int',
    default: '10000',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: 'How often transactions that timed out are looked for and aborted.',
  },
  'transaction.remove.expired.transaction.cleanup.interval.ms': {
    type: 'int',
    default: '3600000',
    valid: { atLeast: 1 },
    importance: 'low',
    doc: 'How often expired transactional ids are looked for and removed.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
