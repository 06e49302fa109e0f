/** Limits on open connections; all of them may change while the broker runs. */
export interface ConnectionLimits {
  /** max.connections: of the whole broker. */
  readonly connectionsMax: number
  /** max.connections.per.ip */
  readonly connectionsPerAddressMax: number
  /** max.connections.per.ip.overrides: address to limit. */
  readonly perAddressOverrides: ReadonlyMap<string, number>
}

/** Counts connections by address and says whether one more fits. */
export class ConnectionQuotas {
  private total = 0
  private readonly byAddress = new Map<string, number>()

  constructor(private readonly limits: () => ConnectionLimits) {}

  /** undefined: counted, to be given back with `release`. Otherwise why not. */
  acquire(address: string): string | undefined {
    const { connectionsMax, connectionsPerAddressMax, perAddressOverrides } = this.limits()
    const count = this.byAddress.get(address) ?? 0
    const addressMax = perAddressOverrides.get(address) ?? connectionsPerAddressMax
    if (count >= addressMax) return `${address} has ${count} connections already (max.connections.per.ip)`
    if (this.total >= connectionsMax) return `the broker has ${this.total} connections already (max.connections)`
    this.total++
    this.byAddress.set(address, count + 1)
    return undefined
  }

  release(address: string): void {
    const count = this.byAddress.get(address) ?? 0
    if (count === 0) throw new Error(`no connection of ${address} is counted`)
    this.total--
    if (count === 1) this.byAddress.delete(address)
    else this.byAddress.set(address, count - 1)
  }
}
