import type { LabToBroker } from '../../../broker-core/probe/telemetry'

export interface TelemetryPullerOptions {
  send(message: LabToBroker): void
  /** Least time between two questions, milliseconds; null: nobody wants to know. */
  paceMs(): number | null
  sinceVersion(): number
}

/** Asks one life of a broker for its telemetry: one question at a time, and only when something changed. */
export class TelemetryPuller {
  private requestId = 0
  private outstanding = false
  private changed = true
  private lastMs = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly options: TelemetryPullerOptions) {}

  noticeChange(): void {
    this.changed = true
    this.schedule()
  }

  /** Asks although nothing was announced: the answer says that the broker is there and when. */
  heartbeat(): void {
    this.changed = true
    // Set at the pace of a lab that nobody looked at.
    this.disarm()
    this.schedule()
  }

  /** true: the answer to the question asked last. */
  answered(requestId: number): boolean {
    if (!this.outstanding || requestId !== this.requestId) return false
    this.outstanding = false
    this.schedule()
    return true
  }

  stop(): void {
    this.disarm()
    this.outstanding = true
  }

  private schedule(): void {
    if (!this.changed || this.outstanding || this.timer) return
    const paceMs = this.options.paceMs()
    if (paceMs === null) return
    const waitMs = Math.max(0, this.lastMs + paceMs - Date.now())
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.pull()
    }, waitMs)
  }

  private disarm(): void {
    if (this.timer) clearTimeout(this.timer)
    this.timer = undefined
  }

  private pull(): void {
    this.changed = false
    this.outstanding = true
    this.lastMs = Date.now()
    this.requestId++
    this.options.send({ type: 'pull', requestId: this.requestId, sinceVersion: this.options.sinceVersion() })
  }
}
