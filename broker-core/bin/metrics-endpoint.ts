import { createServer, type Server } from 'node:http'
import type { Metric } from '../server/metric'
import type { MetricsPort } from './metrics-port'
import { exposition } from './metrics-text'
import { processMetrics } from './process-metrics'

const HOST = '127.0.0.1'

/**
 * Serves `GET /metrics` in Prometheus' text format on the loopback address alone, for the life of the process; returns the port.
 * `collect` is called once a request. Loaded when asked for only: a broker nobody measures carries neither an HTTP server nor prom-client.
 */
export async function serveMetrics(wanted: MetricsPort, collect: () => Metric[]): Promise<number> {
  const server = createServer((request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') {
      response.writeHead(404).end('the only page here is /metrics\n')
      return
    }
    Promise.resolve()
      .then(() => exposition([...collect(), ...processMetrics()]))
      .then(
        ({ text, contentType }) => response.writeHead(200, { 'content-type': contentType }).end(text),
        (error: unknown) => response.writeHead(500).end(`${error instanceof Error ? error.message : error}\n`),
      )
  })
  try {
    await listening(server, wanted.port)
  } catch (error) {
    if (!wanted.orFree) throw error
    await listening(server, 0)
  }
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : wanted.port
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'something else uses it' : error.message
      reject(new Error(`metrics cannot be served on ${HOST}:${port}: ${why}`, { cause: error }))
    }
    server.once('error', refuse)
    server.listen(port, HOST, () => {
      server.removeListener('error', refuse)
      resolve()
    })
  })
}
