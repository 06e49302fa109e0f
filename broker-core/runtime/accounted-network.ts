import type { ChannelAccount } from './io-account'
import type { Connection, ConnectionHandler, ConnectOptions, Listener, ListenOptions, Network } from './network'

/** A network that counts the bytes of its sockets: those that came in, and those handed over to be sent. */
export class AccountedNetwork implements Network {
  constructor(
    private readonly network: Network,
    private readonly account: ChannelAccount,
  ) {}

  listen(options: ListenOptions): Promise<Listener> {
    const { account } = this
    return this.network.listen({
      ...options,
      accept: (connection) => counted(options.accept(new AccountedConnection(connection, account)), account),
    })
  }

  connect(options: ConnectOptions): Connection {
    const { account } = this
    const connection = this.network.connect({ ...options, handler: counted(options.handler, account) })
    return new AccountedConnection(connection, account)
  }
}

function counted(handler: ConnectionHandler, account: ChannelAccount): ConnectionHandler {
  return {
    opened: () => handler.opened?.(),
    data: (chunk) => {
      account.in += chunk.length
      handler.data(chunk)
    },
    drained: () => handler.drained?.(),
    closed: (error) => handler.closed(error),
  }
}

class AccountedConnection implements Connection {
  constructor(
    private readonly connection: Connection,
    private readonly account: ChannelAccount,
  ) {}

  get remoteHost(): string {
    return this.connection.remoteHost
  }

  get remotePort(): number {
    return this.connection.remotePort
  }

  get localPort(): number {
    return this.connection.localPort
  }

  get bufferedBytes(): number {
    return this.connection.bufferedBytes
  }

  write(buffers: readonly Buffer[]): boolean {
    for (const { length } of buffers) this.account.out += length
    return this.connection.write(buffers)
  }

  pause(): void {
    this.connection.pause()
  }

  resume(): void {
    this.connection.resume()
  }

  end(): void {
    this.connection.end()
  }

  /** What is still queued is never sent. */
  destroy(): void {
    this.account.out -= this.connection.bufferedBytes
    this.connection.destroy()
  }
}
