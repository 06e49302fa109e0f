import { DEFAULT_API_VERSION_NAME } from '../api-version'
import type { ConfigDefinition } from '../definition'

/** Log directories and the defaults of topics. */
export const logDefinitions = {
  'log.dir': {
    type: 'string',
    default: '/tmp/kafka-logs',
    importance: 'high',
    doc: 'Directory for logs when log.dirs is not set.',
  },
  'log.dirs': {
    type: 'string',
    default: null,
    importance: 'high',
    doc: 'Directories for logs, separated by commas; new partitions go to the one that holds the fewest.',
  },
  'log.segment.bytes': {
    type: 'int',
    default: '1073741824',
    valid: { atLeast: 14 },
    importance: 'high',
    dynamic: 'clusterWide',
    doc: 'Size at which a log starts a new segment file.',
  },
  'log.cleanup.policy': {
    type: 'list',
    default: 'delete',
    valid: { listOf: ['compact', 'delete'] },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'What happens to old segments of topics that say nothing themselves: delete, compact, or both.',
  },
  'log.index.size.max.bytes': {
    type: 'int',
    default: '10485760',
    valid: { atLeast: 4 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Size set aside for the offset index of a segment.',
  },
  'log.index.interval.bytes': {
    type: 'int',
    default: '4096',
    valid: { atLeast: 0 },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'A new entry in the offset index at least every so many bytes of log.',
  },
  'log.segment.delete.delay.ms': {
    type: 'long',
    default: '60000',
    valid: { atLeast: 0 },
    importance: 'high',
    dynamic: 'clusterWide',
    doc: 'Time between renaming a file for deletion and removing it.',
  },
  'log.preallocate': {
    type: 'boolean',
    default: 'false',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: 'Whether the file of a new segment gets its full size at once.',
  },
  'log.message.format.version': {
    type: 'string',
    default: DEFAULT_API_VERSION_NAME,
    valid: { format: 'apiVersion' },
    importance: 'medium',
    doc: 'Format in which records are appended, named by the Kafka version that introduced it.',
  },
  'log.message.timestamp.type': {
    type: 'string',
    default: 'CreateTime',
    valid: { oneOf: ['CreateTime', 'LogAppendTime'] },
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: "Whether the timestamp of a record is the producer's or the time of the append.",
  },
  'log.message.timestamp.difference.max.ms': {
    type: 'long',
    default: '9223372036854775807',
    importance: 'medium',
    dynamic: 'clusterWide',
    doc: "Largest difference between a record's timestamp and the broker's clock before the record is refused, with CreateTime.",
  },
  'log.message.downconversion.enable': {
    type: 'boolean',
    default: 'true',
    importance: 'low',
    dynamic: 'clusterWide',
    doc: 'Whether records may be converted to an older format for old consumers.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
