import type { FetchState } from './fetch-state'
import type { ReplicaFetchResult } from './leader-end-point'

export interface HeldAnswer {
  /** The state its request was made from. */
  readonly state: FetchState
  readonly result: ReplicaFetchResult
}

/** Answers that are here and not taken over, since a gate holds them. Their partitions are not asked for meanwhile. */
export class HeldAnswers {
  private readonly held = new Map<string, HeldAnswer>()

  get size(): number {
    return this.held.size
  }

  has(name: string): boolean {
    return this.held.has(name)
  }

  add(name: string, answer: HeldAnswer): void {
    this.held.set(name, answer)
  }

  forget(name: string): void {
    this.held.delete(name)
  }

  clear(): void {
    this.held.clear()
  }

  /** Takes out those that `may` go on. */
  take(may: (answer: HeldAnswer) => boolean): HeldAnswer[] {
    const going = [...this.held].filter(([, answer]) => may(answer))
    for (const [name] of going) this.held.delete(name)
    return going.map(([, answer]) => answer)
  }
}
