import type { Log } from '../log/log'
import type { Probe } from '../probe/events'
import type { WaitingPoint } from '../probe/gate-points'
import type { Scheduler, Timer } from '../runtime/time'
import { type HighWatermarkCheckpoints, REPLICATION_OFFSET_CHECKPOINT } from './high-watermark-checkpoints'

export interface CheckpointRoundsOptions {
  checkpoints: HighWatermarkCheckpoints
  logs: () => Log[]
  scheduler: Scheduler
  probe: Probe
  gate: WaitingPoint | undefined
}

/** Writes the high watermarks from the first LeaderAndIsr on: before it an empty checkpoint would forget every one of them. */
export class CheckpointRounds {
  private timer: Timer | undefined
  private held = false
  private ended = false

  constructor(private readonly options: CheckpointRoundsOptions) {}

  get begun(): boolean {
    return this.timer !== undefined
  }

  begin(intervalMs: number): void {
    if (this.begun || this.ended) return
    this.timer = this.options.scheduler.every(intervalMs, () => void this.writeWhenAllowed())
  }

  /** The last write is not held up by any gate. */
  async end(): Promise<void> {
    this.ended = true
    this.timer?.cancel()
    this.options.gate?.forget()
    if (this.begun) await this.write()
  }

  /** While a gate holds one write up, the later ones are that one. */
  private async writeWhenAllowed(): Promise<void> {
    if (this.held) return
    const { gate } = this.options
    const waiting = gate?.pass(() => ({ kind: 'highWatermarkCheckpoint' }))
    if (waiting !== undefined) {
      this.held = true
      const useful = await waiting
      this.held = false
      if (!useful || this.ended) return
    }
    await this.write()
    gate?.passed({ kind: 'checkpointWritten' })
  }

  private async write(): Promise<void> {
    const { checkpoints, logs, probe } = this.options
    for (const logDir of await checkpoints.write(logs())) {
      probe({ kind: 'checkpointWritten', file: REPLICATION_OFFSET_CHECKPOINT, logDir })
    }
  }
}
