import { topicPartitionName } from '../format/topic-partition'
import type { OffsetToCommit } from './requests'

/** A committed offset and where in the log it was written: of two for a partition the later written counts. */
export interface StoredOffset {
  readonly value: OffsetToCommit
  readonly appendedBatchOffset: number
}

/** Written as part of a transaction that is not decided yet; without an offset its append is not confirmed. */
interface PendingTransactionalOffset {
  readonly value: OffsetToCommit
  readonly appendedBatchOffset: number | undefined
}

export const offsetKey = ({ topic, partition }: { topic: string; partition: number }): string =>
  topicPartitionName(topic, partition)

/**
 * A group's committed offsets: what is in the log, what is on its way there, and what waits for its transaction to be decided. Nothing
 * becomes visible before its append is confirmed.
 */
export class GroupOffsets {
  private readonly stored = new Map<string, StoredOffset>()
  private readonly pending = new Map<string, OffsetToCommit>()
  private readonly transactional = new Map<bigint, Map<string, PendingTransactionalOffset>>()
  /** Their transaction is committed, their own append still to be confirmed. */
  private readonly committedUnconfirmed = new Set<OffsetToCommit>()

  /** Number of committed offsets. */
  get size(): number {
    return this.stored.size
  }

  /** Also when only some are on their way: the group must not be forgotten. */
  get hasAny(): boolean {
    return (
      this.stored.size > 0 || this.pending.size > 0 || this.transactional.size > 0 || this.committedUnconfirmed.size > 0
    )
  }

  /** Producers with an open transaction that carries offsets of this group. */
  get producers(): Iterable<bigint> {
    return this.transactional.keys()
  }

  all(): Iterable<StoredOffset> {
    return this.stored.values()
  }

  get(key: string): OffsetToCommit | undefined {
    return this.stored.get(key)?.value
  }

  /** A commit for this partition is under way or undecided: who must not read old offsets has to wait. */
  isUnstable(key: string): boolean {
    if (this.pending.has(key)) return true
    for (const offsets of this.transactional.values()) if (offsets.has(key)) return true
    return false
  }

  isPending(key: string): boolean {
    return this.pending.has(key)
  }

  hasPendingOf(producerId: bigint): boolean {
    return this.transactional.has(producerId)
  }

  /** From the log, before the group is seen. */
  load(offset: StoredOffset): void {
    this.stored.set(offsetKey(offset.value), offset)
  }

  loadTransactional(producerId: bigint, offset: StoredOffset): void {
    this.openTransaction(producerId).set(offsetKey(offset.value), offset)
  }

  prepare(offsets: readonly OffsetToCommit[]): void {
    for (const value of offsets) this.pending.set(offsetKey(value), value)
  }

  prepareTransactional(producerId: bigint, offsets: readonly OffsetToCommit[]): void {
    const open = this.openTransaction(producerId)
    for (const value of offsets) open.set(offsetKey(value), { value, appendedBatchOffset: undefined })
  }

  /** The append is confirmed. A partition whose offsets were deleted meanwhile stays without. */
  appended(value: OffsetToCommit, appendedBatchOffset: number): void {
    const key = offsetKey(value)
    if (!this.pending.has(key)) return
    this.storeIfNewer(key, { value, appendedBatchOffset })
    // A newer commit may be under way: it stays pending.
    if (this.pending.get(key) === value) this.pending.delete(key)
  }

  /** The append failed. */
  failed(value: OffsetToCommit): void {
    const key = offsetKey(value)
    if (this.pending.get(key) === value) this.pending.delete(key)
  }

  transactionalAppended(producerId: bigint, value: OffsetToCommit, appendedBatchOffset: number): void {
    const key = offsetKey(value)
    if (this.committedUnconfirmed.delete(value)) this.storeIfNewer(key, { value, appendedBatchOffset })
    const open = this.transactional.get(producerId)
    if (open?.get(key)?.value === value) open.set(key, { value, appendedBatchOffset })
  }

  transactionalFailed(producerId: bigint, value: OffsetToCommit): void {
    this.committedUnconfirmed.delete(value)
    const open = this.transactional.get(producerId)
    if (open === undefined) return
    const key = offsetKey(value)
    if (open.get(key)?.value === value) open.delete(key)
    if (open.size === 0) this.transactional.delete(producerId)
  }

  /**
   * The transaction is decided, its marker is in the log. An offset whose own append is not confirmed yet lies before the marker: it
   * counts as soon as that is.
   */
  complete(producerId: bigint, commit: boolean): void {
    const open = this.transactional.get(producerId)
    this.transactional.delete(producerId)
    if (!commit || open === undefined) return
    for (const [key, { value, appendedBatchOffset }] of open) {
      if (appendedBatchOffset === undefined) this.committedUnconfirmed.add(value)
      else this.storeIfNewer(key, { value, appendedBatchOffset })
    }
  }

  /** Forgets these partitions; returns what was committed for them. */
  remove(keys: Iterable<string>): OffsetToCommit[] {
    const removed: OffsetToCommit[] = []
    for (const key of keys) {
      this.pending.delete(key)
      for (const value of this.committedUnconfirmed)
        if (offsetKey(value) === key) this.committedUnconfirmed.delete(value)
      for (const [producerId, open] of this.transactional) {
        if (open.delete(key) && open.size === 0) this.transactional.delete(producerId)
      }
      const stored = this.stored.get(key)
      if (stored === undefined) continue
      this.stored.delete(key)
      removed.push(stored.value)
    }
    return removed
  }

  removeAll(): OffsetToCommit[] {
    return this.remove([...this.stored.keys()])
  }

  private storeIfNewer(key: string, offset: StoredOffset): void {
    const current = this.stored.get(key)
    if (current === undefined || current.appendedBatchOffset < offset.appendedBatchOffset) this.stored.set(key, offset)
  }

  private openTransaction(producerId: bigint): Map<string, PendingTransactionalOffset> {
    const open = this.transactional.get(producerId) ?? new Map<string, PendingTransactionalOffset>()
    this.transactional.set(producerId, open)
    return open
  }
}
