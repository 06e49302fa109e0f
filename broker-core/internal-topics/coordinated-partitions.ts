import type { Logger } from '../runtime/logger'

/** `loading`: elected, its state is still being read. `none`: another broker's. */
export type Coordination = 'none' | 'loading' | 'owned'

/** One leadership of one partition; a later one is another object, so a stale load is told apart by identity. */
interface Tenure {
  readonly epoch: number
  state: 'loading' | 'owned'
}

export interface CoordinatedPartitionsOptions {
  topic: string
  logger: Logger
  /**
   * Reads the partition's state and, last and in one turn, puts it in place: only while `isCurrent()`. A rejection is logged and leaves
   * the partition owned with what is in place, as in Kafka.
   */
  load: (partition: number, epoch: number, isCurrent: () => boolean) => Promise<void>
  /** Drops the partition's state and answers who waits with NOT_COORDINATOR. Also after a load that was cut short. */
  unload: (partition: number) => void
}

/**
 * Which partitions of an internal topic this broker coordinates: those it leads, once their state is read. Partitions are read one
 * after the other. Leader epochs fence: what an older leadership began changes nothing any more.
 */
export class CoordinatedPartitions {
  private readonly tenures = new Map<number, Tenure>()
  private queue: Promise<void> = Promise.resolve()
  private closed = false

  constructor(private readonly options: CoordinatedPartitionsOptions) {}

  stateOf(partition: number): Coordination {
    return this.tenures.get(partition)?.state ?? 'none'
  }

  /** Leader epoch under which this broker owns (or loads) the partition. */
  epochOf(partition: number): number | undefined {
    return this.tenures.get(partition)?.epoch
  }

  get isLoading(): boolean {
    for (const { state } of this.tenures.values()) if (state === 'loading') return true
    return false
  }

  get owned(): number[] {
    return [...this.tenures].filter(([, { state }]) => state === 'owned').map(([partition]) => partition)
  }

  /** This broker leads the partition since `epoch`: its state is read, however it was before. */
  elected(partition: number, epoch: number): void {
    if (this.closed) return
    const before = this.tenures.get(partition)
    if (before !== undefined && before.epoch >= epoch) return
    if (before !== undefined) this.resigned(partition)
    const tenure: Tenure = { epoch, state: 'loading' }
    this.tenures.set(partition, tenure)
    this.queue = this.queue.then(() => this.load(partition, tenure))
  }

  /** This broker leads it no more (or its replica is gone). */
  resigned(partition: number): void {
    if (!this.tenures.delete(partition)) return
    this.options.unload(partition)
  }

  /** Resolves when all elections so far are loaded or given up. */
  settled(): Promise<void> {
    return this.queue
  }

  /** For shutdown: nothing is loaded any more. What is owned stays, for answers that are on their way. */
  close(): void {
    this.closed = true
    for (const [partition, { state }] of [...this.tenures]) if (state === 'loading') this.resigned(partition)
  }

  private async load(partition: number, tenure: Tenure): Promise<void> {
    const { topic, logger, load } = this.options
    const isCurrent = (): boolean => this.tenures.get(partition) === tenure
    if (!isCurrent()) return
    try {
      await load(partition, tenure.epoch, isCurrent)
    } catch (error) {
      logger.error(`Error loading ${topic}-${partition} at leader epoch ${tenure.epoch}`, error)
    }
    tenure.state = 'owned'
  }
}
