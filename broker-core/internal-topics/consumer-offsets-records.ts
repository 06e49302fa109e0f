import { MalformedBytesError, Reader } from '../bytes/reader'
import { Writer } from '../bytes/writer'
import { type ApiVersion, atLeast } from '../config/api-version'
import { array, bytes, type Infer, int32, int64, type Message, message, string, struct } from '../protocol/schema'

/**
 * Records of `__consumer_offsets` (kafka.coordinator.group.GroupMetadataManager). The key's version tells what it is; the newest value of
 * a key counts, no value means that it is gone.
 *
 *     key 0, 1  int16 version | group string | topic string | partition int32            a committed offset
 *     key 2     int16 version | group string                                             a group's generation and members
 *     value     int16 version | fields, see the schemas below
 */
const OFFSET_KEY_VERSION = 1
const GROUP_KEY_VERSION = 2
const NO_TIMESTAMP = -1

const offsetKeySchema = message(
  'OffsetCommitKey',
  { versions: '0-1', flexible: 'none' },
  { group: string(), topic: string(), partition: int32() },
)

const groupKeySchema = message('GroupMetadataKey', { versions: '2', flexible: 'none' }, { group: string() })

/** Version 4 is 3 in the flexible encoding, as brokers from 3.5 on can write it. */
const offsetValueSchema = message(
  'OffsetCommitValue',
  { versions: '0-4', flexible: '4+' },
  {
    offset: int64(),
    leaderEpoch: int32({ versions: '3+', default: -1, ignorable: true }),
    metadata: string(),
    commitTimestamp: int64(),
    expireTimestamp: int64({ versions: '1', default: NO_TIMESTAMP, ignorable: true }),
  },
)

const groupValueSchema = message(
  'GroupMetadataValue',
  { versions: '0-4', flexible: '4+' },
  {
    protocolType: string(),
    generation: int32(),
    protocol: string({ nullable: '0+' }),
    leader: string({ nullable: '0+' }),
    currentStateTimestamp: int64({ versions: '2+', default: NO_TIMESTAMP, ignorable: true }),
    members: array(
      struct('MemberMetadata', {
        memberId: string(),
        groupInstanceId: string({ versions: '3+', nullable: '3+', default: null, ignorable: true }),
        clientId: string(),
        clientHost: string(),
        rebalanceTimeout: int32({ versions: '1+', default: -1, ignorable: true }),
        sessionTimeout: int32(),
        subscription: bytes(),
        assignment: bytes(),
      }),
    ),
  },
)

export type ConsumerOffsetsKey =
  | { kind: 'offset'; group: string; topic: string; partition: number }
  | { kind: 'group'; group: string }

/** A committed offset as it is stored. */
export interface OffsetValue {
  offset: number
  /** -1: the client did not say. */
  leaderEpoch: number
  metadata: string
  commitTimestampMs: number
  /** Only of old clients that asked for a retention of their own; undefined: the broker's. */
  expireTimestampMs: number | undefined
}

export interface GroupMemberValue {
  memberId: string
  groupInstanceId: string | null
  clientId: string
  clientHost: string
  rebalanceTimeoutMs: number
  sessionTimeoutMs: number
  subscription: Buffer
  assignment: Buffer
}

/** A group's generation as it is stored; without members it is empty. */
export interface GroupValue {
  /** Empty text: none. */
  protocolType: string
  generation: number
  protocol: string | null
  leader: string | null
  /** undefined: not known (records of before 2.1). */
  currentStateTimestampMs: number | undefined
  members: readonly GroupMemberValue[]
}

export function encodeOffsetKey(key: { group: string; topic: string; partition: number }): Buffer {
  return encode(offsetKeySchema, OFFSET_KEY_VERSION, key)
}

export function encodeGroupKey(group: string): Buffer {
  return encode(groupKeySchema, GROUP_KEY_VERSION, { group })
}

/** undefined: a kind of key that newer brokers may write. Throws MalformedBytesError on bytes that are no key. */
export function decodeConsumerOffsetsKey(key: Buffer): ConsumerOffsetsKey | undefined {
  const reader = new Reader(key)
  const version = reader.int16()
  if (version === GROUP_KEY_VERSION) return { kind: 'group', group: groupKeySchema.read(reader, version).group }
  if (version !== 0 && version !== OFFSET_KEY_VERSION) return undefined
  const { group, topic, partition } = offsetKeySchema.read(reader, version)
  return { kind: 'offset', group, topic, partition }
}

/** The version follows from the protocol between brokers, so that the oldest of them can read it. */
export function encodeOffsetValue(value: OffsetValue, protocol: ApiVersion): Buffer {
  const stored = {
    offset: value.offset,
    leaderEpoch: value.leaderEpoch,
    metadata: value.metadata,
    commitTimestamp: value.commitTimestampMs,
    expireTimestamp: value.expireTimestampMs ?? NO_TIMESTAMP,
  }
  if (!atLeast(protocol, '2.1-IV0') || value.expireTimestampMs !== undefined)
    return encode(offsetValueSchema, 1, stored)
  return encode(offsetValueSchema, atLeast(protocol, '2.1-IV1') ? 3 : 2, stored)
}

/** Throws MalformedBytesError on bytes that are no such value. */
export function decodeOffsetValue(bytesOfValue: Buffer): OffsetValue {
  const value = decode(offsetValueSchema, bytesOfValue)
  return {
    offset: value.offset,
    leaderEpoch: value.leaderEpoch < 0 ? -1 : value.leaderEpoch,
    metadata: value.metadata,
    commitTimestampMs: value.commitTimestamp,
    expireTimestampMs: value.expireTimestamp === NO_TIMESTAMP ? undefined : value.expireTimestamp,
  }
}

export function encodeGroupValue(value: GroupValue, protocol: ApiVersion): Buffer {
  return encode(groupValueSchema, groupValueVersion(protocol), {
    protocolType: value.protocolType,
    generation: value.generation,
    protocol: value.protocol,
    leader: value.leader,
    currentStateTimestamp: value.currentStateTimestampMs ?? NO_TIMESTAMP,
    members: value.members.map(({ rebalanceTimeoutMs, sessionTimeoutMs, ...member }) => ({
      ...member,
      rebalanceTimeout: rebalanceTimeoutMs,
      sessionTimeout: sessionTimeoutMs,
    })),
  })
}

/** Throws MalformedBytesError on bytes that are no such value. */
export function decodeGroupValue(bytesOfValue: Buffer): GroupValue {
  const value = decode(groupValueSchema, bytesOfValue)
  return {
    protocolType: value.protocolType,
    generation: value.generation,
    protocol: value.protocol,
    leader: value.leader,
    currentStateTimestampMs: value.currentStateTimestamp === NO_TIMESTAMP ? undefined : value.currentStateTimestamp,
    members: value.members.map(memberValue),
  }
}

function memberValue(member: Infer<typeof groupValueSchema>['members'][number]): GroupMemberValue {
  const { rebalanceTimeout, sessionTimeout, ...rest } = member
  // Version 0 knew one timeout for both.
  const rebalanceTimeoutMs = rebalanceTimeout === -1 ? sessionTimeout : rebalanceTimeout
  return { ...rest, rebalanceTimeoutMs, sessionTimeoutMs: sessionTimeout }
}

function groupValueVersion(protocol: ApiVersion): number {
  if (!atLeast(protocol, '0.10.1-IV0')) return 0
  if (!atLeast(protocol, '2.1-IV0')) return 1
  return atLeast(protocol, '2.3-IV0') ? 3 : 2
}

function encode<Out, In>(schema: Message<Out, In>, version: number, value: In): Buffer {
  const writer = new Writer().int16(version)
  schema.write(writer, version, value)
  return writer.toBuffer()
}

function decode<Out, In>(schema: Message<Out, In>, value: Buffer): Out {
  const reader = new Reader(value)
  const version = reader.int16()
  if (version < schema.versions.min || version > schema.versions.max) {
    throw new MalformedBytesError(`${schema.name} of version ${version}; known are up to ${schema.versions.max}`)
  }
  return schema.read(reader, version)
}
