import type { Random } from '../runtime/random'

/**
 * When the next connection may be tried: `baseMs` after the last try, twice as long after each failure in a row up to `maxMs`, plus or
 * minus a fifth so that brokers do not return in step (reconnect.backoff.ms, reconnect.backoff.max.ms).
 */
export class ReconnectBackoff {
  private failures = 0
  private notBeforeMs = 0

  constructor(
    private readonly random: Random,
    private readonly baseMs: number,
    private readonly maxMs: number,
  ) {}

  waitMs(nowMs: number): number {
    return Math.max(0, Math.ceil(this.notBeforeMs - nowMs))
  }

  tried(nowMs: number): void {
    const plainMs = Math.min(this.maxMs, this.baseMs * 2 ** Math.min(this.failures, 30))
    const jitter = 0.8 + this.random.integer(401) / 1000
    this.notBeforeMs = nowMs + plainMs * jitter
  }

  /** A try failed: the wait begins at `nowMs`, longer than the last. */
  failed(nowMs: number): void {
    this.tried(nowMs)
    this.failures++
  }

  succeeded(): void {
    this.failures = 0
  }
}
