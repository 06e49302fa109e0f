import type { Group } from './group'

const NONE: ReadonlyMap<string, Group> = new Map()

/** The groups this broker coordinates, by the partition that keeps them, and which of them have offsets in open transactions. */
export class GroupCache {
  private readonly byPartition = new Map<number, Map<string, Group>>()
  /** A producer's open transaction may carry offsets of several groups, which its marker decides all at once. */
  private readonly groupsOfProducer = new Map<bigint, Set<string>>()

  constructor(private readonly partitionFor: (groupId: string) => number) {}

  get(groupId: string): Group | undefined {
    return this.byPartition.get(this.partitionFor(groupId))?.get(groupId)
  }

  add(group: Group): void {
    const partition = this.partitionFor(group.groupId)
    const groups = this.byPartition.get(partition) ?? new Map<string, Group>()
    this.byPartition.set(partition, groups.set(group.groupId, group))
  }

  /** false: it is another group of that name by now, or none. */
  remove(group: Group): boolean {
    const groups = this.byPartition.get(this.partitionFor(group.groupId))
    if (groups?.get(group.groupId) !== group) return false
    groups.delete(group.groupId)
    this.forgetProducersOf(group)
    return true
  }

  *all(): Iterable<Group> {
    for (const groups of this.byPartition.values()) yield* groups.values()
  }

  ofPartition(partition: number): Iterable<Group> {
    return (this.byPartition.get(partition) ?? NONE).values()
  }

  /** Takes out and returns all groups of a partition. */
  removePartition(partition: number): Group[] {
    const groups = [...this.ofPartition(partition)]
    this.byPartition.delete(partition)
    for (const group of groups) this.forgetProducersOf(group)
    return groups
  }

  openTransaction(producerId: bigint, groupId: string): void {
    const groups = this.groupsOfProducer.get(producerId) ?? new Set<string>()
    this.groupsOfProducer.set(producerId, groups.add(groupId))
  }

  closeTransaction(producerId: bigint, groupId: string): void {
    const groups = this.groupsOfProducer.get(producerId)
    groups?.delete(groupId)
    if (groups?.size === 0) this.groupsOfProducer.delete(producerId)
  }

  /** Groups with offsets in this producer's open transaction, kept in one of these partitions. */
  inTransaction(producerId: bigint, partitions: ReadonlySet<number>): string[] {
    return [...(this.groupsOfProducer.get(producerId) ?? [])].filter((id) => partitions.has(this.partitionFor(id)))
  }

  private forgetProducersOf(group: Group): void {
    for (const producerId of [...group.offsets.producers]) this.closeTransaction(producerId, group.groupId)
  }
}
