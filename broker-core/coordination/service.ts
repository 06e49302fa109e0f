import { Writer } from '../bytes/writer'
import type { Disk } from '../runtime/disk'
import type { Logger } from '../runtime/logger'
import type { Random } from '../runtime/random'
import type { Clock, Scheduler } from '../runtime/time'
import { answerRead, answerWritten } from './answers'
import type { SessionChange, ZnodeChange } from './changes'
import type { WriteRequest } from './decide'
import { type CoordinationEvent, sessionHex } from './events'
import { executeMulti, executeWrite } from './execute'
import type { Link } from './link'
import { rearm } from './rearm'
import { SessionExpiry } from './session-expiry'
import { firstSessionId, grantTimeout, type Session, SessionTable } from './sessions'
import type { ServiceState } from './storage/state'
import { type StoreEvents, type StoreOptions, TransactionStore } from './storage/store'
import { WatchTable } from './watches'
import { type ConnectRequest, PASSWORD_SIZE, writeConnectResponse } from './wire/connect'
import type { ErrorName } from './wire/error-codes'
import { type ReplyBody, writeReplyBody, writeReplyHeader } from './wire/replies'
import type { MultiPart, Request, SetWatchesRequest } from './wire/requests'
import { writeWatchEvent } from './wire/watch-events'

export interface ServiceOptions extends StoreOptions {
  tickTimeMs: number
}

export type ServiceRuntime = { clock: Clock; scheduler: Scheduler; random: Random; disk: Disk; logger: Logger }

export interface ServiceEvents extends StoreEvents {
  happened(event: CoordinationEvent): void
}

/** More would be a leak in the client: its connection is closed. */
const WATCHES_PER_CONNECTION_MAX = 500_000

/**
 * The coordination service without its sockets: one history of transactions, applied one after the other in the order requests
 * arrive. Each request is decided, applied, written to the log and answered in one turn; the answer leaves when it is durable.
 */
export class CoordinationService {
  readonly sessions: SessionTable<Link>
  readonly watches = new WatchTable<Link>()
  readonly store: TransactionStore
  private readonly state: ServiceState
  private readonly expiry: SessionExpiry<Link>
  private nextSessionId: bigint

  /** Reads the data directory. Throws DiskError, CorruptStoreError. */
  constructor(
    private readonly runtime: ServiceRuntime,
    private readonly options: ServiceOptions,
    private readonly events: ServiceEvents,
  ) {
    this.store = new TransactionStore(runtime, options, events)
    this.state = this.store.state
    this.nextSessionId = firstSessionId(runtime.clock.wallMs(), this.state.highestSessionId)
    this.sessions = new SessionTable(options.tickTimeMs)
    this.expiry = new SessionExpiry(runtime, this.sessions, options.tickTimeMs, (session) => this.expire(session))
  }

  get tree(): ServiceState['tree'] {
    return this.state.tree
  }

  get lastZxid(): number {
    return this.state.lastZxid
  }

  /** Begins the time of the sessions read from the disk: each has its whole timeout again. */
  start(): void {
    const nowMs = this.runtime.clock.monotonicMs()
    for (const { id, password, timeoutMs } of this.state.sessions.values()) {
      this.sessions.add({ id, password, timeoutMs, lastHeardMs: nowMs, link: undefined })
    }
    if (this.lastZxid === 0) this.createReservedZnodes()
    this.expiry.start()
  }

  stop(): Promise<void> {
    this.expiry.stop()
    return this.store.close()
  }

  /** Answers the first packet of a connection; undefined: refused, the link is closed or about to be. */
  connect(link: Link, request: ConnectRequest): Session<Link> | undefined {
    if (request.lastZxidSeen > this.lastZxid) {
      this.runtime.logger.warn(
        `Refusing session request for client ${link.remote} as it has seen zxid 0x${request.lastZxidSeen.toString(16)} our last zxid is 0x${this.lastZxid.toString(16)} client must try another server`,
      )
      link.drop()
      return undefined
    }
    const timeoutMs = grantTimeout(request.timeoutMs, this.options.tickTimeMs)
    const session =
      request.sessionId === 0n ? this.createSession(link, timeoutMs) : this.reattach(link, request, timeoutMs)
    this.sendConnectResponse(link, request, session)
    if (session === undefined) link.finish()
    return session
  }

  /** Something arrived from a session. */
  heard(session: Session<Link>): void {
    this.sessions.touch(session, this.runtime.clock.monotonicMs())
    this.expiry.reschedule()
  }

  /** The connection is over; the session waits for another one until its timeout. */
  disconnected(link: Link, session: Session<Link> | undefined): void {
    this.watches.remove(link)
    if (session?.link !== link) return
    session.link = undefined
    this.events.happened({ kind: 'sessionDisconnected', sessionId: sessionHex(session.id) })
  }

  handle(link: Link, session: Session<Link>, xid: number, request: Request): void {
    switch (request.type) {
      case 'ping':
      case 'auth':
        this.reply(link, xid, { type: 'empty' })
        break
      case 'closeSession':
        this.close(link, session, xid)
        break
      case 'setWatches':
        this.setWatches(link, xid, request)
        break
      case 'multi':
        this.multi(link, session, xid, request.operations)
        break
      case 'exists':
      case 'getData':
      case 'getChildren':
      case 'getChildren2':
      case 'getAcl':
      case 'sync':
        this.read(link, xid, request)
        break
      default:
        this.write(link, session, xid, request)
    }
  }

  /** The operation is not known: answered, and the connection closed, as ZooKeeper does. */
  unimplemented(link: Link, xid: number): void {
    this.refuse(link, xid, 'UNIMPLEMENTED', -1)
    link.finish()
  }

  private read(link: Link, xid: number, request: Parameters<typeof answerRead>[1]): void {
    const answer = answerRead(this.tree, request)
    const found = 'body' in answer
    if ('watch' in request && request.watch && (found || (request.type === 'exists' && answer.error === 'NONODE'))) {
      this.watch(link, request.type.startsWith('getChildren') ? 'child' : 'data', request.path)
    }
    if (found) this.reply(link, xid, answer.body)
    else this.refuse(link, xid, answer.error)
  }

  private write(link: Link, session: Session<Link>, xid: number, request: WriteRequest): void {
    const moment = this.moment(session.id)
    const outcome = executeWrite(this.tree, request, moment)
    if (!outcome.ok) {
      this.refuse(link, xid, outcome.error)
      return
    }
    if (outcome.change !== undefined) this.commit(moment, [outcome.change])
    this.reply(link, xid, answerWritten(this.tree, request, outcome.change?.path ?? request.path))
  }

  private multi(link: Link, session: Session<Link>, xid: number, operations: readonly MultiPart[]): void {
    const moment = this.moment(session.id)
    const { results, changes } = executeMulti(this.tree, operations, moment)
    if (changes.length > 0) this.commit(moment, changes)
    this.reply(link, xid, { type: 'multi', results })
  }

  private setWatches(link: Link, xid: number, request: SetWatchesRequest): void {
    for (const rearmed of rearm(this.tree, request)) {
      if ('watch' in rearmed) this.watch(link, rearmed.watch, rearmed.path)
      else this.tell(link, rearmed.event.type, rearmed.event.path)
    }
    this.reply(link, xid, { type: 'empty' })
  }

  private watch(link: Link, kind: 'data' | 'child', path: string): void {
    this.watches.add(kind, path, link)
    if (this.watches.count(link) <= WATCHES_PER_CONNECTION_MAX) return
    this.runtime.logger.warn(`Closing ${link.remote}: it left more than ${WATCHES_PER_CONNECTION_MAX} watches`)
    link.drop()
  }

  /** What is applied becomes history: numbered, told to the watchers, written. */
  private commit(
    moment: { zxid: number; timeMs: number; sessionId: bigint },
    changes: readonly (ZnodeChange | SessionChange)[],
  ): void {
    this.state.lastZxid = moment.zxid
    this.store.append({ ...moment, changes })
    for (const change of changes) {
      if (change.type === 'createSession' || change.type === 'closeSession') continue
      this.watches.trigger(change, (watcher, event) => this.tell(watcher, event.type, event.path))
      const { zxid, sessionId } = moment
      const { type, path } = change
      this.events.happened({ kind: 'znodeWritten', change: type, path, zxid, sessionId: sessionHex(sessionId) })
    }
  }

  private moment(sessionId: bigint): { zxid: number; timeMs: number; sessionId: bigint } {
    return { zxid: this.lastZxid + 1, timeMs: this.runtime.clock.wallMs(), sessionId }
  }

  private createSession(link: Link, timeoutMs: number): Session<Link> {
    const id = this.nextSessionId++
    const password = this.runtime.random.bytes(PASSWORD_SIZE)
    const session = { id, password, timeoutMs, lastHeardMs: this.runtime.clock.monotonicMs(), link }
    this.sessions.add(session)
    this.state.noteSession({ id, timeoutMs, password })
    this.commit(this.moment(id), [{ type: 'createSession', sessionId: id, timeoutMs, password }])
    this.expiry.reschedule()
    this.runtime.logger.info(
      `Established session 0x${sessionHex(id)} with negotiated timeout ${timeoutMs} for client ${link.remote}`,
    )
    this.events.happened({ kind: 'sessionCreated', sessionId: sessionHex(id), timeoutMs, remote: link.remote })
    return session
  }

  private reattach(link: Link, request: ConnectRequest, timeoutMs: number): Session<Link> | undefined {
    const session = this.sessions.get(request.sessionId)
    const hex = sessionHex(request.sessionId)
    if (session === undefined || !session.password.equals(request.password)) {
      const why = session === undefined ? 'is expired or unknown' : 'was asked for with a wrong password'
      this.runtime.logger.info(`Invalid session 0x${hex} for client ${link.remote}: it ${why}`)
      return undefined
    }
    if (session.link !== undefined && session.link !== link) {
      this.runtime.logger.info(`Session 0x${hex} moved from ${session.link.remote} to ${link.remote}`)
      this.watches.remove(session.link)
      session.link.drop()
    }
    session.link = link
    session.timeoutMs = timeoutMs
    this.heard(session)
    this.runtime.logger.info(
      `Established session 0x${hex} with negotiated timeout ${timeoutMs} for client ${link.remote}`,
    )
    this.events.happened({ kind: 'sessionReattached', sessionId: hex, timeoutMs, remote: link.remote })
    return session
  }

  private close(link: Link, session: Session<Link>, xid: number): void {
    const sessionId = sessionHex(session.id)
    this.runtime.logger.info(`Closed session 0x${sessionId} of client ${link.remote}`)
    this.events.happened({ kind: 'sessionClosed', sessionId, ephemerals: this.tree.ephemeralsOf(session.id) })
    this.end(session, session.id)
    this.reply(link, xid, { type: 'empty' })
    link.finish()
  }

  private expire(session: Session<Link>): void {
    const { link, timeoutMs } = session
    const sessionId = sessionHex(session.id)
    this.runtime.logger.info(`Expiring session 0x${sessionId}, timeout of ${timeoutMs}ms exceeded`)
    const ephemerals = this.tree.ephemeralsOf(session.id)
    this.events.happened({ kind: 'sessionExpired', sessionId, timeoutMs, ephemerals })
    this.end(session, 0n)
    link?.finish()
  }

  /** One transaction: the session is over and its ephemerals are gone. */
  private end(session: Session<Link>, bySession: bigint): void {
    const moment = this.moment(bySession)
    const deletes = this.tree.ephemeralsOf(session.id).map((path): ZnodeChange => ({ type: 'delete', path }))
    for (const change of deletes) this.tree.apply(change, moment.zxid, moment.timeMs)
    this.sessions.remove(session)
    this.state.sessions.delete(session.id)
    session.link = undefined
    this.commit(moment, [{ type: 'closeSession', sessionId: session.id }, ...deletes])
  }

  /** The znodes every ZooKeeper has. */
  private createReservedZnodes(): void {
    for (const path of ['/zookeeper', '/zookeeper/config', '/zookeeper/quota']) {
      const moment = { ...this.moment(0n) }
      const acl = this.tree.get('/')!.acl
      const change: ZnodeChange = { type: 'create', path, data: Buffer.alloc(0), acl, ephemeralOwner: 0n }
      this.tree.apply(change, moment.zxid, moment.timeMs)
      this.commit(moment, [change])
    }
  }

  private sendConnectResponse(link: Link, request: ConnectRequest, session: Session<Link> | undefined): void {
    const writer = new Writer(64)
    writeConnectResponse(writer, {
      protocolVersion: 0,
      timeoutMs: session?.timeoutMs ?? 0,
      sessionId: session?.id ?? 0n,
      password: session?.password ?? Buffer.alloc(PASSWORD_SIZE),
      readOnly: request.readOnly === undefined ? undefined : false,
    })
    link.send(writer, this.lastZxid)
  }

  private reply(link: Link, xid: number, body: ReplyBody): void {
    const writer = new Writer()
    writeReplyHeader(writer, { xid, zxid: this.lastZxid, error: 'OK' })
    writeReplyBody(writer, body)
    link.send(writer, this.lastZxid)
  }

  private refuse(link: Link, xid: number, error: ErrorName, zxid = this.lastZxid): void {
    const writer = new Writer(16)
    writeReplyHeader(writer, { xid, zxid, error })
    link.send(writer, this.lastZxid)
  }

  private tell(link: Link, type: Parameters<typeof writeWatchEvent>[1], path: string): void {
    const writer = new Writer(64)
    writeWatchEvent(writer, type, path)
    link.send(writer, this.lastZxid)
  }
}
