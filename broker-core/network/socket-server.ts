import type { Connection, ConnectionHandler, Listener } from '../runtime/network'
import type { Runtime } from '../runtime/runtime'
import { ByteBudget } from './byte-budget'
import { type ConnectionLimits, ConnectionQuotas } from './connection-quotas'
import type { Dispatcher } from './dispatch'
import { newSocketServerMetrics, type SocketServerMetrics } from './metrics'
import { ServerConnection } from './server-connection'

export interface ServerListener {
  /** Listener name: PLAINTEXT, INTERNAL … */
  readonly name: string
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
}

export interface SocketServerOptions {
  readonly runtime: Pick<Runtime, 'clock' | 'scheduler' | 'network' | 'logger'>
  readonly listeners: readonly ServerListener[]
  readonly dispatcher: Dispatcher
  /** Read at every new connection. */
  readonly limits: () => ConnectionLimits
  /** socket.request.max.bytes */
  readonly requestSizeMax: number
  /** Requests being read or in work, all connections together (queued.max.request.bytes). */
  readonly bytesInFlightMax: number
  /** connections.max.idle.ms */
  readonly idleMs: number
}

/**
 * The broker's listeners and the connections accepted by them. As in Kafka, ports are taken early (`bind`) and requests taken up
 * late (`begin`), when the broker can answer them.
 */
export class SocketServer {
  readonly metrics: SocketServerMetrics = newSocketServerMetrics()
  private readonly budget: ByteBudget
  private readonly quotas: ConnectionQuotas
  private readonly connections = new Set<ServerConnection>()
  private readonly listeners: Listener[] = []
  private begun = false
  private stopped = false
  private nextNumber = 0
  private allClosed: (() => void) | undefined

  constructor(private readonly options: SocketServerOptions) {
    this.budget = new ByteBudget(options.bytesInFlightMax)
    this.quotas = new ConnectionQuotas(options.limits)
  }

  get bytesInFlight(): number {
    return this.budget.bytesInUse
  }

  /** Listens everywhere and returns the port of each listener name. Rejects with the runtime's ListenError; nothing stays bound then. */
  async bind(): Promise<ReadonlyMap<string, number>> {
    const ports = new Map<string, number>()
    try {
      for (const { name, host, port } of this.options.listeners) {
        const accept = (connection: Connection) => this.accept(connection, name, host)
        const listener = await this.options.runtime.network.listen({ host, port, accept })
        this.listeners.push(listener)
        ports.set(name, listener.port)
      }
    } catch (error) {
      await this.stop()
      throw error
    }
    return ports
  }

  /** Takes up requests, those of connections that are open already too. */
  begin(): void {
    this.begun = true
    for (const connection of this.connections) connection.begin()
  }

  /** Stops listening and ends every connection; answers in work are dropped. Twice is fine. */
  async stop(): Promise<void> {
    this.stopped = true
    await Promise.all(this.listeners.splice(0).map((listener) => listener.close()))
    if (this.connections.size === 0) return
    const ended = new Promise<void>((resolve) => {
      this.allClosed = resolve
    })
    for (const connection of this.connections) connection.destroy()
    await ended
  }

  private accept(connection: Connection, listenerName: string, localHost: string): ConnectionHandler {
    const { remoteHost, remotePort } = connection
    const refusal = this.stopped ? 'the broker is stopping' : this.quotas.acquire(remoteHost)
    if (refusal !== undefined) return this.reject(connection, refusal)
    const { runtime, dispatcher, requestSizeMax, idleMs } = this.options
    const id = `${localHost}:${connection.localPort}-${remoteHost}:${remotePort}-${this.nextNumber++}`
    this.metrics.connectionsAccepted++
    this.metrics.connectionsOpen++
    const server: ServerConnection = new ServerConnection({
      runtime,
      connection,
      info: { id, remoteHost, remotePort, listenerName },
      dispatcher,
      budget: this.budget,
      metrics: this.metrics,
      requestSizeMax,
      idleMs,
      closed: () => this.forget(server, remoteHost),
    })
    this.connections.add(server)
    if (this.begun) server.begin()
    return server
  }

  private reject(connection: Connection, reason: string): ConnectionHandler {
    this.metrics.connectionsRejected++
    this.options.runtime.logger.info(`connection from ${connection.remoteHost} rejected: ${reason}`)
    connection.destroy()
    return { data: () => undefined, closed: () => undefined }
  }

  private forget(connection: ServerConnection, remoteHost: string): void {
    this.connections.delete(connection)
    this.quotas.release(remoteHost)
    this.metrics.connectionsOpen--
    if (this.connections.size === 0) this.allClosed?.()
  }
}
