import { Reader } from '../bytes/reader'
import { Writer } from '../bytes/writer'
import type { Api } from '../protocol/api'
import { requestHeaderVersion, responseHeaderVersion } from '../protocol/api-keys'
import { readResponseHeader, writeRequestHeader } from '../protocol/header'
import type { Connection } from '../runtime/network'
import type { Runtime } from '../runtime/runtime'
import type { Timer } from '../runtime/time'
import { BrokerConnectionError, type BrokerConnectionFailure } from './broker-connection-error'
import { FrameAssembler, frame } from './framing'
import { ReconnectBackoff } from './reconnect-backoff'

export interface InterBrokerClientOptions {
  readonly runtime: Pick<Runtime, 'clock' | 'scheduler' | 'network' | 'random'>
  readonly host: string
  readonly port: number
  /** For messages: "broker 2". */
  readonly name: string
  readonly clientId: string
  /** For connecting, and for each request from `send` to its answer (request.timeout.ms). */
  readonly requestTimeoutMs: number
  /** reconnect.backoff.ms, default 50 */
  readonly reconnectBackoffMs?: number
  /** reconnect.backoff.max.ms, default 1000 */
  readonly reconnectBackoffMaxMs?: number
  /** Requests on the wire at a time, default 5; further ones wait for their turn. */
  readonly inFlightMax?: number
  /** Requests waiting for their turn, default 1000; one more is refused. */
  readonly waitingMax?: number
  /** Largest answer accepted, bytes; default 2^31 - 1 as in Kafka. Memory is taken only as bytes really come. */
  readonly responseSizeMax?: number
}

/** Plain numbers, since the client was made. */
export interface InterBrokerClientMetrics {
  connects: number
  requestsSent: number
  responsesReceived: number
  requestsFailed: number
  bytesSent: number
  bytesReceived: number
}

/** What both ends know a request by. */
export interface SentRequest {
  /** Of this side of the connection. */
  localPort: number
  correlationId: number
}

interface Pending {
  readonly correlationId: number
  readonly api: Api
  readonly version: number
  /** Header and body; let go once written. */
  payload: Buffer[]
  readonly timer: Timer
  readonly sent: ((request: SentRequest) => void) | undefined
  resolve(response: unknown): void
  reject(error: unknown): void
}

type State = 'idle' | 'backingOff' | 'connecting' | 'connected' | 'closed'

/**
 * A connection from one broker to another. The first `send` connects; after a loss the next `send` connects anew, not sooner than the
 * backoff allows. No ApiVersions is asked: between brokers the inter-broker protocol says which versions are spoken, as in Kafka.
 * Answers come in the order of requests; one that is late by `requestTimeoutMs` costs the connection, since all others wait behind it.
 */
export class InterBrokerClient {
  readonly metrics: InterBrokerClientMetrics = {
    connects: 0,
    requestsSent: 0,
    responsesReceived: 0,
    requestsFailed: 0,
    bytesSent: 0,
    bytesReceived: 0,
  }
  private state: State = 'idle'
  private connection: Connection | undefined
  private backoffTimer: Timer | undefined
  /** The socket's buffer is over its mark: nothing more is written until it has drained. */
  private congested = false
  private nextCorrelationId = 0
  private waiting: Pending[] = []
  private inFlight: Pending[] = []
  private readonly backoff: ReconnectBackoff

  constructor(private readonly options: InterBrokerClientOptions) {
    const { runtime, reconnectBackoffMs = 50, reconnectBackoffMaxMs = 1000 } = options
    this.backoff = new ReconnectBackoff(runtime.random, reconnectBackoffMs, reconnectBackoffMaxMs)
  }

  get isConnected(): boolean {
    return this.state === 'connected'
  }

  /**
   * Record batches in the answer are slices of its own frame. Rejects with a BrokerConnectionError when there is no answer, with an
   * UnsupportedVersionError when `version` cannot carry the request. `sent` is called when the request is written.
   */
  send<Request, RequestInput, Response, ResponseInput>(
    api: Api<Request, RequestInput, Response, ResponseInput>,
    version: number,
    request: RequestInput,
    sent?: (request: SentRequest) => void,
  ): Promise<Response> {
    return new Promise<Response>((resolve, reject) => {
      if (this.state === 'closed') throw this.error('closed', 'this client was closed')
      if (this.waiting.length >= (this.options.waitingMax ?? 1000)) {
        throw this.error('notConnected', `${this.waiting.length} requests wait for it already`)
      }
      const correlationId = this.nextCorrelationId
      const payload = this.encode(api, version, correlationId, request)
      this.nextCorrelationId = (correlationId + 1) & 0x7fff_ffff
      const pending: Pending = {
        correlationId,
        api: api as unknown as Api,
        version,
        payload,
        timer: this.options.runtime.scheduler.after(this.options.requestTimeoutMs, () => this.timedOut(pending)),
        sent,
        resolve: (response) => resolve(response as Response),
        reject,
      }
      this.waiting.push(pending)
      this.proceed()
    })
  }

  /** What waits or is on the wire rejects. Closing twice is fine. */
  close(): void {
    if (this.state === 'closed') return
    this.state = 'closed'
    this.backoffTimer?.cancel()
    this.failAll(this.error('closed', 'this client was closed'))
    this.disconnect()
  }

  private encode<RequestInput>(
    api: Api<unknown, RequestInput, unknown, unknown>,
    version: number,
    correlationId: number,
    request: RequestInput,
  ): Buffer[] {
    const writer = new Writer()
    const header = { apiKey: api.key, apiVersion: version, correlationId, clientId: this.options.clientId }
    writeRequestHeader(writer, header, requestHeaderVersion(api as unknown as Api, version))
    api.request.write(writer, version, request)
    return frame(writer.buffers())
  }

  /** Does what can be done for the requests that wait: connect, or write them. */
  private proceed(): void {
    if (this.waiting.length === 0) return
    if (this.state === 'idle') this.connectWhenAllowed()
    while (this.state === 'connected' && !this.congested && this.inFlight.length < (this.options.inFlightMax ?? 5)) {
      const next = this.waiting.shift()
      if (next === undefined) return
      this.inFlight.push(next)
      this.write(next)
    }
  }

  private write(pending: Pending): void {
    this.metrics.requestsSent++
    for (const buffer of pending.payload) this.metrics.bytesSent += buffer.length
    this.congested = this.connection?.write(pending.payload) === false
    pending.payload = []
    pending.sent?.({ localPort: this.connection?.localPort ?? -1, correlationId: pending.correlationId })
  }

  private connectWhenAllowed(): void {
    const { clock, scheduler } = this.options.runtime
    const waitMs = this.backoff.waitMs(clock.monotonicMs())
    if (waitMs === 0) {
      this.connect()
      return
    }
    this.state = 'backingOff'
    this.backoffTimer = scheduler.after(waitMs, () => {
      this.state = 'idle'
      if (this.waiting.length > 0) this.connect()
    })
  }

  private connect(): void {
    const { runtime, host, port, requestTimeoutMs, responseSizeMax = 0x7fff_ffff } = this.options
    this.state = 'connecting'
    this.congested = false
    this.backoff.tried(runtime.clock.monotonicMs())
    const frames = new FrameAssembler(responseSizeMax)
    // A connection that was given up may still speak; only the current one is heard.
    const isCurrent = () => this.connection === connection
    const connection: Connection = runtime.network.connect({
      host,
      port,
      timeoutMs: requestTimeoutMs,
      handler: {
        opened: () => {
          if (isCurrent()) this.opened()
        },
        data: (chunk) => {
          if (isCurrent()) this.received(frames, chunk)
        },
        drained: () => {
          if (!isCurrent()) return
          this.congested = false
          this.proceed()
        },
        closed: (error) => {
          if (isCurrent()) this.ended(error)
        },
      },
    })
    this.connection = connection
  }

  private opened(): void {
    this.state = 'connected'
    this.metrics.connects++
    this.backoff.succeeded()
    this.proceed()
  }

  private ended(cause: Error | undefined): void {
    const wasConnected = this.state === 'connected'
    if (!wasConnected) this.backoff.failed(this.options.runtime.clock.monotonicMs())
    const why = cause?.message ?? 'the other side closed it'
    this.lose(
      wasConnected
        ? this.error('lost', `the connection ended: ${why}`, cause)
        : this.error('notConnected', `no connection: ${why}`, cause),
    )
  }

  private received(frames: FrameAssembler, chunk: Buffer): void {
    this.metrics.bytesReceived += chunk.length
    frames.feed(chunk)
    for (let bytes = frames.take(); bytes !== undefined; bytes = frames.take()) {
      const malformed = this.answer(bytes)
      if (malformed === undefined) continue
      this.lose(malformed)
      return
    }
    if (frames.failure !== undefined) this.lose(this.error('malformed', `it sent ${frames.failure}`))
    else this.proceed()
  }

  /** Gives a response to the request that waits for it. Returns why the connection cannot go on. */
  private answer(bytes: Buffer): BrokerConnectionError | undefined {
    const pending = this.inFlight[0]
    if (pending === undefined) return this.error('malformed', 'it answered without being asked')
    const reader = new Reader(bytes)
    let response: unknown
    try {
      const correlationId = readResponseHeader(reader, responseHeaderVersion(pending.api, pending.version))
      if (correlationId !== pending.correlationId) {
        return this.error('malformed', `it answered request ${correlationId} where ${pending.correlationId} was next`)
      }
      response = pending.api.response.read(reader, pending.version)
    } catch (error) {
      return this.error('malformed', `its ${pending.api.name} version ${pending.version} answer cannot be read`, error)
    }
    this.inFlight.shift()
    pending.timer.cancel()
    this.metrics.responsesReceived++
    pending.resolve(response)
    return undefined
  }

  private timedOut(pending: Pending): void {
    const what = `${pending.api.name} version ${pending.version}`
    const error = this.error('timedOut', `no answer to ${what} within ${this.options.requestTimeoutMs} ms`)
    if (this.inFlight.includes(pending)) {
      this.lose(error)
      return
    }
    this.waiting = this.waiting.filter((each) => each !== pending)
    this.metrics.requestsFailed++
    pending.reject(error)
  }

  private lose(error: BrokerConnectionError): void {
    this.state = 'idle'
    this.disconnect()
    this.failAll(error)
  }

  private disconnect(): void {
    const connection = this.connection
    this.connection = undefined
    connection?.destroy()
  }

  /** Requests not yet written fail too: their sender decides whether they are still worth a new connection. */
  private failAll(error: BrokerConnectionError): void {
    const failed = [...this.inFlight, ...this.waiting]
    this.inFlight = []
    this.waiting = []
    for (const pending of failed) {
      pending.timer.cancel()
      this.metrics.requestsFailed++
      pending.reject(error)
    }
  }

  private error(failure: BrokerConnectionFailure, detail: string, cause?: unknown): BrokerConnectionError {
    const { name, host, port } = this.options
    return new BrokerConnectionError(failure, `${name} (${host}:${port}): ${detail}`, cause)
  }
}
