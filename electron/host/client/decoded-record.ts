import {
  type ConsumerOffsetsKey,
  decodeConsumerOffsetsKey,
  decodeGroupValue,
  decodeOffsetValue,
} from '../../../broker-core/internal-topics/consumer-offsets-records'
import {
  decodeTransactionStateKey,
  decodeTransactionStateValue,
} from '../../../broker-core/internal-topics/transaction-state-records'
import type { DecodedRecordView } from '../api/functions'
import { assignedPartitions, type TopicPartitions } from './consumer-protocol'

type Fields = DecodedRecordView['fields']

const UNKNOWN: DecodedRecordView = { kind: 'unknown', tombstone: false, fields: [] }
const decoders: Readonly<Record<string, (key: Buffer, value: Buffer | null) => DecodedRecordView>> = {
  __consumer_offsets: consumerOffsets,
  __transaction_state: transactionState,
}

/** Topics whose records are bytes that only coordinators read. */
export const isDecodable = (topic: string): boolean => Object.hasOwn(decoders, topic)

/** A record of an internal topic in words; undefined for other topics. Never throws: what cannot be read is `unknown`. */
export function decodedRecord(topic: string, key: Buffer | null, value: Buffer | null): DecodedRecordView | undefined {
  const decode = isDecodable(topic) ? decoders[topic] : undefined
  if (!decode) return undefined
  if (key === null) return UNKNOWN
  try {
    return decode(key, value)
  } catch {
    // A newer broker's format, or somebody who wrote there by hand: the bytes are shown as they are.
    return { ...UNKNOWN, tombstone: value === null }
  }
}

function consumerOffsets(key: Buffer, value: Buffer | null): DecodedRecordView {
  const about = decodeConsumerOffsetsKey(key)
  if (about === undefined) return { ...UNKNOWN, tombstone: value === null }
  const fields = [...keyFields(about), ...(value === null ? [] : valueFields(about, value))]
  return { kind: about.kind, tombstone: value === null, fields }
}

const keyFields = (key: ConsumerOffsetsKey): Fields =>
  key.kind === 'group'
    ? [{ name: 'group', value: key.group }]
    : [
        { name: 'group', value: key.group },
        { name: 'topic', value: key.topic },
        { name: 'partition', value: key.partition },
      ]

function valueFields(key: ConsumerOffsetsKey, value: Buffer): Fields {
  if (key.kind === 'offset') {
    const stored = decodeOffsetValue(value)
    return [
      { name: 'offset', value: stored.offset },
      { name: 'leaderEpoch', value: stored.leaderEpoch < 0 ? null : stored.leaderEpoch },
      { name: 'metadata', value: stored.metadata },
      { name: 'commitTimestampMs', value: stored.commitTimestampMs },
      ...(stored.expireTimestampMs === undefined
        ? []
        : [{ name: 'expireTimestampMs', value: stored.expireTimestampMs }]),
    ]
  }
  const stored = decodeGroupValue(value)
  return [
    { name: 'generation', value: stored.generation },
    { name: 'protocolType', value: stored.protocolType },
    { name: 'protocol', value: stored.protocol },
    { name: 'leader', value: stored.leader },
    ...(stored.currentStateTimestampMs === undefined
      ? []
      : [{ name: 'currentStateTimestampMs', value: stored.currentStateTimestampMs }]),
    { name: 'members', value: stored.members.length },
    ...stored.members.map(({ memberId, groupInstanceId, assignment }) => ({
      name: 'member',
      value: `${groupInstanceId ?? memberId}: ${partitionsText(assignedPartitions(assignment)) || '-'}`,
    })),
  ]
}

function transactionState(key: Buffer, value: Buffer | null): DecodedRecordView {
  const about: Fields = [{ name: 'transactionalId', value: decodeTransactionStateKey(key) }]
  if (value === null) return { kind: 'transaction', tombstone: true, fields: about }
  const stored = decodeTransactionStateValue(value)
  const partitions = stored.partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(', ')
  return {
    kind: 'transaction',
    tombstone: false,
    fields: [
      ...about,
      { name: 'state', value: stored.state },
      { name: 'producerId', value: String(stored.producerId) },
      { name: 'producerEpoch', value: stored.producerEpoch },
      { name: 'partitions', value: partitions === '' ? null : partitions },
      { name: 'transactionTimeoutMs', value: `${stored.transactionTimeoutMs} ms` },
      { name: 'lastUpdateMs', value: stored.lastUpdateMs },
      { name: 'startMs', value: stored.startMs < 0 ? null : stored.startMs },
    ],
  }
}

const partitionsText = (assignment: readonly TopicPartitions[]): string =>
  assignment.flatMap(({ topic, partitions }) => partitions.map((partition) => `${topic}-${partition}`)).join(', ')
