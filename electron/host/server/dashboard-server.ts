import { randomBytes } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import sirv from 'sirv'
import { type WebSocket, WebSocketServer } from 'ws'
import type { LabHost } from '../host'
import { refusalOf, tokenCookie, tokenInUrl } from './auth'
import { PageFiles } from './page-files'
import { answerFrame } from './rpc'

export interface DashboardOptions {
  host: LabHost
  /** Folder of the built page. */
  files: string
  /** 0: any free one. */
  port: number
}

export interface Dashboard {
  /** With the key of this run. */
  url: string
  close(): Promise<void>
}

const ADDRESS = '127.0.0.1'
const FRAME_BYTES_MAX = 2 * 1024 * 1024
const PAGES_MAX = 16
/** A page that does not read: better to let it reconnect and start over than to keep its updates. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024

/** Serves the page and the lab's functions to browsers of this machine, to those who have the key. */
export async function serveDashboard(options: DashboardOptions): Promise<Dashboard> {
  const token = randomBytes(24).toString('base64url')
  const page = await PageFiles.load(options.files)
  // Looked up anew each time: a list of files made now would be wrong after a build.
  const fonts = sirv(options.files, { etag: true, dotfiles: false, dev: true })
  let port = 0
  const server = createServer((request, response) => {
    const refusal = refusalOf(request, port, token)
    if (refusal)
      return void response.writeHead(refusal.status, { 'content-type': 'text/plain' }).end(`${refusal.message}\n`)
    secure(response, port)
    if (tokenInUrl(request.url) !== undefined) response.setHeader('set-cookie', tokenCookie(port, token))
    if (!page.serve(request, response)) fonts(request, response, () => void response.writeHead(404).end())
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: FRAME_BYTES_MAX, clientTracking: true })
  server.on('upgrade', (request, socket, head) => {
    const refusal = refusalOf(request, port, token)
    if (refusal || request.headers.origin === undefined || sockets.clients.size >= PAGES_MAX)
      return refuseUpgrade(socket, refusal?.status ?? 403)
    sockets.handleUpgrade(request, socket, head, (page) => attach(page, options.host))
  })
  port = await listen(server, options.port)
  return {
    url: `http://${ADDRESS}:${port}/?token=${token}`,
    close: () =>
      new Promise((resolve) => {
        for (const page of sockets.clients) page.terminate()
        server.close(() => resolve())
        server.closeAllConnections?.()
      }),
  }
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: ADDRESS, port }, () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}

function secure(response: ServerResponse, port: number): void {
  const connect = `connect-src 'self' ws://${ADDRESS}:${port} ws://localhost:${port}`
  const policy = `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; ${connect}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  response.setHeader('content-security-policy', policy)
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cross-origin-opener-policy', 'same-origin')
}

function refuseUpgrade(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\n\r\n`)
}

function attach(page: WebSocket, host: LabHost): void {
  const client = host.connect()
  page.on('close', () => client.close())
  // 'close' follows; a broken connection is no trouble of the lab's.
  page.on('error', () => undefined)
  page.on('message', (data, binary) => {
    if (binary) return page.close(1003)
    void answerFrame(client.functions, data.toString()).then((answer) => {
      if (!answer) return page.close(1007)
      if (page.bufferedAmount > UNSENT_BYTES_MAX) return page.terminate()
      page.send(JSON.stringify(answer))
    })
  })
}
