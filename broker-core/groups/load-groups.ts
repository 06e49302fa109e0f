import { MalformedBytesError } from '../bytes/reader'
import { decodeEndTransactionMarker } from '../format/control-record'
import type { RecordInBatch } from '../format/record-batch-reader'
import {
  decodeConsumerOffsetsKey,
  decodeGroupValue,
  decodeOffsetValue,
  type GroupValue,
} from '../internal-topics/consumer-offsets-records'
import type { ReplayedBatch } from '../internal-topics/replay-partition'
import { Group } from './group'
import { offsetKey, type StoredOffset } from './group-offsets'
import { Member } from './member'

type OffsetsByGroup = Map<string, Map<string, StoredOffset>>

/**
 * What a partition of `__consumer_offsets` says, batch after batch in the order of the log: the newest value of each key, and the offsets
 * of transactions by producer until their markers come (GroupMetadataManager.doLoadGroupsAndOffsets).
 */
export class LoadedGroups {
  private readonly groups = new Map<string, GroupValue>()
  private readonly offsets: OffsetsByGroup = new Map()
  private readonly transactional = new Map<bigint, OffsetsByGroup>()

  /** `onUnreadable` hears of records that are skipped: of a newer kind, or malformed. */
  constructor(private readonly onUnreadable: (offset: number, reason: string) => void) {}

  add(batch: ReplayedBatch): void {
    if (batch.isControl) this.decide(batch)
    else for (const record of batch.records) this.addRecord(batch, record)
  }

  private decide({ producerId, records: [record] }: ReplayedBatch): void {
    if (record === undefined) return
    const marker = decodeEndTransactionMarker(record.key, record.value)
    const open = this.transactional.get(producerId)
    this.transactional.delete(producerId)
    if (marker?.type !== 'commit' || open === undefined) return
    for (const [groupId, offsets] of open) {
      const committed = offsetsOf(this.offsets, groupId)
      for (const [key, offset] of offsets) {
        const current = committed.get(key)
        if (current === undefined || current.appendedBatchOffset < offset.appendedBatchOffset)
          committed.set(key, offset)
      }
    }
  }

  private addRecord(batch: ReplayedBatch, record: RecordInBatch): void {
    try {
      const key = record.key === null ? undefined : decodeConsumerOffsetsKey(record.key)
      if (key === undefined) this.onUnreadable(record.offset, 'its key is of an unknown kind')
      else if (key.kind === 'offset') this.addOffset(batch, key, record.value)
      else if (record.value === null) this.groups.delete(key.group)
      else this.groups.set(key.group, decodeGroupValue(record.value))
    } catch (error) {
      if (!(error instanceof MalformedBytesError)) throw error
      this.onUnreadable(record.offset, error.message)
    }
  }

  private addOffset(
    batch: ReplayedBatch,
    { group, topic, partition }: { group: string; topic: string; partition: number },
    value: Buffer | null,
  ): void {
    const target = batch.isTransactional ? this.openTransaction(batch.producerId) : this.offsets
    const key = offsetKey({ topic, partition })
    if (value === null) {
      target.get(group)?.delete(key)
      return
    }
    const stored = { value: { topic, partition, ...decodeOffsetValue(value) }, appendedBatchOffset: batch.baseOffset }
    offsetsOf(target, group).set(key, stored)
  }

  private openTransaction(producerId: bigint): OffsetsByGroup {
    const open = this.transactional.get(producerId) ?? (new Map() as OffsetsByGroup)
    this.transactional.set(producerId, open)
    return open
  }

  /** The groups as they stand now, those among them that only keep offsets. */
  finish(nowMs: number): Group[] {
    const loaded = new Map<string, Group>()
    for (const [groupId, value] of this.groups) loaded.set(groupId, groupOf(groupId, value, nowMs))
    const groupFor = (groupId: string): Group => {
      const group = loaded.get(groupId) ?? new Group(groupId, nowMs)
      loaded.set(groupId, group)
      return group
    }
    for (const [groupId, offsets] of this.offsets) {
      if (offsets.size === 0) continue
      const group = groupFor(groupId)
      for (const offset of offsets.values()) group.offsets.load(offset)
    }
    for (const [producerId, byGroup] of this.transactional) {
      for (const [groupId, offsets] of byGroup) {
        for (const offset of offsets.values()) groupFor(groupId).offsets.loadTransactional(producerId, offset)
      }
    }
    return [...loaded.values()]
  }
}

function offsetsOf(byGroup: OffsetsByGroup, groupId: string): Map<string, StoredOffset> {
  const offsets = byGroup.get(groupId) ?? new Map<string, StoredOffset>()
  byGroup.set(groupId, offsets)
  return offsets
}

function groupOf(groupId: string, value: GroupValue, nowMs: number): Group {
  const group = new Group(groupId, nowMs, value.members.length === 0 ? 'Empty' : 'Stable')
  group.generationId = value.generation
  group.protocolType = value.protocolType === '' ? undefined : value.protocolType
  group.protocolName = value.protocol ?? undefined
  group.currentStateTimestampMs = value.currentStateTimestampMs
  for (const { subscription, assignment, ...identity } of value.members) {
    // Copies: the record lies in a buffer of the whole read.
    const protocols = value.protocol === null ? [] : [{ name: value.protocol, metadata: Buffer.from(subscription) }]
    const member = new Member({ ...identity, protocolType: value.protocolType }, protocols)
    member.assignment = Buffer.from(assignment)
    group.protocolType = value.protocolType
    group.add(member)
  }
  group.leaderId = value.leader ?? undefined
  group.refreshTopics()
  return group
}
