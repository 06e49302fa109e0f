import type { GroupChangeReason } from '../probe/reasons'
import { ErrorCode } from '../protocol/error-codes'
import type { Logger } from '../runtime/logger'
import type { Clock, Scheduler } from '../runtime/time'
import { expiredOffsets } from './decisions/expired-offsets'
import type { Group, Transition } from './group'
import type { GroupCache } from './group-cache'
import { offsetKey } from './group-offsets'
import type { GroupStore } from './group-store'
import { joinRefused, type OffsetToCommit, type PartitionOutcome, syncRefused } from './requests'

export interface GroupRemovalOptions {
  clock: Clock
  scheduler: Scheduler
  logger: Logger
  cache: GroupCache
  store: Pick<GroupStore, 'writeTombstones'>
  /** offsets.retention.minutes, in ms, now. */
  retentionMs: () => number
  onTransition: (group: Group, transition: Transition) => void
}

interface NamedPartition {
  topic: string
  partition: number
}

/** So many groups are looked at before others get their turn. */
const GROUPS_A_TURN = 500

/** Offsets and groups end: deleted, expired, their topic gone, or coordinated elsewhere (GroupMetadataManager.cleanupGroupMetadata). */
export class GroupRemoval {
  private expiring = false

  constructor(private readonly options: GroupRemovalOptions) {}

  deleteGroup(group: Group): number {
    if (group.state !== 'Empty') return ErrorCode.NON_EMPTY_GROUP
    this.retire(group, ErrorCode.COORDINATOR_NOT_AVAILABLE, 'the group is deleted')
    this.cleanUp(group, group.offsets.removeAll())
    this.options.logger.info(`Group ${group.groupId} was deleted`)
    return ErrorCode.NONE
  }

  deleteOffsets(
    group: Group,
    partitions: readonly NamedPartition[],
  ): { errorCode: number; partitions: PartitionOutcome[] } {
    if (group.state !== 'Empty' && !group.isConsumerGroup) {
      return { errorCode: ErrorCode.NON_EMPTY_GROUP, partitions: [] }
    }
    const inUse = ({ topic }: NamedPartition): boolean => group.state !== 'Empty' && group.isSubscribedTo(topic)
    this.cleanUp(group, group.offsets.remove(partitions.filter((one) => !inUse(one)).map(offsetKey)))
    const outcomes = partitions.map((one) => ({
      topic: one.topic,
      partition: one.partition,
      errorCode: inUse(one) ? ErrorCode.GROUP_SUBSCRIBED_TO_TOPIC : ErrorCode.NONE,
    }))
    return { errorCode: ErrorCode.NONE, partitions: outcomes }
  }

  removePartitions(partitions: readonly NamedPartition[]): void {
    const keys = partitions.map(offsetKey)
    let removed = 0
    for (const group of [...this.options.cache.all()]) {
      if (!group.offsets.hasAny) continue
      const offsets = group.offsets.remove(keys)
      removed += offsets.length
      if (offsets.length > 0) this.cleanUp(group, offsets)
    }
    if (removed > 0) this.options.logger.info(`Removed ${removed} offsets of ${partitions.length} deleted partitions`)
  }

  /** One look at every group, in pieces; a look that is still under way is not doubled. */
  async removeExpired(): Promise<void> {
    if (this.expiring) return
    this.expiring = true
    try {
      await this.lookAtAll()
    } finally {
      this.expiring = false
    }
  }

  private async lookAtAll(): Promise<void> {
    const { clock, scheduler, retentionMs, cache, logger } = this.options
    let removed = 0
    const groups = [...cache.all()]
    for (let at = 0; at < groups.length; at += GROUPS_A_TURN) {
      if (at > 0) await new Promise<void>((resolve) => scheduler.soon(resolve))
      for (const group of groups.slice(at, at + GROUPS_A_TURN)) {
        // It may have been deleted, or moved, since the look began.
        if (cache.get(group.groupId) !== group) continue
        const expired = group.offsets.remove(expiredOffsets(group, clock.wallMs(), retentionMs()))
        removed += expired.length
        this.cleanUp(group, expired)
      }
    }
    if (removed > 0) logger.info(`Removed ${removed} expired offsets`)
  }

  /** The group ends here: nobody waits for it any longer, and nothing it set in motion comes back to it. */
  retire(group: Group, errorCode: number, why: GroupChangeReason): void {
    this.options.onTransition(group, group.become('Dead', this.options.clock.wallMs(), why))
    group.joinTimer?.cancel()
    for (const timer of group.pendingMembers.values()) timer.cancel()
    group.pendingMembers.clear()
    for (const member of group.members.values()) {
      member.answerJoin(joinRefused(member.memberId, errorCode))
      member.answerSync(syncRefused(errorCode))
    }
  }

  /** Tombstones for what was removed; a group that is empty and holds nothing more goes with it. */
  private cleanUp(group: Group, removed: readonly OffsetToCommit[]): void {
    if (group.state === 'Empty' && !group.offsets.hasAny && group.pendingMembers.size === 0) {
      this.retire(group, ErrorCode.COORDINATOR_NOT_AVAILABLE, 'it is empty and its last offsets are gone')
    }
    const isGone = group.state === 'Dead' && this.options.cache.remove(group)
    // A group that never had a generation is in the log by its offsets only.
    this.options.store.writeTombstones(group.groupId, removed, isGone && group.generationId > 0)
  }
}
