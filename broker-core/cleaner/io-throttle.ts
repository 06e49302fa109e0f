const CHECK_INTERVAL_MS = 300

/**
 * Holds bytes to a rate, looking every 300 ms (kafka.utils.Throttler): how long to wait, at each observation. Unlike Kafka's it looks
 * earlier where more was moved than such a time allows, so that a small log does not slip through between two looks.
 */
export class IoThrottle {
  private periodStartMs: number | undefined
  private bytes = 0

  /** `bytesPerSecond`: what this thread may do now. Returns milliseconds to wait. */
  observe(bytes: number, bytesPerSecond: number, nowMs: number): number {
    this.periodStartMs ??= nowMs
    this.bytes += bytes
    const elapsedMs = nowMs - this.periodStartMs
    const dueMs = (this.bytes / bytesPerSecond) * 1000
    if (Math.max(elapsedMs, dueMs) < CHECK_INTERVAL_MS || this.bytes === 0) return 0
    const waitMs = Math.max(0, dueMs - elapsedMs)
    this.periodStartMs = nowMs + waitMs
    this.bytes = 0
    return waitMs
  }
}
