import type { Scheduler, Timer } from '../runtime/time'
import type { Arrival } from './gate-points'
import type { BrokerGate, BrokerGateReport, GateWaiting, StepOutcome } from './gates'

interface Step {
  resolve(outcome: StepOutcome): void
  patience: Timer
}

/** One gate that stands: what waits there, and at most one step that is granted or passing. */
export class Gate {
  closing = false
  private passedCount = 0
  private granted: Step | undefined
  private passing: Step | undefined
  private readonly arrivals: GateWaiting[] = []

  constructor(
    readonly gate: BrokerGate,
    private readonly sinceMs: number,
    private readonly changed: () => void,
  ) {}

  get stepping(): boolean {
    return this.granted !== undefined || this.passing !== undefined
  }

  /** May one go? A granted step is used up by it. */
  admit(): boolean {
    if (this.granted === undefined) return false
    this.granted.patience.cancel()
    this.passing = this.granted
    this.granted = undefined
    this.changed()
    return true
  }

  wait(arrival: Arrival, nowMs: number): void {
    this.arrivals.push({ ...arrival, sinceMs: nowMs } as GateWaiting)
    this.changed()
  }

  get isWaitedAt(): boolean {
    return this.arrivals.length > 0
  }

  /** The oldest that waited went on, or all of them. */
  went(count = 1): void {
    if (this.arrivals.length === 0) return
    this.arrivals.splice(0, count)
    this.changed()
  }

  ended(outcome: StepOutcome): void {
    const { passing } = this
    this.passing = undefined
    if (passing === undefined) return
    if (outcome.kind !== 'nothing') this.passedCount++
    this.changed()
    passing.resolve(outcome)
  }

  /** Grants one. undefined: another is on its way. */
  step(scheduler: Scheduler, patienceMs: number): Promise<StepOutcome> | undefined {
    if (this.stepping) return undefined
    return new Promise((resolve) => {
      const patience = scheduler.after(patienceMs, () => {
        this.granted = undefined
        this.changed()
        resolve({ kind: 'nothing', reason: 'notInTime', why: `nothing came to this gate within ${patienceMs} ms` })
      })
      this.granted = { resolve, patience }
    })
  }

  /** Takes back a step that nothing has come for. */
  giveUp(): void {
    const { granted } = this
    if (granted === undefined) return
    granted.patience.cancel()
    this.granted = undefined
    this.changed()
    granted.resolve({ kind: 'nothing', reason: 'givenUp', why: 'the step was taken back' })
  }

  /** The gate is taken away: nobody waits for a step any more. */
  removed(): void {
    this.granted?.patience.cancel()
    for (const step of [this.granted, this.passing])
      step?.resolve({ kind: 'nothing', reason: 'released', why: 'the gate was released' })
    this.granted = undefined
    this.passing = undefined
    this.arrivals.length = 0
  }

  report(extra: readonly GateWaiting[] = []): BrokerGateReport {
    return {
      gate: this.gate,
      state: this.closing ? 'closing' : this.stepping ? 'stepping' : 'closed',
      sinceMs: this.sinceMs,
      waiting: [...this.arrivals, ...extra],
      passed: this.passedCount,
    }
  }
}
