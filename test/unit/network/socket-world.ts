import { connect, type Socket } from 'node:net'
import { afterEach } from 'vitest'
import { Reader } from '../../../broker-core/bytes/reader'
import { Writer } from '../../../broker-core/bytes/writer'
import type { Dispatcher, IncomingRequest, Outcome } from '../../../broker-core/network/dispatch'
import { FrameAssembler, frame } from '../../../broker-core/network/framing'
import { SocketServer, type SocketServerOptions } from '../../../broker-core/network/socket-server'
import type { Api } from '../../../broker-core/protocol/api'
import { requestHeaderVersion, responseHeaderVersion } from '../../../broker-core/protocol/api-keys'
import { apis } from '../../../broker-core/protocol/apis'
import { readResponseHeader, writeRequestHeader } from '../../../broker-core/protocol/header'
import type { Logger } from '../../../broker-core/runtime/logger'
import { createNodeRuntime } from '../../../broker-core/runtime/node'

const cleanups: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

export function cleanup(task: () => Promise<void> | void): void {
  cleanups.push(task)
}

/** A logger that keeps its lines, `LEVEL message`. */
export function recordingLogger(): { logger: Logger; lines: string[] } {
  const lines: string[] = []
  const at = (level: string) => (message: string) => {
    lines.push(`${level} ${message}`)
  }
  const logger: Logger = {
    trace: at('TRACE'),
    debug: at('DEBUG'),
    info: at('INFO'),
    warn: at('WARN'),
    error: at('ERROR'),
    fatal: at('FATAL'),
    named: () => logger,
  }
  return { logger, lines }
}

export const served = new Map<number, Api>(apis.map((api) => [api.key, api as unknown as Api]))

/** Answers with `answer`; serves every described API in all its versions. */
export function dispatcherOf(answer: (request: IncomingRequest) => Promise<Outcome> | Outcome): Dispatcher {
  return {
    serve: (key) => {
      const api = served.get(key)
      return api && { api, versionMin: api.request.versions.min, versionMax: api.request.versions.max }
    },
    dispatch: answer,
  }
}

export async function startServer(dispatcher: Dispatcher, overrides: Partial<SocketServerOptions> = {}) {
  const { logger, lines } = recordingLogger()
  const runtime = await createNodeRuntime({ logger })
  const server = new SocketServer({
    runtime,
    listeners: [{ name: 'PLAINTEXT', host: '127.0.0.1', port: 0 }],
    dispatcher,
    limits: () => ({ connectionsMax: 100, connectionsPerAddressMax: 100, perAddressOverrides: new Map() }),
    requestSizeMax: 1024 * 1024,
    bytesInFlightMax: 8 * 1024 * 1024,
    idleMs: 60_000,
    ...overrides,
  })
  const ports = await server.bind()
  server.begin()
  cleanup(() => server.stop())
  return { server, port: ports.get('PLAINTEXT') ?? 0, lines, runtime }
}

/** Request bytes as a client would send them. */
export function requestFrame(api: Api, version: number, correlationId: number, body: unknown): Buffer {
  const writer = new Writer()
  const header = { apiKey: api.key, apiVersion: version, correlationId, clientId: 'test' }
  writeRequestHeader(writer, header, requestHeaderVersion(api, version))
  api.request.write(writer, version, body)
  return Buffer.concat(frame(writer.buffers()))
}

export function responseOf(api: Api, version: number, bytes: Buffer): { correlationId: number; body: unknown } {
  const reader = new Reader(bytes)
  const correlationId = readResponseHeader(reader, responseHeaderVersion(api, version))
  return { correlationId, body: api.response.read(reader, version) }
}

/** A plain socket: send any bytes, await response frames or the end. */
export class RawClient {
  readonly socket: Socket
  private readonly frames = new FrameAssembler(1 << 30)
  private readonly waiters: ((frame: Buffer | 'closed') => void)[] = []
  private ended = false

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port })
    this.socket.on('data', (chunk) => {
      this.frames.feed(chunk)
      this.hand()
    })
    this.socket.on('error', () => undefined)
    this.socket.on('close', () => {
      this.ended = true
      this.hand()
    })
    cleanup(() => {
      this.socket.destroy()
    })
  }

  private hand(): void {
    while (this.waiters.length > 0) {
      const frame = this.frames.take()
      if (frame === undefined && !this.ended) return
      this.waiters.shift()?.(frame ?? 'closed')
    }
  }

  next(): Promise<Buffer | 'closed'> {
    return new Promise((resolve) => {
      this.waiters.push(resolve)
      this.hand()
    })
  }
}

/** A promise and the function that fulfils it. */
export function gate<T = void>(): { promise: Promise<T>; open: (value: T) => void } {
  let open: (value: T) => void = () => undefined
  const promise = new Promise<T>((resolve) => {
    open = resolve
  })
  return { promise, open }
}
