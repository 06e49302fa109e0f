import type { ConfigDefinition } from './definition'

const NO_LIMIT = '9223372036854775807'

/** Broker settings that no file may hold: they exist only as dynamic ones (kafka.server.DynamicConfig.Broker). */
export const dynamicOnlyDefinitions = {
  'leader.replication.throttled.rate': {
    type: 'long',
    default: NO_LIMIT,
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Bytes per second that this broker sends to throttled followers.',
  },
  'follower.replication.throttled.rate': {
    type: 'long',
    default: NO_LIMIT,
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Bytes per second that this broker fetches for throttled replicas.',
  },
  'replica.alter.log.dirs.io.max.bytes.per.second': {
    type: 'long',
    default: NO_LIMIT,
    valid: { atLeast: 0 },
    importance: 'medium',
    doc: 'Bytes per second for moving replicas between the log directories of this broker.',
  },
} as const satisfies Readonly<Record<string, ConfigDefinition>>
