const CHECK_INTERVAL_MS = 300

/** Holds bytes to a rate, looking every 300 ms (kafka.utils.Throttler): how long to wait, at each observation. */
export class IoThrottle {
  private periodStartMs: number | undefined
  private bytes = 0

  /** `bytesPerSecond`: what this thread may do now. Returns milliseconds to wait. */
  observe(bytes: number, bytesPerSecond: number, nowMs: number): number {
    this.periodStartMs ??= nowMs
    this.bytes += bytes
    const elapsedMs = nowMs - this.periodStartMs
    if (elapsedMs < CHECK_INTERVAL_MS || this.bytes === 0) return 0
    const dueMs = (this.bytes / bytesPerSecond) * 1000
    const waitMs = Math.max(0, dueMs - elapsedMs)
    this.periodStartMs = nowMs + waitMs
    this.bytes = 0
    return waitMs
  }
}
