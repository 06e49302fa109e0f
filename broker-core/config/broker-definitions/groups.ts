import type { ConfigDefinition } from '../definition'

/** Consumer groups and committed offsets. */
export const groupsDefinitions = {
  'group.min.session.timeout.ms': {
    type: 'int',
    default: '6000',
    importance: 'medium',
    doc: 'Shortest session timeout a group member may ask for.',
  },
  'group.max.session.timeout.ms': {
    type: 'int',
    default: '1800000',
    importance: 'medium',
    doc: 'Longest session timeout a group member may ask for.',
  },
  'group.initial.rebalance.delay.ms': {
    type: 'int',
    default: '3000',
    importance: 'medium',
    doc: 'How long an empty group waits for more members before its first rebalance.',
  },
  'group.max.size': {
    type: 'int',
    default: '2147483647',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: 'Members a group may have.',
  },
  'offset.metadata.max.bytes': {
    type: 'int',
    default: '4096',
    importance: 'high',
    doc: 'Largest metadata text that may be committed with an offset.',
  },
  'offsets.load.buffer.size': {
    type: 'int',
    default: '5242880',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Bytes read at once when committed offsets are loaded.',
  },
  'offsets.topic.replication.factor': {
    type: 'short',
    default: '3',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Replicas of __consumer_offsets; creating it fails until so many brokers are there.',
  },
  'offsets.topic.num.partitions': {
    type: 'int',
    default: '50',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Partitions of __consumer_offsets; fixed once it exists.',
  },
  'offsets.topic.segment.bytes': {
    type: 'int',
    default: '104857600',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'Segment size of __consumer_offsets.',
  },
  'offsets.topic.compression.codec': {
    type: 'int',
    default: '0',
    importance: 'high',
    doc: 'Compression of __consumer_offsets: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd.',
  },
  'offsets.retention.minutes': {
    type: 'int',
    default: '10080',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'How long the offsets of a group without members are kept.',
  },
  'offsets.retention.check.interval.ms': {
    type: 'long',
    default: '600000',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'How often expired offsets are looked for.',
  },
  'offsets.commit.timeout.ms': {
    type: 'int',
    default: '5000',
    valid: { atLeast: 1 },
    importance: 'high',
    doc: 'How long a commit waits for the replicas of __consumer_offsets.',
  },
  'offsets.commit.required.acks': {
    type: 'short',
    default: '-1',
    importance: 'high',
    doc: 'Acknowledgements a commit needs; -1 is right.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
