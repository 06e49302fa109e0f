import type { BrokerGateReport, GateAnswer, GateCommand } from '../../../broker-core/probe/gates'
import type { BrokerToLab, LabToBroker } from '../../../broker-core/probe/telemetry'

export interface BrokerGatesOptions {
  send(message: LabToBroker): void
  changed(): void
}

/** A broker that is frozen answers nothing. */
const PATIENCE_MS = 5000

interface Waiting {
  resolve(answer: GateAnswer | undefined): void
  timer: ReturnType<typeof setTimeout>
}

/** The gates of one broker's present life: commands to it, and what it last told. */
export class BrokerGates {
  reports: readonly BrokerGateReport[] = []
  /** Wall clock minus the machine's monotonic clock, as the broker reads them. */
  private clockOffsetMs = 0
  private requestId = 0
  private readonly waiting = new Map<number, Waiting>()

  constructor(private readonly options: BrokerGatesOptions) {}

  wallMs(monotonicMs: number): number {
    return Math.round(monotonicMs + this.clockOffsetMs)
  }

  /** undefined: no answer, since the broker ended or is frozen. */
  command(command: GateCommand): Promise<GateAnswer | undefined> {
    const requestId = ++this.requestId
    const patienceMs = PATIENCE_MS + (command.kind === 'step' ? command.patienceMs : 0)
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.settle(requestId, undefined), patienceMs)
      this.waiting.set(requestId, { resolve, timer })
      this.options.send({ type: 'gate', requestId, command })
    })
  }

  receive(message: Extract<BrokerToLab, { type: 'gates' | 'gateAnswer' }>): void {
    if (message.type === 'gates') {
      this.clockOffsetMs = message.wallMs - message.monotonicMs
      this.reports = message.gates
    } else {
      this.reports = message.answer.gates
      this.settle(message.requestId, message.answer)
    }
    this.options.changed()
  }

  /** The broker's process ended: its gates are gone with it. */
  ended(): void {
    this.reports = []
    for (const requestId of [...this.waiting.keys()]) this.settle(requestId, undefined)
    this.options.changed()
  }

  private settle(requestId: number, answer: GateAnswer | undefined): void {
    const waiting = this.waiting.get(requestId)
    if (!waiting) return
    this.waiting.delete(requestId)
    clearTimeout(waiting.timer)
    waiting.resolve(answer)
  }
}
