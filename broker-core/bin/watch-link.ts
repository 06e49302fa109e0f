import { ExchangeWatch } from '../probe/exchange-watch'
import type { BrokerToLab, LabToBroker } from '../probe/telemetry'
import type { Runtime } from '../runtime/runtime'

/** A few reports a second: messages that belong together arrive together. */
const GATHER_MS = 60

/** What passes between replicas, told to the lab for the partitions it asks for. */
export class WatchLink {
  readonly watch: ExchangeWatch

  constructor({ clock, scheduler }: Runtime, send: (message: BrokerToLab) => void) {
    const tell = (): void => {
      const report = this.watch.take()
      if (report !== undefined) send({ type: 'replication', report })
    }
    this.watch = new ExchangeWatch(
      () => clock.monotonicMs(),
      () => void scheduler.after(GATHER_MS, tell),
    )
  }

  /** true: the message was about what is watched. */
  receive(message: LabToBroker): boolean {
    if (message.type !== 'watchReplication') return false
    this.watch.watch(message.partitions)
    return true
  }
}
