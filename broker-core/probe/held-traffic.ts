import type { Connection, ConnectOptions, Network } from '../runtime/network'
import type { Clock, Scheduler } from '../runtime/time'
import type { GateWaiting, TrafficEffect } from './gates'
import { HeldConnection } from './held-connection'

/** All connections that a broker opens to one other, and what happens to their bytes. Without an effect they pass as they come. */
export class HeldTraffic {
  effect: TrafficEffect | undefined
  private sinceMs = 0
  private readonly connections = new Set<HeldConnection>()

  constructor(
    readonly clock: Clock,
    readonly scheduler: Scheduler,
    readonly changed: () => void,
  ) {}

  over(network: Network): Network {
    return {
      listen: (options) => network.listen(options),
      connect: (options) => this.connect(network, options),
    }
  }

  hold(effect: TrafficEffect): void {
    this.effect = effect
    this.sinceMs = this.clock.monotonicMs()
    for (const connection of [...this.connections]) connection.effectChanged()
  }

  release(): void {
    this.effect = undefined
    for (const connection of [...this.connections]) connection.effectChanged()
  }

  waiting(): GateWaiting[] {
    if (this.effect === undefined) return []
    const all = [...this.connections]
    const connecting = all.filter(({ isConnecting }) => isConnecting).length
    const bytes = all.reduce((sum, { heldBytes }) => sum + heldBytes, 0)
    return [{ kind: 'traffic', connections: all.length - connecting, connecting, bytes, sinceMs: this.sinceMs }]
  }

  private connect(network: Network, options: ConnectOptions): Connection {
    const connection = new HeldConnection(this, network, options, () => {
      this.connections.delete(connection)
      if (this.effect !== undefined) this.changed()
    })
    this.connections.add(connection)
    connection.begin()
    return connection
  }
}
