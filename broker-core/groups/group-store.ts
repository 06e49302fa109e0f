import type { BrokerConfig } from '../config/broker-config'
import { COMPRESSION_CODECS } from '../format/record-batch'
import type { TimestampedRecord } from '../format/record-batch-builder'
import {
  appendToInternalTopic,
  type InternalTopicAppendResult,
  type InternalTopicLogs,
} from '../internal-topics/append-to-internal-topic'
import {
  encodeGroupKey,
  encodeGroupValue,
  encodeOffsetKey,
  encodeOffsetValue,
} from '../internal-topics/consumer-offsets-records'
import { CONSUMER_OFFSETS_TOPIC } from '../internal-topics/internal-topics'
import { ErrorCode } from '../protocol/error-codes'
import { UnsupportedVersionError } from '../protocol/primitives'
import type { Logger } from '../runtime/logger'
import type { Clock } from '../runtime/time'
import { groupErrorOf } from './decisions/append-errors'
import type { Group } from './group'
import type { OffsetToCommit } from './requests'

export interface GroupStoreOptions {
  clock: Clock
  logger: Logger
  config: () => BrokerConfig
  logs: InternalTopicLogs
  partitionFor: (groupId: string) => number
}

const NO_ASSIGNMENT = Buffer.alloc(0)
/** So many tombstones go into one batch: a large group's must not exceed max.message.bytes. */
const TOMBSTONES_MAX = 1_000

/** Writes what groups are to `__consumer_offsets` (the storing half of GroupMetadataManager). */
export class GroupStore {
  constructor(private readonly options: GroupStoreOptions) {}

  /** Writes the group's generation with these assignments. Returns NONE or what its members are told; never rejects. */
  async storeGroup(group: Group, assignments: ReadonlyMap<string, Buffer>): Promise<number> {
    const { groupId, generationId } = group
    const { errorCode } = await this.append(groupId, () => [this.groupRecord(group, assignments)])
    if (errorCode === ErrorCode.NONE) return errorCode
    this.options.logger.warn(`Generation ${generationId} of group ${groupId} could not be stored: error ${errorCode}`)
    return groupErrorOf(errorCode)
  }

  private groupRecord(group: Group, assignments: ReadonlyMap<string, Buffer>): TimestampedRecord {
    const { protocolName, generationId } = group
    const members = [...group.members.values()].map((member) => {
      if (protocolName === undefined) throw new Error(`group ${group.groupId} has members but no protocol`)
      return {
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        rebalanceTimeoutMs: member.rebalanceTimeoutMs,
        sessionTimeoutMs: member.sessionTimeoutMs,
        subscription: member.metadataOf(protocolName),
        assignment: assignments.get(member.memberId) ?? NO_ASSIGNMENT,
      }
    })
    const value = encodeGroupValue(
      {
        protocolType: group.protocolType ?? '',
        generation: generationId,
        protocol: protocolName ?? null,
        leader: group.leaderId ?? null,
        currentStateTimestampMs: group.currentStateTimestampMs,
        members,
      },
      this.options.config().interBrokerProtocolVersion,
    )
    return this.record(encodeGroupKey(group.groupId), value)
  }

  /** Writes offsets, in one batch; within a transaction they count once that is committed. Never rejects. */
  storeOffsets(
    groupId: string,
    offsets: readonly OffsetToCommit[],
    transaction?: { producerId: bigint; producerEpoch: number },
  ): Promise<InternalTopicAppendResult> {
    const protocol = this.options.config().interBrokerProtocolVersion
    const encode = () =>
      offsets.map(({ topic, partition, ...value }) =>
        this.record(encodeOffsetKey({ group: groupId, topic, partition }), encodeOffsetValue(value, protocol)),
      )
    return this.append(groupId, encode, transaction)
  }

  /**
   * Removes offsets, and the group itself, from the log. Nobody waits for the replicas: a lost tombstone is written again by the next
   * coordinator's expiry.
   */
  writeTombstones(groupId: string, offsets: readonly OffsetToCommit[], groupToo: boolean): void {
    const records = offsets.map(({ topic, partition }) =>
      this.record(encodeOffsetKey({ group: groupId, topic, partition }), null),
    )
    if (groupToo) records.push(this.record(encodeGroupKey(groupId), null))
    for (let at = 0; at < records.length; at += TOMBSTONES_MAX) {
      const { topic, partition, codec } = this.place(groupId)
      const batch = records.slice(at, at + TOMBSTONES_MAX)
      void appendToInternalTopic(this.options.logs, {
        ...{ topic, partition, ...codec },
        records: batch,
        requiredAcks: 0,
        timeoutMs: 0,
      }).then(({ errorCode }) => {
        if (errorCode === ErrorCode.NONE) return
        this.options.logger.error(
          `${batch.length} tombstones of group ${groupId} could not be appended to ${topic}-${partition}: error ${errorCode}`,
        )
      })
    }
  }

  private record(key: Buffer, value: Buffer | null): TimestampedRecord {
    return { key, value, timestamp: this.options.clock.wallMs() }
  }

  private place(groupId: string) {
    const compression = COMPRESSION_CODECS[this.options.config().offsetsTopicCompressionCodec]
    return {
      topic: CONSUMER_OFFSETS_TOPIC,
      partition: this.options.partitionFor(groupId),
      codec: compression === undefined || compression === 'none' ? {} : { compression },
    }
  }

  private async append(
    groupId: string,
    encode: () => readonly TimestampedRecord[],
    transaction?: { producerId: bigint; producerEpoch: number },
  ): Promise<InternalTopicAppendResult> {
    const { offsetsCommitRequiredAcks, offsetsCommitTimeoutMs } = this.options.config()
    const { topic, partition, codec } = this.place(groupId)
    let records: readonly TimestampedRecord[]
    try {
      records = encode()
    } catch (error) {
      // A client's text may be longer than the record format can say.
      if (!(error instanceof UnsupportedVersionError)) throw error
      this.options.logger.error(`What group ${groupId.slice(0, 80)} asked for cannot be written`, error)
      return { errorCode: ErrorCode.UNKNOWN_SERVER_ERROR, baseOffset: -1 }
    }
    return appendToInternalTopic(this.options.logs, {
      ...{ topic, partition, ...codec, records },
      requiredAcks: offsetsCommitRequiredAcks,
      timeoutMs: offsetsCommitTimeoutMs,
      ...(transaction !== undefined && { transaction }),
    })
  }
}
