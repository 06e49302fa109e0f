import type { SocketServerMetrics } from '../network/metrics'
import { apiName } from '../protocol/api-keys'
import { counter, gauge, labelledCounter, type Metric } from './metric'

/** kafka.network and kafka.server:type=socket-server-metrics, all listeners together. */
export function networkMetrics(metrics: SocketServerMetrics, bytesInFlight: number): Metric[] {
  const socket = (name: string, help: string, value: number): Metric =>
    (name.endsWith('_total') ? counter : gauge)(`kafka_server_socket_server_metrics_${name}`, help, value)
  return [
    labelledCounter(
      'kafka_network_RequestMetrics_Requests_total',
      'Requests taken up, by API',
      [...metrics.requestsByApiKey].map(([key, value]) => ({ labels: { request: apiName(key) }, value })),
    ),
    gauge('kafka_network_RequestChannel_RequestQueueSize', 'Requests in work', metrics.requestsInWork),
    gauge('kafka_network_SocketServer_MemoryPoolUsed', 'Bytes of requests read or in work', bytesInFlight),
    socket('connection_count', 'Connections open', metrics.connectionsOpen),
    socket('connection_creation_total', 'Connections accepted', metrics.connectionsAccepted),
    socket(
      'connection_rejected_total',
      'Connections over max.connections or a limit per address',
      metrics.connectionsRejected,
    ),
    socket(
      'expired_connections_total',
      'Connections closed for connections.max.idle.ms',
      metrics.connectionsIdleClosed,
    ),
    socket('request_total', 'Requests taken up', metrics.requestsReceived),
    socket('refused_request_total', 'Requests not understood', metrics.requestsRefused),
    socket('incoming_byte_total', 'Bytes received', metrics.bytesReceived),
    socket('outgoing_byte_total', 'Bytes sent', metrics.bytesSent),
  ]
}
