import type {
  Connection,
  ConnectionHandler,
  ConnectOptions,
  Listener,
  ListenOptions,
  Network,
} from '../../broker-core/runtime/network'

/**
 * A process that is stopped (SIGSTOP) as its peers see it: while frozen, nothing it writes leaves and nothing that arrives is looked at;
 * thawed, both go on where they were.
 */
export class FreezableNetwork implements Network {
  private frozen = false
  private readonly later: (() => void)[] = []

  constructor(private readonly inner: Network) {}

  freeze(): void {
    this.frozen = true
  }

  thaw(): void {
    this.frozen = false
    for (const go of this.later.splice(0)) go()
  }

  listen(options: ListenOptions): Promise<Listener> {
    return this.inner.listen(options)
  }

  connect(options: ConnectOptions): Connection {
    const { handler } = options
    const held: ConnectionHandler = {
      opened: () => this.run(() => handler.opened?.()),
      data: (chunk) => {
        const copy = Buffer.from(chunk)
        this.run(() => handler.data(copy))
      },
      drained: () => this.run(() => handler.drained?.()),
      closed: (error) => this.run(() => handler.closed(error)),
    }
    const connection = this.inner.connect({ ...options, handler: held })
    return new Proxy(connection, {
      get: (target, key) => {
        const value = Reflect.get(target, key) as unknown
        if (typeof value !== 'function') return value
        const call = value.bind(target) as (...values: unknown[]) => unknown
        if (key !== 'write') return call
        return (buffers: readonly Buffer[]) => {
          if (!this.frozen) return call(buffers)
          const copies = buffers.map((buffer) => Buffer.from(buffer))
          this.later.push(() => call(copies))
          return true
        }
      },
    })
  }

  private run(task: () => void): void {
    if (this.frozen) this.later.push(task)
    else task()
  }
}
