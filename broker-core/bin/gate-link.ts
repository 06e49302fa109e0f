import { GateBoard } from '../probe/gate-board'
import type { BrokerToLab, LabToBroker } from '../probe/telemetry'
import type { Runtime } from '../runtime/runtime'

/** The gates of this broker as its lab handles them: commands come in, what changed before a gate goes out. */
export class GateLink {
  readonly board: GateBoard
  private told = true

  constructor(
    private readonly runtime: Runtime,
    private readonly send: (message: BrokerToLab) => void,
  ) {
    const { clock, scheduler } = runtime
    this.board = new GateBoard({ clock, scheduler, changed: () => this.changed() })
  }

  /** true: the message was a command for the gates. */
  receive(message: LabToBroker): boolean {
    if (message.type !== 'gate') return false
    const { requestId, command } = message
    void this.board.command(command).then((answer) => this.send({ type: 'gateAnswer', requestId, answer }))
    return true
  }

  /** What changes in one turn of the event loop is told once. */
  private changed(): void {
    if (!this.told) return
    this.told = false
    const { clock, scheduler } = this.runtime
    scheduler.soon(() => {
      this.told = true
      this.send({
        type: 'gates',
        gates: this.board.reports(),
        wallMs: clock.wallMs(),
        monotonicMs: clock.monotonicMs(),
      })
    })
  }
}
