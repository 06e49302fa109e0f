import { createServer, type Server } from 'node:http'
import type { Metric } from '../server/metric'
import { exposition } from './metrics-text'
import { processMetrics } from './process-metrics'

const HOST = '127.0.0.1'

/**
 * Serves `GET /metrics` in Prometheus' text format on the loopback address alone; port 0 takes a free one. `collect` is called once a
 * request. Loaded when asked for only: a broker nobody measures carries neither an HTTP server nor prom-client.
 */
export async function serveMetrics(port: number, collect: () => Metric[]): Promise<{ port: number; close(): void }> {
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
  await listening(server, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    close: () => server.close(),
  }
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why = error.code === 'EADDRINUSE' ? 'something else uses it' : error.message
      reject(new Error(`metrics cannot be served on ${HOST}:${port}: ${why}`, { cause: error }))
    })
    server.listen(port, HOST, resolve)
  })
}
