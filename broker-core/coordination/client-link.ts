import { MalformedBytesError, Reader } from '../bytes/reader'
import type { Writer } from '../bytes/writer'
import type { Logger } from '../runtime/logger'
import type { Connection, ConnectionHandler } from '../runtime/network'
import type { Clock, Scheduler, Timer } from '../runtime/time'
import type { Link } from './link'
import type { CoordinationService } from './service'
import type { Session } from './sessions'
import { readConnectRequest } from './wire/connect'
import { FrameSizeError, FrameSplitter, framed } from './wire/frames'
import { readRequest } from './wire/requests'

export interface LinkCounters {
  received: number
  sent: number
  latencyMinMs: number
  latencyMaxMs: number
  latencyTotalMs: number
}

/** What a link needs of the server that accepted it. */
export interface LinkHost {
  readonly runtime: { clock: Clock; scheduler: Scheduler; logger: Logger }
  readonly service: CoordinationService
  readonly maxBufferBytes: number
  readonly counters: LinkCounters
  /** The text a four-letter word is answered with; undefined: it is none, so the bytes are a packet. */
  answerWord(word: string): string | undefined
  /** Packets wait for the disk: `flush` is to be called when more is durable. */
  blocked(link: ClientLink): void
  closed(link: ClientLink): void
}

interface Outgoing {
  zxid: number
  buffers: Buffer[]
  queuedMs: number
}

/** No first packet for so long: closed (ZooKeeper's zookeeper.nio.sessionlessCnxnTimeout). */
const SESSIONLESS_TIMEOUT_MS = 10_000
/** Packets waiting for the disk before the client is no longer read. */
const OUTGOING_MAX = 1000
/** A client that does not read what it asked for. */
const BUFFERED_BYTES_MAX = 64 * 1024 * 1024

/** One client's connection: bytes to requests, and answers back in order, each once it is durable. */
export class ClientLink implements Link, ConnectionHandler {
  session: Session<Link> | undefined
  received = 0
  sent = 0
  private readonly splitter: FrameSplitter
  private firstBytes: Buffer | undefined = Buffer.alloc(0)
  private greeted = false
  private ending = false
  private outgoing: Outgoing[] = []
  private networkFull = false
  private readonly greetingTimer: Timer

  constructor(
    private readonly host: LinkHost,
    readonly connection: Connection,
  ) {
    this.splitter = new FrameSplitter(host.maxBufferBytes)
    this.greetingTimer = host.runtime.scheduler.after(SESSIONLESS_TIMEOUT_MS, () => {
      this.abandon('it did not ask for a session in time')
    })
  }

  get remote(): string {
    return `${this.connection.remoteHost}:${this.connection.remotePort}`
  }

  data(chunk: Buffer): void {
    if (this.ending) return
    const bytes = this.firstBytes === undefined ? chunk : this.takeFirstBytes(this.firstBytes, chunk)
    if (bytes === undefined) return
    try {
      for (const frame of this.splitter.feed(bytes)) {
        if (this.ending) return
        this.received++
        this.host.counters.received++
        if (this.session === undefined) this.greet(frame)
        else this.request(frame, this.session)
      }
    } catch (error) {
      if (error instanceof FrameSizeError || error instanceof MalformedBytesError) this.abandon(error.message)
      else this.abandon('a request failed', error)
    }
  }

  drained(): void {
    this.networkFull = false
    this.throttle()
  }

  closed(): void {
    this.ending = true
    this.greetingTimer.cancel()
    this.outgoing = []
    this.host.service.disconnected(this, this.session)
    this.host.closed(this)
  }

  send(packet: Writer, zxid: number): void {
    if (this.ending) return
    this.outgoing.push({ zxid, buffers: framed(packet), queuedMs: this.host.runtime.clock.monotonicMs() })
    this.flush()
  }

  /** Sends what has become durable. */
  flush(): void {
    const durable = this.host.service.store.durableZxid
    let count = 0
    while (count < this.outgoing.length && this.outgoing[count]!.zxid <= durable) count++
    if (count > 0) this.write(this.outgoing.splice(0, count))
    if (this.outgoing.length > 0) this.host.blocked(this)
    else if (this.ending) this.connection.end()
    this.throttle()
  }

  finish(): void {
    if (this.ending) return
    this.ending = true
    this.flush()
  }

  drop(): void {
    this.ending = true
    this.outgoing = []
    this.connection.destroy()
  }

  private write(packets: readonly Outgoing[]): void {
    const nowMs = this.host.runtime.clock.monotonicMs()
    const { counters } = this.host
    for (const { queuedMs } of packets) {
      const latencyMs = nowMs - queuedMs
      counters.latencyMinMs = Math.min(counters.latencyMinMs, latencyMs)
      counters.latencyMaxMs = Math.max(counters.latencyMaxMs, latencyMs)
      counters.latencyTotalMs += latencyMs
    }
    this.sent += packets.length
    counters.sent += packets.length
    this.networkFull = !this.connection.write(packets.flatMap(({ buffers }) => buffers))
    if (this.connection.bufferedBytes > BUFFERED_BYTES_MAX) this.abandon('it does not read its answers')
  }

  /** A client whose answers pile up, at the disk or in the network, is not read until they leave. */
  private throttle(): void {
    if (this.networkFull || this.outgoing.length > OUTGOING_MAX) this.connection.pause()
    else this.connection.resume()
  }

  /** The first four bytes are either a packet's length or an operator's word. */
  private takeFirstBytes(before: Buffer, chunk: Buffer): Buffer | undefined {
    const bytes = Buffer.concat([before, chunk])
    if (bytes.length < 4) {
      this.firstBytes = bytes
      return undefined
    }
    this.firstBytes = undefined
    const answer = this.host.answerWord(bytes.toString('latin1', 0, 4))
    if (answer === undefined) return bytes
    this.ending = true
    this.connection.write([Buffer.from(answer)])
    this.connection.end()
    return undefined
  }

  private greet(frame: Buffer): void {
    if (this.greeted) throw new MalformedBytesError('a request came before the session was granted')
    this.greeted = true
    this.greetingTimer.cancel()
    this.session = this.host.service.connect(this, readConnectRequest(new Reader(frame)))
  }

  private request(frame: Buffer, session: Session<Link>): void {
    const { service } = this.host
    if (session.link !== this) throw new MalformedBytesError('its session is over or speaks over another connection')
    service.heard(session)
    const reader = new Reader(frame)
    const xid = reader.int32()
    const code = reader.int32()
    const request = readRequest(code, reader)
    if (request !== undefined) service.handle(this, session, xid, request)
    else {
      this.host.runtime.logger.warn(`Unknown operation ${code} from ${this.remote}`)
      service.unimplemented(this, xid)
    }
  }

  private abandon(why: string, error?: unknown): void {
    if (error === undefined) this.host.runtime.logger.warn(`Closing the connection of ${this.remote}: ${why}`)
    else this.host.runtime.logger.error(`Closing the connection of ${this.remote}: ${why}`, error)
    this.drop()
  }
}
