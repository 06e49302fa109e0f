import { ErrorCode } from '../protocol/error-codes'
import { commitErrorOf } from './decisions/append-errors'
import { decideCommit, refuseTransactionalCommit } from './decisions/commit'
import type { Group } from './group'
import type { GroupCache } from './group-cache'
import { offsetKey } from './group-offsets'
import type { GroupStore } from './group-store'
import type { MemberSessions } from './member-sessions'
import type {
  CommitRequest,
  FetchedOffset,
  OffsetToCommit,
  PartitionOutcome,
  TransactionalCommitRequest,
} from './requests'

export interface OffsetCommitsOptions {
  sessions: MemberSessions
  cache: GroupCache
  store: Pick<GroupStore, 'storeOffsets'>
  /** offset.metadata.max.bytes, now. */
  metadataSizeMax: () => number
}

interface Transaction {
  producerId: bigint
  producerEpoch: number
}

/** Commits and fetches of a group's offsets. Groups are this broker's, and loaded. */
export class OffsetCommits {
  constructor(private readonly options: OffsetCommitsOptions) {}

  commit(group: Group, request: CommitRequest): Promise<PartitionOutcome[]> {
    const decision = decideCommit(group, request)
    if (decision.kind === 'refuse') return Promise.resolve(outcomes(request.offsets, () => decision.errorCode))
    if (decision.alive !== undefined) this.options.sessions.restart(group, decision.alive)
    return this.store(group, request.offsets, undefined)
  }

  commitTransactional(group: Group, request: TransactionalCommitRequest): Promise<PartitionOutcome[]> {
    const refused = refuseTransactionalCommit(group, request)
    if (refused !== undefined) return Promise.resolve(outcomes(request.offsets, () => refused))
    const { producerId, producerEpoch } = request
    return this.store(group, request.offsets, { producerId, producerEpoch })
  }

  /** Append first, then the cache: nobody reads an offset that could still be lost. */
  private async store(
    group: Group,
    asked: readonly OffsetToCommit[],
    transaction: Transaction | undefined,
  ): Promise<PartitionOutcome[]> {
    const sizeMax = this.options.metadataSizeMax()
    // A partition named twice is committed once, as said last.
    const named = [...new Map(asked.map((value) => [offsetKey(value), value])).values()]
    const fitting = named.filter(({ metadata }) => metadata.length <= sizeMax)
    if (fitting.length === 0) return outcomes(named, () => ErrorCode.OFFSET_METADATA_TOO_LARGE)
    if (transaction === undefined) group.offsets.prepare(fitting)
    else {
      this.options.cache.openTransaction(transaction.producerId, group.groupId)
      group.offsets.prepareTransactional(transaction.producerId, fitting)
    }
    const { errorCode, baseOffset } = await this.options.store.storeOffsets(group.groupId, fitting, transaction)
    if (group.state !== 'Dead')
      this.settle(group, fitting, transaction, errorCode === ErrorCode.NONE ? baseOffset : undefined)
    const told = commitErrorOf(errorCode)
    return outcomes(named, ({ metadata }) => (metadata.length <= sizeMax ? told : ErrorCode.OFFSET_METADATA_TOO_LARGE))
  }

  /** `baseOffset` undefined: the append failed. */
  private settle(
    group: Group,
    values: readonly OffsetToCommit[],
    transaction: Transaction | undefined,
    baseOffset: number | undefined,
  ): void {
    const { offsets } = group
    for (const value of values) {
      if (transaction === undefined) {
        if (baseOffset === undefined) offsets.failed(value)
        else offsets.appended(value, baseOffset)
      } else if (baseOffset === undefined) offsets.transactionalFailed(transaction.producerId, value)
      else offsets.transactionalAppended(transaction.producerId, value, baseOffset)
    }
    if (transaction !== undefined && !offsets.hasPendingOf(transaction.producerId)) {
      this.options.cache.closeTransaction(transaction.producerId, group.groupId)
    }
  }

  /** A transaction's marker is in these partitions' logs: what it carried is committed, or forgotten. */
  completeTransaction(producerId: bigint, partitions: ReadonlySet<number>, commit: boolean): void {
    const { cache } = this.options
    for (const groupId of cache.inTransaction(producerId, partitions)) {
      cache.get(groupId)?.offsets.complete(producerId, commit)
      cache.closeTransaction(producerId, groupId)
    }
  }

  /** `partitions` undefined: all that are committed. */
  fetch(
    group: Group | undefined,
    partitions: readonly { topic: string; partition: number }[] | undefined,
    requireStable: boolean,
  ): FetchedOffset[] {
    const known = group === undefined || group.state === 'Dead' ? undefined : group.offsets
    const wanted = partitions ?? [...(known?.all() ?? [])].map(({ value }) => value)
    return wanted.map(({ topic, partition }) => {
      const key = offsetKey({ topic, partition })
      const value = known?.get(key)
      const unstable = requireStable && known?.isUnstable(key) === true
      const errorCode = unstable ? ErrorCode.UNSTABLE_OFFSET_COMMIT : ErrorCode.NONE
      if (value === undefined || unstable) {
        return { topic, partition, errorCode, offset: -1, leaderEpoch: -1, metadata: '' }
      }
      const { offset, leaderEpoch, metadata } = value
      return { topic, partition, errorCode, offset, leaderEpoch, metadata }
    })
  }
}

function outcomes(
  offsets: readonly OffsetToCommit[],
  errorCodeOf: (value: OffsetToCommit) => number,
): PartitionOutcome[] {
  return offsets.map((value) => ({ topic: value.topic, partition: value.partition, errorCode: errorCodeOf(value) }))
}
