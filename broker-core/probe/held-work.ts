import type { Clock } from '../runtime/time'
import type { Gate } from './gate'
import type { Arrival, WaitingPoint } from './gate-points'
import type { StepOutcome } from './gates'

/** A point where pieces of work wait in a line, one gate for all of them; the oldest goes first. */
export class HeldWork implements WaitingPoint {
  private readonly line: ((useful: boolean) => void)[] = []

  constructor(
    private readonly gate: () => Gate | undefined,
    private readonly clock: Clock,
  ) {}

  pass(arrival: () => Arrival): Promise<boolean> | undefined {
    const gate = this.gate()
    if (gate === undefined && this.line.length === 0) return undefined
    if (gate !== undefined && this.line.length === 0 && gate.admit()) return undefined
    gate?.wait(arrival(), this.clock.monotonicMs())
    return new Promise((resolve) => this.line.push(resolve))
  }

  passed(outcome: StepOutcome): void {
    this.gate()?.ended(outcome)
  }

  forget(): void {
    const gate = this.gate()
    gate?.went(this.line.length)
    gate?.ended({ kind: 'nothing', reason: 'outOfUse', why: 'what waited is of no use any more' })
    for (const tell of this.line.splice(0)) tell(false)
  }

  /** A step was granted, or the gate is gone. */
  opened(): void {
    const gate = this.gate()
    if (gate === undefined) for (const tell of this.line.splice(0)) tell(true)
    else if (this.line.length > 0 && gate.admit()) {
      gate.went()
      this.line.shift()?.(true)
    }
  }
}
