import { createReadStream, existsSync, statSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, resolve, sep } from 'node:path'
import type { Recording } from '../../renderer/backends/recorded'
import { repositoryRoot } from '../helpers/programs'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

export interface WindowServer {
  /** Address of the page playing a recording. */
  page(recording: string, options?: { still?: boolean }): string
  /** What the page may ask, as the beginning of an address. */
  origins: readonly string[]
  close(): Promise<void>
}

export const builtRenderer = () => resolve(process.env.HIGHWATER_OUT ?? resolve(repositoryRoot, 'out'), 'renderer')

/** Serves the built page and, in place of a lab, recordings. */
export async function serveWindow(recordings: Record<string, Recording>): Promise<WindowServer> {
  const root = builtRenderer()
  if (!existsSync(resolve(root, 'index.html'))) throw new Error(`${root} is not built: run \`npm run build\` first`)
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const name = /^\/recordings\/(.+)\.json$/.exec(path)?.[1]
    if (name !== undefined && recordings[name]) {
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(recordings[name]))
      return
    }
    const file = resolve(root, `.${path === '/' ? '/index.html' : path}`)
    if (!file.startsWith(root + sep) || !existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404
      response.end()
      return
    }
    response.setHeader('content-type', types[extname(file)] ?? 'application/octet-stream')
    createReadStream(file).pipe(response)
  })
  await listening(server)
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    origins: [origin],
    page: (recording, { still = true } = {}) => `${origin}/?recorded=${recording}${still ? '&still' : ''}`,
    close: () => new Promise((done) => server.close(() => done())),
  }
}

const listening = (server: Server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
