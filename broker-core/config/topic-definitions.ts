import { DEFAULT_API_VERSION_NAME } from './api-version'
import type { ConfigDefinition } from './definition'

const NO_LIMIT = '9223372036854775807'

/** Every topic setting of Kafka 2.6 (kafka.log.LogConfig), with Kafka's defaults and limits; the sentences are ours. */
export const topicDefinitions = {
  'segment.bytes': {
    type: 'int',
    default: '1073741824',
    valid: { atLeast: 14 },
    importance: 'medium',
    doc: 'Size at which a log starts a new segment file. Retention and cleaning work on whole segments.',
  },
  'segment.ms': {
    type: 'long',
    default: '604800000',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: 'Age at which a segment that holds data is closed and a new one started, even when it is not full.',
  },
  'segment.jitter.ms': {
    type: 'long',
    default: '0',
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Random part taken off segment.ms, so that many partitions do not roll at the same moment.',
  },
  'segment.index.bytes': {
    type: 'int',
    default: '10485760',
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Size set aside for the offset index of a segment; a full index rolls the segment.',
  },
  'flush.messages': {
    type: 'long',
    default: NO_LIMIT,
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Force the log to disk after this many records. Replication is the usual protection, so the default never forces.',
  },
  'flush.ms': {
    type: 'long',
    default: NO_LIMIT,
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Force the log to disk after this time. Replication is the usual protection, so the default never forces.',
  },
  'retention.bytes': {
    type: 'long',
    default: '-1',
    importance: 'medium',
    doc: 'Size of a partition above which its oldest segments are deleted, with the delete policy. -1 sets no limit.',
  },
  'retention.ms': {
    type: 'long',
    default: '604800000',
    valid: { atLeast: -1 },
    importance: 'medium',
    doc: 'Time after which a segment is deleted, with the delete policy. -1 keeps segments forever.',
  },
  'max.message.bytes': {
    type: 'int',
    default: '1048588',
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Largest record batch that is accepted, counted after compression.',
  },
  'index.interval.bytes': {
    type: 'int',
    default: '4096',
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'A new entry in the offset index at least every so many bytes of log. Smaller finds faster, larger needs less space.',
  },
  'delete.retention.ms': {
    type: 'long',
    default: '86400000',
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'How long a compacted log keeps tombstones, so that a reader from the start sees every deletion.',
  },
  'min.compaction.lag.ms': {
    type: 'long',
    default: '0',
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Youngest age at which a record may be compacted away.',
  },
  'max.compaction.lag.ms': {
    type: 'long',
    default: NO_LIMIT,
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: 'Longest time a record may stay out of reach of compaction.',
  },
  'file.delete.delay.ms': {
    type: 'long',
    default: '60000',
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Time between renaming a file for deletion and removing it.',
  },
  'min.cleanable.dirty.ratio': {
    type: 'double',
    default: '0.5',
    valid: { between: [0, 1] },
    importance: 'medium',
    doc: 'Share of a log that must be dirty before the cleaner takes it. Higher wastes space, lower cleans more often.',
  },
  'cleanup.policy': {
    type: 'list',
    default: 'delete',
    valid: { listOf: ['compact', 'delete'] },
    importance: 'medium',
    doc: 'What happens to old segments: delete them by age or size, compact them to the last value of each key, or both.',
  },
  'unclean.leader.election.enable': {
    type: 'boolean',
    default: 'false',
    importance: 'medium',
    doc: 'Whether a replica outside the in-sync set may become leader when nobody else is left, losing records.',
  },
  'min.insync.replicas': {
    type: 'int',
    default: '1',
    valid: { atLeast: 1 },
    importance: 'medium',
    doc: 'In-sync replicas that must exist for a write with acks=all to be accepted.',
  },
  'compression.type': {
    type: 'string',
    default: 'producer',
    valid: { oneOf: ['uncompressed', 'zstd', 'lz4', 'snappy', 'gzip', 'producer'] },
    importance: 'medium',
    doc: 'Compression in which batches are stored; producer keeps what the producer chose.',
  },
  preallocate: {
    type: 'boolean',
    default: 'false',
    importance: 'medium',
    doc: 'Whether the file of a new segment gets its full size at once.',
  },
  'message.format.version': {
    type: 'string',
    default: DEFAULT_API_VERSION_NAME,
    valid: { format: 'apiVersion' },
    importance: 'medium',
    doc: 'Format in which records are appended, named by the Kafka version that introduced it.',
  },
  'message.timestamp.type': {
    type: 'string',
    default: 'CreateTime',
    valid: { oneOf: ['CreateTime', 'LogAppendTime'] },
    importance: 'medium',
    doc: "Whether the timestamp of a record is the producer's or the time of the append.",
  },
  'message.timestamp.difference.max.ms': {
    type: 'long',
    default: NO_LIMIT,
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: "Largest difference between a record's timestamp and the broker's clock before the record is refused, with CreateTime.",
  },
  'leader.replication.throttled.replicas': {
    type: 'list',
    default: '',
    valid: { format: 'throttledReplicas' },
    importance: 'medium',
    doc: 'Replicas, as partition:broker pairs or *, whose replication is throttled at the leader.',
  },
  'follower.replication.throttled.replicas': {
    type: 'list',
    default: '',
    valid: { format: 'throttledReplicas' },
    importance: 'medium',
    doc: 'Replicas, as partition:broker pairs or *, whose replication is throttled at the follower.',
  },
  'message.downconversion.enable': {
    type: 'boolean',
    default: 'true',
    importance: 'low',
    doc: 'Whether records may be converted to an older format for old consumers.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>

export const findTopicDefinition = (key: string): ConfigDefinition | undefined => {
  const definitions: Readonly<Record<string, ConfigDefinition>> = topicDefinitions
  return Object.hasOwn(definitions, key) ? definitions[key] : undefined
}
