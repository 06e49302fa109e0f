import type { TopicPartition } from '../format/topic-partition'
import { topicPartitionName } from '../format/topic-partition'
import type { Logger } from '../runtime/logger'
import type { Clock, Scheduler, Timer } from '../runtime/time'

const CHECK_INTERVAL_MS = 2500
const QUIET_MS = 5000
const PROPAGATION_MAX_MS = 60_000

/**
 * Tells the controller which in-sync replicas changed, in batches: once no change came for 5 s, or 60 s after the last batch, so that
 * a broker that starts with many partitions does not flood it (ReplicaManager.maybePropagateIsrChanges).
 */
export class IsrChangePropagator {
  private readonly changed = new Map<string, TopicPartition>()
  private lastChangeMs: number
  private lastPropagationMs: number
  private timer: Timer | undefined
  private propagating = false

  constructor(
    private readonly clock: Clock,
    private readonly scheduler: Scheduler,
    private readonly logger: Logger,
    private readonly propagate: (partitions: TopicPartition[]) => Promise<void>,
  ) {
    this.lastChangeMs = this.lastPropagationMs = clock.monotonicMs()
  }

  start(): void {
    this.timer = this.scheduler.every(CHECK_INTERVAL_MS, () => void this.maybePropagate())
  }

  stop(): void {
    this.timer?.cancel()
  }

  record(topicPartition: TopicPartition): void {
    this.changed.set(topicPartitionName(topicPartition.topic, topicPartition.partition), topicPartition)
    this.lastChangeMs = this.clock.monotonicMs()
  }

  private async maybePropagate(): Promise<void> {
    const nowMs = this.clock.monotonicMs()
    const due = nowMs - this.lastChangeMs > QUIET_MS || nowMs - this.lastPropagationMs > PROPAGATION_MAX_MS
    if (this.changed.size === 0 || !due || this.propagating) return
    const batch = new Map(this.changed)
    this.changed.clear()
    this.propagating = true
    try {
      await this.propagate([...batch.values()])
      this.lastPropagationMs = this.clock.monotonicMs()
    } catch (error) {
      this.logger.warn(`ISR changes of ${[...batch.keys()].join(', ')} are not propagated yet`, error)
      for (const [name, topicPartition] of batch) this.changed.set(name, topicPartition)
    } finally {
      this.propagating = false
    }
  }
}
