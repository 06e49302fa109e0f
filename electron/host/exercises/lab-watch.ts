import type { InBothLanguages } from '../api/exercise-functions'
import type { LabFunctions, LabUpdate } from '../api/functions'
import type { GateView } from '../api/gate-functions'
import type { BrokerView, PartitionView, TimelineEvent } from '../api/views'
import { failure, inBoth, sentence } from './words'

const EVENTS_MAX = 20_000

/** What a page would know of the lab, for checks: kept current by the same stream of updates, and whoever waits is told of each. */
export class LabWatch {
  readonly brokers = new Map<number, BrokerView>()
  readonly partitions = new Map<string, PartitionView>()
  /** Since the watch began, oldest first. */
  events: TimelineEvent[] = []
  /** Every gate of the lab. */
  gates: readonly GateView[] = []
  private version = 0
  private closed = false
  private readonly listeners = new Set<() => void>()

  constructor(private readonly functions: Pick<LabFunctions, 'pull'>) {
    void this.follow()
  }

  partition(topic: string, partition: number): PartitionView | undefined {
    return this.partitions.get(`${topic}-${partition}`)
  }

  /** The running broker that says it is controller; null: none does at the moment. */
  get controllerId(): number | null {
    const running = [...this.brokers.values()].filter(({ state }) => state === 'RunningAsBroker')
    return running.find(({ isController }) => isController)?.id ?? null
  }

  /** Sequence number that the next event will have, as far as the watch has heard. */
  get nextSeq(): number {
    return (this.events[this.events.length - 1]?.seq ?? 0) + 1
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Resolves with what `met` gives as soon as it gives something; looks after every update. Rejects after `patienceMs`. */
  until<Value>(
    met: () => Value | undefined | false,
    patienceMs: number,
    what: string | InBothLanguages,
    signal?: AbortSignal,
  ): Promise<Value> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(patience)
        signal?.removeEventListener('abort', aborted)
        forget()
        settle()
      }
      const aborted = () => end(() => reject(failure('CLOSING', 'exerciseLeft')))
      const look = () => {
        if (this.closed) return aborted()
        const found = met()
        if (found !== undefined && found !== false) end(() => resolve(found))
      }
      const late = () =>
        end(() => reject(failure('TIMED_OUT', 'notWithin', { seconds: patienceMs / 1000, what: inBoth(what) })))
      const patience = setTimeout(late, patienceMs)
      const forget = this.onChange(look)
      signal?.addEventListener('abort', aborted)
      if (signal?.aborted) aborted()
      else look()
    })
  }

  /** Every running broker has reported after this moment, and what was told before it has arrived. */
  async fresh(patienceMs: number, signal?: AbortSignal): Promise<void> {
    const nowMs = Date.now()
    const reported = () =>
      [...this.brokers.values()].every(
        ({ state, reportedMs }) => state !== 'RunningAsBroker' || (reportedMs ?? 0) > nowMs,
      )
    await this.until(() => reported(), patienceMs, sentence('awaitedReports'), signal)
  }

  close(): void {
    this.closed = true
    for (const listener of [...this.listeners]) listener()
  }

  private async follow(): Promise<void> {
    while (!this.closed) {
      try {
        this.take(await this.functions.pull({ since: this.version, interest: { telemetry: true } }))
      } catch {
        return
      }
      for (const listener of [...this.listeners]) listener()
    }
  }

  private take(update: LabUpdate): void {
    if (update.resync) {
      this.brokers.clear()
      this.partitions.clear()
    }
    this.version = update.version
    for (const broker of update.brokers ?? []) this.brokers.set(broker.id, broker)
    for (const view of update.partitions ?? []) this.partitions.set(`${view.topic}-${view.partition}`, view)
    for (const key of update.removedPartitions ?? []) this.partitions.delete(key)
    if (update.gates) this.gates = update.gates
    const last = this.events[this.events.length - 1]?.seq ?? 0
    this.events.push(...(update.timeline ?? []).filter(({ seq }) => seq > last))
    if (this.events.length > EVENTS_MAX) this.events = this.events.slice(-EVENTS_MAX / 2)
  }
}
