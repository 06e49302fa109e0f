import type { BrokerConfig } from '../config/broker-config'
import type { Dispatcher } from '../network/dispatch'
import { SocketServer } from '../network/socket-server'
import type { Runtime } from '../runtime/runtime'
import type { Endpoint } from '../znodes/types'

/** Requests being read or answered, all connections together: queued.max.request.bytes when set, else this. */
const BYTES_IN_FLIGHT_MAX = 256 * 1024 * 1024

/** The broker's listeners by its settings; limits on connections follow dynamic updates. */
export function createSockets(runtime: Runtime, config: () => BrokerConfig, dispatcher: Dispatcher): SocketServer {
  const { listeners, socketRequestMaxBytes, queuedMaxRequestBytes, connectionsMaxIdleMs } = config()
  return new SocketServer({
    runtime,
    listeners: listeners.map(({ listenerName, host, port }) => ({ name: listenerName, host, port })),
    dispatcher,
    limits: () => ({
      connectionsMax: config().maxConnections,
      connectionsPerAddressMax: config().maxConnectionsPerIp,
      perAddressOverrides: config().maxConnectionsPerIpOverrides,
    }),
    requestSizeMax: socketRequestMaxBytes,
    bytesInFlightMax: queuedMaxRequestBytes > 0 ? queuedMaxRequestBytes : BYTES_IN_FLIGHT_MAX,
    idleMs: connectionsMaxIdleMs,
  })
}

/** What clients and brokers are told, with the ports really bound. */
export function advertisedEndpoints(config: BrokerConfig, ports: ReadonlyMap<string, number>): Endpoint[] {
  return config.advertisedListeners.map((listener) => ({
    listenerName: listener.listenerName,
    securityProtocol: listener.securityProtocol,
    host: listener.host === '' ? 'localhost' : listener.host,
    port: listener.port === 0 ? (ports.get(listener.listenerName) ?? 0) : listener.port,
  }))
}
