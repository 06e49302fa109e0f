import { Reader } from '../../bytes/reader'
import { Writer } from '../../bytes/writer'
import {
  type ConnectRequest,
  type ConnectResponse,
  readConnectResponse,
  writeConnectRequest,
} from '../../coordination/wire/connect'
import { FrameSplitter, framed } from '../../coordination/wire/frames'
import { XID } from '../../coordination/wire/op-codes'
import { type ReplyHeader, readReplyHeader } from '../../coordination/wire/replies'
import { type Request, writeRequest } from '../../coordination/wire/requests'
import { type EventType, readWatchEvent } from '../../coordination/wire/watch-events'
import type { Connection, Network } from '../../runtime/network'
import type { Clock, Scheduler, Timer } from '../../runtime/time'
import type { ServerAddress } from './connect-string'

/** What Kafka allows its ZooKeeper client to receive (jute.maxbuffer 4 MiB). */
const FRAME_BYTES_MAX = 4 * 1024 * 1024
const PING_INTERVAL_MAX_MS = 10_000

export interface WireHandler {
  /** The server answered the connect request. */
  answered(response: ConnectResponse): void
  /** `body` is valid during the call only. */
  reply(header: ReplyHeader, body: Reader): void
  event(type: EventType, path: string): void
  /** Once, whatever the reason. */
  closed(reason: string): void
}

export interface WireOptions {
  server: ServerAddress
  connectTimeoutMs: number
  /** Silence after which the connection is given up: 2/3 of the session's timeout. */
  readTimeoutMs: number
  connect: ConnectRequest
}

type WireRuntime = { network: Network; clock: Clock; scheduler: Scheduler }

/** One TCP connection to one server, from its connect request on: packets, pings, and the deadline for the server's silence. */
export class WireConnection {
  private readonly connection: Connection
  private readonly splitter = new FrameSplitter(FRAME_BYTES_MAX)
  private established = false
  private over = false
  private readTimeoutMs: number
  private lastHeardMs: number
  private lastSentMs: number
  private timer: Timer | undefined

  constructor(
    private readonly runtime: WireRuntime,
    private readonly options: WireOptions,
    private readonly handler: WireHandler,
  ) {
    this.readTimeoutMs = options.readTimeoutMs
    this.lastHeardMs = runtime.clock.monotonicMs()
    this.lastSentMs = this.lastHeardMs
    this.connection = runtime.network.connect({
      ...options.server,
      timeoutMs: options.connectTimeoutMs,
      handler: {
        opened: () => this.greet(),
        data: (chunk) => this.receive(chunk),
        closed: (error) => this.finish(error?.message ?? 'the server closed the connection'),
      },
    })
  }

  get silenceMs(): number {
    return this.runtime.clock.monotonicMs() - this.lastHeardMs
  }

  send(xid: number, request: Request): void {
    const writer = new Writer()
    writeRequest(writer, xid, request)
    this.write(writer)
  }

  close(reason: string): void {
    this.finish(reason)
  }

  private greet(): void {
    this.lastHeardMs = this.runtime.clock.monotonicMs()
    const writer = new Writer(64)
    writeConnectRequest(writer, this.options.connect)
    this.write(writer)
    this.watchTime()
  }

  private write(writer: Writer): void {
    if (this.over) return
    this.lastSentMs = this.runtime.clock.monotonicMs()
    this.connection.write(framed(writer))
  }

  private receive(chunk: Buffer): void {
    if (this.over) return
    this.lastHeardMs = this.runtime.clock.monotonicMs()
    try {
      for (const frame of this.splitter.feed(chunk)) {
        if (this.over) return
        this.packet(new Reader(frame))
      }
    } catch (error) {
      this.finish(`unreadable answer: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  private packet(reader: Reader): void {
    if (!this.established) {
      const response = readConnectResponse(reader)
      this.established = response.timeoutMs > 0
      if (this.established) this.readTimeoutMs = Math.floor((response.timeoutMs * 2) / 3)
      this.handler.answered(response)
      return
    }
    const header = readReplyHeader(reader)
    if (header.xid === XID.ping || header.xid === XID.auth) return
    if (header.xid !== XID.watchEvent) {
      this.handler.reply(header, reader)
      return
    }
    const event = readWatchEvent(reader)
    if (event !== undefined) this.handler.event(event.type, event.path)
  }

  /** Pings when idle for so long that the server's answer still arrives well before either side's deadline. */
  private pingIntervalMs(): number {
    return Math.min(PING_INTERVAL_MAX_MS, Math.max(this.readTimeoutMs / 3, this.readTimeoutMs / 2 - 1000))
  }

  private watchTime(): void {
    if (this.over) return
    const nowMs = this.runtime.clock.monotonicMs()
    const untilDeadline = this.lastHeardMs + this.readTimeoutMs - nowMs
    if (untilDeadline <= 0) {
      this.finish(`nothing was heard from the server for ${Math.round(nowMs - this.lastHeardMs)} ms`)
      return
    }
    let untilPing = this.lastSentMs + this.pingIntervalMs() - nowMs
    if (this.established && untilPing <= 0) {
      this.send(XID.ping, { type: 'ping' })
      untilPing = this.pingIntervalMs()
    }
    const waitMs = this.established ? Math.min(untilDeadline, untilPing) : untilDeadline
    this.timer = this.runtime.scheduler.after(Math.max(1, waitMs), () => this.watchTime())
  }

  private finish(reason: string): void {
    if (this.over) return
    this.over = true
    this.timer?.cancel()
    this.connection.destroy()
    this.handler.closed(reason)
  }
}
