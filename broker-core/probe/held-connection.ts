import type { Connection, ConnectionHandler, ConnectOptions, Network } from '../runtime/network'
import type { Timer } from '../runtime/time'
import type { HeldTraffic } from './held-traffic'

/** Something that passes later: bytes of one direction, the news that the connection is up, or that it is over. */
interface Held {
  readonly dueMs: number
  readonly bytes: number
  go(): void
}

/**
 * A connection whose bytes can be held, both ways, in their order. `drop` keeps all of it back, as TCP does while packets are lost: the
 * other side's end is not seen either. What was held goes on its way when the effect ends, unless a timeout has closed the connection.
 */
export class HeldConnection implements Connection, ConnectionHandler {
  readonly remoteHost: string
  readonly remotePort: number
  private inner: Connection | undefined
  private readonly line: Held[] = []
  private timer: Timer | undefined
  private patience: Timer | undefined
  private isUp = false
  private isOver = false
  private isDestroyed = false

  constructor(
    private readonly traffic: HeldTraffic,
    private readonly network: Network,
    private readonly options: ConnectOptions,
    private readonly gone: () => void,
  ) {
    this.remoteHost = options.host
    this.remotePort = options.port
  }

  get isConnecting(): boolean {
    return !this.isUp
  }

  get heldBytes(): number {
    return this.line.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  get localPort(): number {
    return this.inner?.localPort ?? 0
  }

  get bufferedBytes(): number {
    return this.inner?.bufferedBytes ?? 0
  }

  /** Called once the opener knows this connection: nothing is reported before. */
  begin(): void {
    const { effect, scheduler } = this.traffic
    if (effect === undefined || effect.kind === 'delay') {
      this.connect()
      return
    }
    this.traffic.changed()
    if (effect.kind === 'refuse') {
      scheduler.soon(() => this.fail('ECONNREFUSED', 'is refused by a gate'))
      return
    }
    const { timeoutMs } = this.options
    this.patience = scheduler.after(timeoutMs, () => this.fail('ETIMEDOUT', `is not made within ${timeoutMs} ms`))
  }

  /** The effect came, went or became another. */
  effectChanged(): void {
    const { effect } = this.traffic
    if (effect?.kind === 'refuse') {
      this.fail('ECONNRESET', 'is broken by a gate')
      return
    }
    if (effect?.kind === 'drop') {
      this.timer?.cancel()
      this.timer = undefined
      this.inner?.pause()
      return
    }
    if (this.inner === undefined) this.connect()
    else this.inner.resume()
    this.flush()
  }

  write(buffers: readonly Buffer[]): boolean {
    if (this.isOver) return true
    if (this.passes()) return this.inner?.write(buffers) ?? true
    const bytes = buffers.reduce((sum, { length }) => sum + length, 0)
    this.hold(bytes, () => void this.inner?.write(buffers))
    return true
  }

  opened(): void {
    const open = () => {
      this.isUp = true
      this.options.handler.opened?.()
    }
    if (this.passes()) open()
    else this.hold(0, open)
  }

  data(chunk: Buffer): void {
    if (this.isOver) return
    if (this.passes()) {
      this.options.handler.data(chunk)
      return
    }
    const copy = Buffer.from(chunk)
    this.hold(copy.length, () => this.options.handler.data(copy))
  }

  drained(): void {
    this.options.handler.drained?.()
  }

  closed(error?: Error): void {
    if (this.isDestroyed || this.passes()) this.finish(error)
    else this.hold(0, () => this.finish(error))
  }

  pause(): void {
    this.inner?.pause()
  }

  resume(): void {
    if (this.traffic.effect?.kind !== 'drop') this.inner?.resume()
  }

  end(): void {
    if (this.inner === undefined) this.destroy()
    else if (this.passes()) this.inner.end()
    else this.hold(0, () => this.inner?.end())
  }

  destroy(): void {
    this.isDestroyed = true
    this.line.length = 0
    if (this.inner === undefined) this.traffic.scheduler.soon(() => this.finish())
    else this.inner.destroy()
  }

  private connect(): void {
    this.patience?.cancel()
    if (this.isOver || this.isDestroyed) return
    this.inner = this.network.connect({ ...this.options, handler: this })
  }

  /** Nothing holds it up: no effect, and nothing that came earlier waits. */
  private passes(): boolean {
    return this.traffic.effect === undefined && this.line.length === 0
  }

  private hold(bytes: number, go: () => void): void {
    const { effect, clock } = this.traffic
    const delayMs = effect?.kind === 'delay' ? effect.delayMs : 0
    this.line.push({ dueMs: clock.monotonicMs() + delayMs, bytes, go })
    if (effect?.kind === 'delay') this.schedule()
    else this.traffic.changed()
  }

  private schedule(): void {
    const [first] = this.line
    if (first === undefined || this.timer !== undefined) return
    const { clock, scheduler } = this.traffic
    this.timer = scheduler.after(Math.max(0, first.dueMs - clock.monotonicMs()), () => {
      this.timer = undefined
      this.flush()
    })
  }

  private flush(): void {
    for (let first = this.line[0]; first !== undefined && this.isDue(first); first = this.line[0]) {
      this.line.shift()
      first.go()
    }
    if (this.traffic.effect?.kind === 'delay') this.schedule()
  }

  private isDue({ dueMs }: Held): boolean {
    const { effect, clock } = this.traffic
    return effect === undefined || (effect.kind === 'delay' && dueMs <= clock.monotonicMs())
  }

  private fail(code: string, why: string): void {
    const error = Object.assign(new Error(`the connection to ${this.remoteHost}:${this.remotePort} ${why}`), { code })
    this.inner?.destroy()
    this.finish(error)
  }

  private finish(error?: Error): void {
    if (this.isOver) return
    this.isOver = true
    this.line.length = 0
    this.timer?.cancel()
    this.patience?.cancel()
    this.gone()
    this.options.handler.closed(error)
  }
}
