import { createServer, Socket } from 'node:net'
import {
  type Connection,
  type ConnectOptions,
  ListenError,
  type Listener,
  type ListenOptions,
  type Network,
} from '../network'
import { NodeConnection } from './connection'
import { errorCode } from './disk-errors'

/** TCP sockets of the machine, Nagle's delay off. */
export function createNodeNetwork(): Network {
  return { listen, connect }
}

function listen(options: ListenOptions): Promise<Listener> {
  const server = createServer((socket) => {
    const connection = new NodeConnection(socket, socket.remoteAddress ?? '', socket.remotePort ?? 0)
    connection.attach(options.accept(connection))
  })
  return new Promise((resolve, reject) => {
    const refuse = (error: Error) => reject(new ListenError(options.host, options.port, errorCode(error)))
    server.once('error', refuse)
    server.listen({ host: options.host, port: options.port }, () => {
      server.removeListener('error', refuse)
      // A failed accept (out of file descriptors) costs that connection; the listener goes on.
      server.on('error', () => undefined)
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : options.port
      resolve({
        port,
        close: () =>
          new Promise((done) => {
            server.close()
            // Not the callback of close(): it waits for the connections, which live on.
            setImmediate(done)
          }),
      })
    })
  })
}

function connect(options: ConnectOptions): Connection {
  const socket = new Socket()
  const connection = new NodeConnection(socket, options.host, options.port)
  const timer = setTimeout(() => {
    const error = new Error(`no connection to ${options.host}:${options.port} within ${options.timeoutMs} ms`)
    socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }))
  }, options.timeoutMs)
  socket.once('close', () => clearTimeout(timer))
  socket.once('connect', () => clearTimeout(timer))
  connection.attach(options.handler)
  socket.connect({ host: options.host, port: options.port })
  return connection
}
