import type { BrokerStateName } from '../probe/telemetry'
import type { Logger } from '../runtime/logger'

/** Which state may follow which (BrokerStates.scala); any may end in NotRunning, because a start can fail anywhere. */
const NEXT: Record<BrokerStateName, readonly BrokerStateName[]> = {
  NotRunning: ['Starting', 'BrokerShuttingDown'],
  Starting: ['RecoveringFromUncleanShutdown', 'WaitingForOldSession', 'RunningAsBroker', 'BrokerShuttingDown'],
  RecoveringFromUncleanShutdown: ['WaitingForOldSession', 'Starting', 'RunningAsBroker', 'BrokerShuttingDown'],
  WaitingForOldSession: ['Starting', 'RunningAsBroker', 'BrokerShuttingDown'],
  RunningAsBroker: ['PendingControlledShutdown', 'BrokerShuttingDown'],
  PendingControlledShutdown: ['BrokerShuttingDown'],
  BrokerShuttingDown: [],
}

export type StateListener = (state: BrokerStateName, detail: string | undefined) => void

/** The broker's state in Kafka's words. */
export class BrokerState {
  private current: BrokerStateName = 'NotRunning'

  constructor(
    private readonly logger: Logger,
    private readonly listener: StateListener,
  ) {}

  get name(): BrokerStateName {
    return this.current
  }

  become(next: BrokerStateName, detail?: string): void {
    if (next !== this.current) {
      if (next !== 'NotRunning' && !NEXT[this.current].includes(next)) {
        throw new Error(`a broker cannot go from ${this.current} to ${next}`)
      }
      this.current = next
      this.logger.info(`Broker state: ${next}`)
    }
    this.listener(next, detail)
  }
}
