import type { Connection, ConnectionHandler } from '../runtime/network'
import type { Runtime } from '../runtime/runtime'
import type { Timer } from '../runtime/time'
import type { ByteBudget } from './byte-budget'
import type { ConnectionInfo, Dispatcher, Outcome } from './dispatch'
import { FrameAssembler } from './framing'
import type { SocketServerMetrics } from './metrics'
import { type DecodedRequest, decodeRequest, encodeResponse } from './request-codec'

export interface ServerConnectionOptions {
  readonly runtime: Pick<Runtime, 'clock' | 'scheduler' | 'logger'>
  readonly connection: Connection
  readonly info: ConnectionInfo
  readonly dispatcher: Dispatcher
  readonly budget: ByteBudget
  readonly metrics: SocketServerMetrics
  readonly requestSizeMax: number
  readonly idleMs: number
  readonly closed: () => void
}

/** reading: no request in work. waiting: the next one waits for room in the budget. working: one is in work. draining: its response is not yet gone. */
type State = 'held' | 'reading' | 'waiting' | 'working' | 'draining' | 'closed'

/** How long a connection that is being ended may take to let its last bytes go. */
const FAREWELL_MS = 5000

/**
 * One client of a broker. It has one request in work at a time, so responses leave in the order of requests; while that lasts the
 * socket is not read beyond the chunk that is there already, and the client feels it. Bytes that make no sense end the connection
 * with a log line, nothing else.
 */
export class ServerConnection implements ConnectionHandler {
  private state: State = 'held'
  private readonly frames: FrameAssembler
  private reserved: number | undefined
  private waitingForRoom: { cancel(): void } | undefined
  private lastActiveMs: number
  /** Until the end the idle one, then the one that cuts a farewell short. */
  private timer: Timer
  private paused = false

  constructor(private readonly options: ServerConnectionOptions) {
    this.frames = new FrameAssembler(options.requestSizeMax)
    this.lastActiveMs = options.runtime.clock.monotonicMs()
    this.timer = options.runtime.scheduler.after(options.idleMs, () => this.closeIfIdle())
  }

  get info(): ConnectionInfo {
    return this.options.info
  }

  /** Requests are taken up from now on; before, the connection is open and silent. */
  begin(): void {
    if (this.state !== 'held') return
    this.state = 'reading'
    this.advance()
  }

  data(chunk: Buffer): void {
    if (this.state === 'closed') return
    this.lastActiveMs = this.options.runtime.clock.monotonicMs()
    this.options.metrics.bytesReceived += chunk.length
    this.frames.feed(chunk)
    if (this.state === 'reading') this.advance()
    else this.pause()
  }

  drained(): void {
    this.lastActiveMs = this.options.runtime.clock.monotonicMs()
    if (this.state !== 'draining') return
    this.state = 'reading'
    this.advance()
  }

  closed(error?: Error): void {
    if (error !== undefined) this.log(`lost: ${error.message}`, 'debug')
    this.finish()
    this.timer.cancel()
    this.options.closed()
  }

  /** Ends the connection at once; an answer still in work is dropped. */
  destroy(): void {
    this.finish()
    this.options.connection.destroy()
  }

  /** Takes up what has arrived, as far as it goes without waiting. */
  private advance(): void {
    while (this.state === 'reading') {
      if (!this.reserve()) return
      const frame = this.frames.take()
      if (frame === undefined) break
      this.work(frame)
    }
    if (this.state === 'reading') {
      if (this.frames.failure !== undefined) this.refuse(this.frames.failure)
      else this.resume()
    }
  }

  /** Takes the next frame's bytes from the budget. false: has to wait. */
  private reserve(): boolean {
    const size = this.frames.nextSize
    if (size === undefined || this.reserved !== undefined) return true
    const wait = this.options.budget.take(size, () => {
      this.waitingForRoom = undefined
      this.reserved = size
      this.state = 'reading'
      this.advance()
    })
    if (wait === undefined) {
      this.reserved = size
      return true
    }
    this.waitingForRoom = wait
    this.state = 'waiting'
    this.pause()
    return false
  }

  private work(frame: Buffer): void {
    this.state = 'working'
    const request = decodeRequest(frame, (apiKey) => this.options.dispatcher.serve(apiKey))
    if (request.kind === 'refuse') this.refuse(request.reason)
    else if (request.kind === 'answer') this.answer(request.buffers)
    else this.dispatch(request, frame.length)
  }

  private dispatch(request: DecodedRequest & { kind: 'request' }, size: number): void {
    const { dispatcher, info, metrics } = this.options
    const { header, api, body } = request
    metrics.requestsReceived++
    metrics.requestsByApiKey.set(api.key, (metrics.requestsByApiKey.get(api.key) ?? 0) + 1)
    metrics.requestsInWork++
    const settle = (outcome: Outcome) => {
      metrics.requestsInWork--
      if (this.state === 'closed') return
      if (outcome === 'close') this.end('a request failed that cannot be answered otherwise')
      else this.answer(outcome === 'noResponse' ? undefined : encodeResponse(api, header, outcome.response))
      this.advance()
    }
    const fail = (error: unknown) => {
      this.options.runtime.logger.error(`${api.name} version ${header.apiVersion} from ${info.id} failed`, error)
      this.end('its request could not be answered')
    }
    const isAbandoned = () => this.state === 'closed'
    new Promise<Outcome>((resolve) => {
      resolve(dispatcher.dispatch({ header, api, body, size, connection: info, isAbandoned }))
    })
      .then(settle, (error) => {
        metrics.requestsInWork--
        fail(error)
      })
      .catch(fail)
  }

  /** The request in work is over; `response` undefined sends nothing. */
  private answer(response: Buffer[] | undefined): void {
    this.release()
    this.state = 'reading'
    if (response !== undefined) this.send(response)
  }

  private send(buffers: Buffer[]): void {
    const { connection, metrics, runtime } = this.options
    for (const buffer of buffers) metrics.bytesSent += buffer.length
    this.lastActiveMs = runtime.clock.monotonicMs()
    if (!connection.write(buffers)) this.state = 'draining'
  }

  private refuse(reason: string): void {
    this.options.metrics.requestsRefused++
    this.log(`closed: ${reason}`, 'warn')
    this.end(reason)
  }

  /** Lets queued responses go, then closes. */
  private end(reason: string): void {
    if (this.state === 'closed') return
    this.log(`ending: ${reason}`, 'debug')
    const { connection, runtime } = this.options
    this.finish()
    if (connection.bufferedBytes === 0) {
      connection.destroy()
      return
    }
    connection.end()
    this.timer = runtime.scheduler.after(FAREWELL_MS, () => connection.destroy())
  }

  private finish(): void {
    this.state = 'closed'
    this.timer.cancel()
    this.waitingForRoom?.cancel()
    this.waitingForRoom = undefined
    this.release()
  }

  private release(): void {
    const size = this.reserved
    this.reserved = undefined
    if (size !== undefined) this.options.budget.give(size)
  }

  /** One timer a connection, set anew when it fires early: requests do not touch it. */
  private closeIfIdle(): void {
    const { runtime, idleMs, metrics } = this.options
    const leftMs = this.lastActiveMs + idleMs - runtime.clock.monotonicMs()
    if (leftMs > 0) {
      this.timer = runtime.scheduler.after(Math.ceil(leftMs), () => this.closeIfIdle())
      return
    }
    metrics.connectionsIdleClosed++
    this.end(`idle for ${idleMs} ms (connections.max.idle.ms)`)
  }

  private pause(): void {
    if (this.paused) return
    this.paused = true
    this.options.connection.pause()
  }

  private resume(): void {
    if (!this.paused) return
    this.paused = false
    this.options.connection.resume()
  }

  private log(message: string, level: 'debug' | 'warn'): void {
    this.options.runtime.logger[level](`connection ${this.options.info.id} ${message}`)
  }
}
