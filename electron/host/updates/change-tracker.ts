const REMOVED_MAX = 2000

/**
 * Which version of the picture each part of it changed in. One counter for all: a page that knows version 41 asks for what changed
 * after 41. Nothing is computed here; views are built when somebody asks.
 */
export class ChangeTracker {
  /** Starts above what an earlier host gave out, so that a page that outlived it is told to start over. */
  version = 1
  lab = 1
  coordination = 1
  gates = 1
  readonly brokers = new Map<number, number>()
  readonly partitions = new Map<string, number>()
  private readonly removed = new Map<string, number>()
  /** Removals up to this version are forgotten: who knows less has to start over. */
  private removedFloor = 0
  private readonly listeners = new Set<() => void>()

  markLab(): void {
    this.lab = this.next()
  }

  markGates(): void {
    this.gates = this.next()
  }

  markCoordination(): void {
    this.coordination = this.next()
  }

  markBroker(id: number): void {
    this.brokers.set(id, this.next())
  }

  /** `exists` says which of the partitions still are somewhere. */
  markPartitions(keys: Iterable<string>, exists: (key: string) => boolean): void {
    let version = 0
    for (const key of keys) {
      version ||= this.next(false)
      if (exists(key)) this.keep(key, version)
      else this.remove(key, version)
    }
    if (version > 0) this.tell()
  }

  /** Something that has its own numbering (the timeline) changed. */
  markOther(): void {
    this.next()
  }

  removedSince(version: number): string[] {
    return [...this.removed].filter(([, at]) => at > version).map(([key]) => key)
  }

  canContinueFrom(version: number): boolean {
    return version > 0 && version <= this.version && version >= this.removedFloor
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  private keep(key: string, version: number): void {
    this.partitions.set(key, version)
    this.removed.delete(key)
  }

  private remove(key: string, version: number): void {
    if (!this.partitions.delete(key)) return
    this.removed.delete(key)
    this.removed.set(key, version)
    const [oldest] = this.removed
    if (this.removed.size > REMOVED_MAX && oldest) {
      this.removed.delete(oldest[0])
      this.removedFloor = oldest[1]
    }
  }

  private next(tell = true): number {
    this.version++
    if (tell) this.tell()
    return this.version
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }
}
