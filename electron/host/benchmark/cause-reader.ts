import type { IoTelemetry } from '../../../broker-core/probe/storage-telemetry'
import type { BrokerToLab } from '../../../broker-core/probe/telemetry'
import type { BenchmarkCauses } from '../api/benchmark-views'
import { ioReadCauses, ioWriteCauses } from '../api/io-views'

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
    if (told.requestId === this.requestId) this.settle(causesOf(told.telemetry.moved))
  }

  private settle(causes: BenchmarkCauses | null): void {
    this.waiting?.(causes)
    this.waiting = undefined
  }
}

/**
 * A read that a broker counts as appended or replicated was one for validation: it goes to `other`, so that the sums stay whole.
 */
export function causesOf({ causes, files }: Pick<IoTelemetry, 'causes' | 'files'>): BenchmarkCauses {
  return {
    read: shared(ioReadCauses, causes, files.read, 'cleanerRead'),
    write: shared(ioWriteCauses, causes, files.written, 'cleanerWrite'),
  }
}

function shared<Cause extends string>(
  known: readonly Cause[],
  causes: readonly string[],
  counts: readonly number[],
  cleaner: Cause,
): Record<Cause, number> {
  const sums = Object.fromEntries(known.map((cause) => [cause, 0])) as Record<Cause, number>
  for (const [at, told] of causes.entries()) {
    const cause = told === 'cleaner' ? cleaner : known.find((each) => each === told)
    sums[cause ?? ('other' as Cause)] += counts[at] ?? 0
  }
  return sums
}
