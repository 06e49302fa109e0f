import { Reader } from '../../../broker-core/bytes/reader'
import { TRANSACTION_STATES } from '../../../broker-core/internal-topics/transaction-state-records'

/**
 * Records of internal topics that releases newer than 2.6 write: as much of them as tells what they are about. The bytes are shown
 * beside it.
 */
export interface NewerRecordView {
  kind: string
  tombstone: boolean
  fields: { name: string; value: string | number | null }[]
}

/** By the version in a key of `__consumer_offsets` (KIP-848, KIP-932, KIP-1071; org.apache.kafka CoordinatorRecordType). */
const GROUP_RECORDS: Readonly<Record<number, string>> = {
  3: 'ConsumerGroupMetadata',
  4: 'ConsumerGroupPartitionMetadata',
  5: 'ConsumerGroupMemberMetadata',
  6: 'ConsumerGroupTargetAssignmentMetadata',
  7: 'ConsumerGroupTargetAssignmentMember',
  8: 'ConsumerGroupCurrentMemberAssignment',
  10: 'ShareGroupMemberMetadata',
  11: 'ShareGroupMetadata',
  12: 'ShareGroupTargetAssignmentMetadata',
  13: 'ShareGroupTargetAssignmentMember',
  14: 'ShareGroupCurrentMemberAssignment',
  15: 'ShareGroupStatePartitionMetadata',
  16: 'ConsumerGroupRegularExpression',
  17: 'StreamsGroupMetadata',
  19: 'StreamsGroupMemberMetadata',
  20: 'StreamsGroupTargetAssignmentMetadata',
  21: 'StreamsGroupTargetAssignmentMember',
  22: 'StreamsGroupCurrentMemberAssignment',
  23: 'StreamsGroupTopology',
}

/** By the api key in a value of `__cluster_metadata` (org.apache.kafka MetadataRecordType). */
const METADATA_RECORDS: Readonly<Record<number, string>> = {
  0: 'RegisterBrokerRecord',
  1: 'UnregisterBrokerRecord',
  2: 'TopicRecord',
  3: 'PartitionRecord',
  4: 'ConfigRecord',
  5: 'PartitionChangeRecord',
  7: 'FenceBrokerRecord',
  8: 'UnfenceBrokerRecord',
  9: 'RemoveTopicRecord',
  10: 'DelegationTokenRecord',
  11: 'UserScramCredentialRecord',
  12: 'FeatureLevelRecord',
  14: 'ClientQuotaRecord',
  15: 'ProducerIdsRecord',
  17: 'BrokerRegistrationChangeRecord',
  18: 'AccessControlEntryRecord',
  19: 'RemoveAccessControlEntryRecord',
  20: 'NoOpRecord',
  21: 'ZkMigrationStateRecord',
  22: 'RemoveUserScramCredentialRecord',
  23: 'BeginTransactionRecord',
  24: 'EndTransactionRecord',
  25: 'AbortTransactionRecord',
  26: 'RemoveDelegationTokenRecord',
  27: 'RegisterControllerRecord',
  28: 'ClearElrRecord',
}

/** undefined: nothing of these, or not as it should be. Never throws. */
export function newerRecord(topic: string, key: Buffer | null, value: Buffer | null): NewerRecordView | undefined {
  try {
    if (topic === '__consumer_offsets' && key !== null) return groupRecord(new Reader(key), value === null)
    if (topic === '__transaction_state' && key !== null && value !== null) return transactionRecord(key, value)
    if (topic === '__cluster_metadata' && value !== null) return metadataRecord(new Reader(value))
  } catch {
    // Not of a format known here: the bytes are shown as they are.
  }
  return undefined
}

function groupRecord(key: Reader, tombstone: boolean): NewerRecordView | undefined {
  const kind = GROUP_RECORDS[key.int16()]
  if (kind === undefined) return undefined
  const fields: NewerRecordView['fields'] = [{ name: 'group', value: key.utf8(key.int16()) }]
  // Of those that are about a member its id follows, of a subscription its regular expression.
  if (key.remaining > 0)
    fields.push({ name: kind.endsWith('Expression') ? 'regularExpression' : 'memberId', value: key.utf8(key.int16()) })
  return { kind, tombstone, fields }
}

/** Version 1 of the value is 0 in the flexible encoding, with a few tagged fields at its end (KIP-890). */
function transactionRecord(key: Buffer, value: Buffer): NewerRecordView | undefined {
  const [id, stored] = [new Reader(key), new Reader(value)]
  if (id.int16() !== 0 || stored.int16() !== 1) return undefined
  const transactionalId = id.utf8(id.int16())
  const producerId = String(stored.int64Big())
  const producerEpoch = stored.int16()
  const timeoutMs = stored.int32()
  const status = stored.int8()
  const partitions = compactPartitions(stored)
  return {
    kind: 'transaction',
    tombstone: false,
    fields: [
      { name: 'transactionalId', value: transactionalId },
      { name: 'state', value: TRANSACTION_STATES[status] ?? `unknown (${status})` },
      { name: 'producerId', value: producerId },
      { name: 'producerEpoch', value: producerEpoch },
      { name: 'partitions', value: partitions.length === 0 ? null : partitions.join(', ') },
      { name: 'transactionTimeoutMs', value: `${timeoutMs} ms` },
      { name: 'lastUpdateMs', value: stored.int64() },
      { name: 'startMs', value: stored.int64() },
    ],
  }
}

function compactPartitions(reader: Reader): string[] {
  const names: string[] = []
  for (let topics = reader.uvarint() - 1; topics > 0; topics--) {
    const topic = reader.utf8(reader.uvarint() - 1)
    for (let partitions = reader.uvarint() - 1; partitions > 0; partitions--) names.push(`${topic}-${reader.int32()}`)
    for (let tags = reader.uvarint(); tags > 0; tags--) {
      reader.uvarint()
      reader.skip(reader.uvarint())
    }
  }
  return names
}

/** unsigned varints: frame version 1, api key, version; then the record. */
function metadataRecord(value: Reader): NewerRecordView | undefined {
  if (value.uvarint() !== 1) return undefined
  const apiKey = value.uvarint()
  return {
    kind: METADATA_RECORDS[apiKey] ?? `record ${apiKey}`,
    tombstone: false,
    fields: [{ name: 'version', value: value.uvarint() }],
  }
}
