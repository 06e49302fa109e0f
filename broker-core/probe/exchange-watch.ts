import type { ReplicationEvent, ReplicationFact, ReplicationReport } from './replication-facts'

/** Between two reports. */
const EVENTS_MAX = 1000
const PARTITIONS_MAX = 16

/** Collects what passes between the replicas of the partitions that a lab looks at. */
export class ExchangeWatch {
  private names: ReadonlySet<string> = new Set()
  private events: ReplicationEvent[] = []
  private dropped = 0

  /** `news`: the first event after a report was taken. */
  constructor(
    private readonly monotonicMs: () => number,
    private readonly news: () => void,
  ) {}

  /** Replaces what was watched before. */
  watch(partitions: readonly { topic: string; partition: number }[]): void {
    this.names = new Set(partitions.slice(0, PARTITIONS_MAX).map(nameOf))
    if (this.names.size > 0) return
    this.events = []
    this.dropped = 0
  }

  get active(): boolean {
    return this.names.size > 0
  }

  watches(partition: { topic: string; partition: number }): boolean {
    return this.names.has(nameOf(partition))
  }

  tell(fact: ReplicationFact): void {
    if (this.events.length >= EVENTS_MAX) {
      this.dropped++
      return
    }
    this.events.push({ monotonicMs: this.monotonicMs(), fact })
    if (this.events.length === 1) this.news()
  }

  /** undefined: nothing since the last one. */
  take(): ReplicationReport | undefined {
    if (this.events.length === 0) return undefined
    const report = { events: this.events, dropped: this.dropped }
    this.events = []
    this.dropped = 0
    return report
  }
}

const nameOf = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}-${partition}`
