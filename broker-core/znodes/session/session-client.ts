import { type ConnectResponse, PASSWORD_SIZE } from '../../coordination/wire/connect'
import type { Request } from '../../coordination/wire/requests'
import type { EventType } from '../../coordination/wire/watch-events'
import type { Logger } from '../../runtime/logger'
import type { Runtime } from '../../runtime/runtime'
import type { Timer } from '../../runtime/time'
import type {
  CoordinationClient,
  CoordinationClientOptions,
  CreateOptions,
  MultiOperation,
  SessionHandler,
  SessionState,
  WatchEvent,
  WatchOption,
} from '../client'
import { CoordinationError } from '../errors'
import { ArmedWatches } from './armed-watches'
import { parseConnectString } from './connect-string'
import { type Outcome, RequestLine } from './request-line'
import { ServerRotation } from './server-rotation'
import { SessionHandlers } from './session-handlers'
import { SessionStates } from './session-states'
import { WireConnection } from './wire-connection'
import { ZnodeRequests } from './znode-requests'

export type ClientRuntime = Pick<Runtime, 'network' | 'clock' | 'scheduler' | 'random' | 'logger'>

const IN_FLIGHT_DEFAULT = 10
/** How long `close` waits for the server to end the session; after that the session ends by its timeout. */
const CLOSE_PATIENCE_MS = 2000
const NO_PASSWORD = Buffer.alloc(PASSWORD_SIZE)

/** Makes a client; nothing is sent before `connect`. Throws RangeError on a malformed connect string. */
export function createCoordinationClient(
  runtime: ClientRuntime,
  options: CoordinationClientOptions,
): CoordinationClient {
  return new SessionClient(runtime, options)
}

class SessionClient implements CoordinationClient {
  sessionId = 0n
  sessionTimeoutMs: number
  private password: Buffer = NO_PASSWORD
  private lastZxidSeen = 0
  private wire: WireConnection | undefined
  private retryTimer: Timer | undefined
  private renewing: Promise<void> | undefined
  private started = false
  private readonly logger: Logger
  private readonly rotation: ServerRotation
  private readonly serverCount: number
  private readonly watches = new ArmedWatches()
  private readonly states: SessionStates
  private readonly handlers: SessionHandlers
  private readonly line: RequestLine
  private readonly requests: ZnodeRequests
  private readonly watchListeners = new Set<(event: WatchEvent) => void>()

  constructor(
    private readonly runtime: ClientRuntime,
    private readonly options: CoordinationClientOptions,
  ) {
    const { servers, chroot } = parseConnectString(options.connectString)
    this.logger = runtime.logger.named('kafka.zookeeper.ZooKeeperClient')
    this.sessionTimeoutMs = options.sessionTimeoutMs
    this.serverCount = servers.length
    this.rotation = new ServerRotation(servers, runtime.random)
    this.states = new SessionStates(this.logger)
    this.handlers = new SessionHandlers((message, error) => this.logger.error(this.say(message), error))
    this.line = new RequestLine(options.maxInFlightRequests ?? IN_FLIGHT_DEFAULT)
    this.requests = new ZnodeRequests(chroot, this.watches, (request, settle) => this.ask(request, settle))
  }

  get state(): SessionState {
    return this.states.current
  }

  get server(): string {
    const { host, port } = this.rotation.current
    return `${host}:${port}`
  }

  get silenceMs(): number | undefined {
    return this.state === 'connected' ? this.wire?.silenceMs : undefined
  }

  async connect(timeoutMs: number): Promise<void> {
    if (!this.started) {
      this.started = true
      this.logger.info(this.say(`Initializing a new session to ${this.options.connectString}.`))
      this.tryNextServer()
    }
    let timer: Timer | undefined
    const tooLate = new Promise<never>((_, reject) => {
      timer = this.runtime.scheduler.after(timeoutMs, () => {
        const detail = `no connection to ${this.options.connectString} within ${timeoutMs} ms`
        reject(new CoordinationError('CONNECTIONLOSS', '', detail))
      })
    })
    try {
      await Promise.race([this.whenConnected(), tooLate])
    } finally {
      timer?.cancel()
    }
  }

  whenConnected(): Promise<void> {
    return this.states.whenConnected()
  }

  renew(): Promise<void> {
    if (this.state !== 'expired') return Promise.resolve()
    this.renewing ??= this.renewUntilAlive().finally(() => {
      this.renewing = undefined
    })
    return this.renewing
  }

  async close(): Promise<void> {
    if (this.state === 'closed') return
    this.logger.info(this.say('Closing.'))
    if (this.state === 'connected') await this.endSession()
    this.retryTimer?.cancel()
    this.states.become('closed')
    this.wire?.close('closed by this client')
    this.line.fail('SESSIONEXPIRED')
    this.watches.clear()
    this.logger.info(this.say('Closed.'))
  }

  onWatchEvent(listener: (event: WatchEvent) => void): () => void {
    this.watchListeners.add(listener)
    return () => void this.watchListeners.delete(listener)
  }

  onStateChange(listener: (state: SessionState) => void): () => void {
    return this.states.onChange(listener)
  }

  addSessionHandler(handler: SessionHandler): () => void {
    return this.handlers.add(handler)
  }

  create(path: string, data: Buffer | null, options?: CreateOptions) {
    return this.requests.create(path, data, options)
  }

  delete(path: string, version: number) {
    return this.requests.delete(path, version)
  }

  exists(path: string, options?: WatchOption) {
    return this.requests.exists(path, options)
  }

  getData(path: string, options?: WatchOption) {
    return this.requests.getData(path, options)
  }

  setData(path: string, data: Buffer | null, version: number) {
    return this.requests.setData(path, data, version)
  }

  getChildren(path: string, options?: WatchOption) {
    return this.requests.getChildren(path, options)
  }

  multi(operations: readonly MultiOperation[]) {
    return this.requests.multi(operations)
  }

  private ask(request: Request, settle: (outcome: Outcome) => void): void {
    if (this.state === 'connected') this.line.add(request, settle)
    else settle({ error: this.state === 'connecting' ? 'CONNECTIONLOSS' : 'SESSIONEXPIRED' })
  }

  private tryNextServer(): void {
    const { server, pauseMs } = this.rotation.next()
    this.retryTimer = this.runtime.scheduler.after(pauseMs, () => {
      if (this.state !== 'connecting') return
      const wire: WireConnection = new WireConnection(
        this.runtime,
        {
          server,
          connectTimeoutMs: Math.ceil(this.sessionTimeoutMs / this.serverCount),
          readTimeoutMs: Math.ceil((this.sessionTimeoutMs * 2) / 3),
          connect: {
            protocolVersion: 0,
            lastZxidSeen: this.lastZxidSeen,
            timeoutMs: this.options.sessionTimeoutMs,
            sessionId: this.sessionId,
            password: this.password,
            readOnly: false,
          },
        },
        {
          answered: (response) => this.granted(wire, response),
          reply: (header, body) => {
            if (header.zxid > 0) this.lastZxidSeen = Math.max(this.lastZxidSeen, header.zxid)
            this.line.answer(header, body)
          },
          event: (type, path) => this.watchEvent(type, path),
          closed: (reason) => this.disconnected(wire, reason),
        },
      )
      this.wire = wire
    })
  }

  private granted(wire: WireConnection, response: ConnectResponse): void {
    if (response.timeoutMs <= 0) {
      this.expired(wire)
      return
    }
    const id = BigInt.asUintN(64, response.sessionId).toString(16)
    this.logger.info(
      this.say(`Connected to ${this.server}, session 0x${id}, negotiated timeout ${response.timeoutMs} ms.`),
    )
    this.sessionId = response.sessionId
    this.password = response.password
    this.sessionTimeoutMs = response.timeoutMs
    this.rotation.connected()
    // The watches come first, so that no request of the new connection sees a change whose event is still missing.
    for (const request of this.watches.rearmRequests(this.lastZxidSeen)) this.line.add(request, () => undefined)
    this.line.attach(wire)
    this.states.become('connected')
  }

  private disconnected(wire: WireConnection, reason: string): void {
    if (wire !== this.wire) return
    this.wire = undefined
    if (this.state !== 'connecting' && this.state !== 'connected') return
    // Failed attempts are many while the service is down: one line says that it is, not one each.
    if (this.state === 'connected')
      this.logger.info(this.say(`Disconnected from ${this.server}: ${reason}; reconnecting.`))
    else this.logger.debug(this.say(`No connection to ${this.server}: ${reason}.`))
    if (this.state === 'connected') this.states.become('connecting')
    this.tryNextServer()
    // Last: whoever hears of the loss may ask again at once, and must find the state of now.
    this.line.fail('CONNECTIONLOSS')
  }

  private expired(wire: WireConnection): void {
    this.logger.info(this.say('Session expired.'))
    this.wire = undefined
    this.watches.clear()
    this.states.become('expired')
    wire.close('the session is over')
    this.line.fail('SESSIONEXPIRED')
    if (this.options.renewAutomatically !== false) this.runtime.scheduler.soon(() => void this.renew())
  }

  /** A new session may expire while the handlers of this one still run: they are called again for the next. */
  private async renewUntilAlive(): Promise<void> {
    do await this.startNewSession()
    while (this.isExpired() && this.options.renewAutomatically !== false)
  }

  private isExpired(): boolean {
    return this.state === 'expired'
  }

  private async startNewSession(): Promise<void> {
    await this.handlers.before()
    if (!this.isExpired()) return
    this.logger.info(this.say(`Initializing a new session to ${this.options.connectString}.`))
    this.sessionId = 0n
    this.password = NO_PASSWORD
    this.lastZxidSeen = 0
    this.sessionTimeoutMs = this.options.sessionTimeoutMs
    this.states.become('connecting')
    this.tryNextServer()
    await this.handlers.after()
  }

  private endSession(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.runtime.scheduler.after(CLOSE_PATIENCE_MS, resolve)
      this.line.add({ type: 'closeSession' }, () => {
        timer.cancel()
        resolve()
      })
    })
  }

  private watchEvent(type: EventType, serverPath: string): void {
    this.watches.fired(type, serverPath)
    const event = { type, path: this.requests.withoutChroot(serverPath) }
    for (const listener of [...this.watchListeners]) {
      try {
        listener(event)
      } catch (error) {
        this.logger.error(this.say(`A listener failed on ${type} of ${event.path}`), error)
      }
    }
  }

  private say(message: string): string {
    return this.options.name === undefined
      ? `[ZooKeeperClient] ${message}`
      : `[ZooKeeperClient ${this.options.name}] ${message}`
  }
}
