import type { ProbeFact } from '../../../broker-core/probe/events'
import type { ClusterClient } from './cluster-client'
import { describe } from './config-admin'

const RETRY_MS = 5000
const TOPICS_MAX = 5000
const AT_A_TIME_MAX = 4

/** min.insync.replicas of topics on screen: asked once, and again when a broker tells that a config changed. */
export class TopicSettings {
  private readonly known = new Map<string, number>()
  private readonly wanted = new Set<string>()
  private readonly notBeforeMs = new Map<string, number>()
  private asking = 0
  private closed = false

  constructor(
    private readonly client: ClusterClient,
    private readonly learned: (topic: string) => void,
  ) {}

  minInsyncReplicas(topic: string): number | null {
    const known = this.known.get(topic)
    if (known === undefined) this.want(topic)
    return known ?? null
  }

  note(fact: ProbeFact): void {
    if (fact.kind === 'topicDeleted') this.known.delete(fact.topic)
    if (fact.kind !== 'configChanged') return
    // The old value stays on screen until the new one is known.
    for (const topic of [...this.known.keys()])
      if (!fact.entity.startsWith('topic') || fact.entity.endsWith(topic)) this.want(topic)
  }

  close(): void {
    this.closed = true
    this.wanted.clear()
  }

  private want(topic: string): void {
    if (this.closed || this.wanted.size >= TOPICS_MAX || (this.notBeforeMs.get(topic) ?? 0) > Date.now()) return
    this.wanted.add(topic)
    this.proceed()
  }

  private proceed(): void {
    for (const topic of this.wanted) {
      if (this.asking >= AT_A_TIME_MAX) return
      this.wanted.delete(topic)
      this.asking++
      void this.ask(topic).finally(() => {
        this.asking--
        this.proceed()
      })
    }
  }

  private async ask(topic: string): Promise<void> {
    try {
      const entries = await describe(this.client, { type: 'topic', name: topic })
      const value = Number(entries.find(({ name }) => name === 'min.insync.replicas')?.value)
      if (!Number.isInteger(value) || this.closed) return
      const changed = this.known.get(topic) !== value
      if (this.known.size < TOPICS_MAX) this.known.set(topic, value)
      this.notBeforeMs.delete(topic)
      if (changed) this.learned(topic)
    } catch {
      // The topic or its brokers are gone for now; whoever shows it next asks again, not at once.
      if (this.notBeforeMs.size > TOPICS_MAX) this.notBeforeMs.clear()
      this.notBeforeMs.set(topic, Date.now() + RETRY_MS)
    }
  }
}
