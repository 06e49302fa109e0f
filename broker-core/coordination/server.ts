import type { Disk, DiskLock } from '../runtime/disk'
import type { Listener, Network } from '../runtime/network'
import { ClientLink, type LinkCounters, type LinkHost } from './client-link'
import { type CoordinationEvent, type CoordinationSnapshot, type SessionSnapshot, sessionHex } from './events'
import { answerFourLetterWord, isFourLetterWord } from './four-letter-words'
import type { Link } from './link'
import { CoordinationService, type ServiceRuntime } from './service'
import { expiryTick, type Session } from './sessions'

export interface CoordinationServerOptions {
  host: string
  /** 0 takes a free one. */
  port: number
  /** Absolute; locked while the server runs. */
  dataDirectory: string
  tickTimeMs: number
  /** Default true: an answer waits for the disk. */
  fsync?: boolean
  /** Default 100,000 transactions (ZooKeeper's snapCount). */
  snapshotTransactions?: number
  /** Default 16 MiB of log. */
  snapshotBytes?: number
  /** Default 1 MiB (jute.maxbuffer): the largest packet accepted. */
  maxBufferBytes?: number
  /** Default 1000. */
  connectionsMax?: number
}

export type CoordinationRuntime = ServiceRuntime & { network: Network; disk: Disk }

export interface CoordinationServerEvents {
  happened?(event: CoordinationEvent): void
  /** The disk refused a write: no promise can be kept any more, the process should end. */
  failed?(error: unknown): void
}

/** Another server uses the data directory. */
export class DataDirectoryLockedError extends Error {
  constructor(directory: string) {
    super(`${directory} is used by another coordination server; stop it or choose another directory`)
    this.name = 'DataDirectoryLockedError'
  }
}

const EPHEMERALS_SHOWN = 100
const BROKER_IDS = '/brokers/ids/'

/** The server: listens, speaks the ZooKeeper protocol, keeps its history in a directory. */
export class CoordinationServer implements LinkHost {
  readonly service: CoordinationService
  readonly maxBufferBytes: number
  readonly counters: LinkCounters = {
    received: 0,
    sent: 0,
    latencyMinMs: Number.POSITIVE_INFINITY,
    latencyMaxMs: 0,
    latencyTotalMs: 0,
  }
  private readonly links = new Set<ClientLink>()
  private waiting = new Set<ClientLink>()
  private listener: Listener | undefined
  private readonly lock: DiskLock

  /** Locks and reads the data directory. Throws DataDirectoryLockedError, DiskError, CorruptStoreError. */
  constructor(
    readonly runtime: CoordinationRuntime,
    private readonly options: CoordinationServerOptions,
    events: CoordinationServerEvents = {},
  ) {
    this.maxBufferBytes = options.maxBufferBytes ?? 0xfffff
    runtime.disk.makeDirectory(options.dataDirectory)
    const lock = runtime.disk.tryLock(`${options.dataDirectory}/.lock`)
    if (lock === undefined) throw new DataDirectoryLockedError(options.dataDirectory)
    this.lock = lock
    const serviceOptions = {
      directory: options.dataDirectory,
      tickTimeMs: options.tickTimeMs,
      fsync: options.fsync ?? true,
      snapshotTransactions: options.snapshotTransactions ?? 100_000,
      snapshotBytes: options.snapshotBytes ?? 16 * 1024 * 1024,
    }
    try {
      this.service = new CoordinationService(runtime, serviceOptions, {
        happened: (event) => events.happened?.(event),
        durable: () => this.flushWaiting(),
        failed: (error) => events.failed?.(error),
      })
    } catch (error) {
      lock.release()
      throw error
    }
  }

  /** Resolves with the port. Rejects with ListenError; then `close` the server. */
  async start(): Promise<number> {
    const { host, port, tickTimeMs, dataDirectory } = this.options
    this.service.start()
    this.listener = await this.runtime.network.listen({ host, port, accept: (connection) => this.accept(connection) })
    const { sessions, tree, lastZxid } = this.service
    this.runtime.logger.info(
      `Coordination server listening on ${host}:${this.listener.port} (tickTime ${tickTimeMs} ms, sessions ${2 * tickTimeMs} to ${20 * tickTimeMs} ms, data in ${dataDirectory}: zxid 0x${lastZxid.toString(16)}, ${tree.size} znodes, ${sessions.size} sessions)`,
    )
    return this.listener.port
  }

  /** Stops listening, closes the connections (their sessions live on for the next start) and the store. */
  async close(): Promise<void> {
    await this.listener?.close()
    for (const link of [...this.links]) link.drop()
    await this.service.stop()
    this.lock.release()
  }

  snapshot(): CoordinationSnapshot {
    const { tree, watches, sessions, lastZxid } = this.service
    return {
      zxid: `0x${lastZxid.toString(16)}`,
      znodeCount: tree.size,
      ephemeralCount: tree.ephemeralCount,
      watchCount: watches.total,
      connectionCount: this.links.size,
      tickTimeMs: this.options.tickTimeMs,
      sessions: [...sessions.all()].map((session) => this.sessionSnapshot(session)),
    }
  }

  answerWord(word: string): string | undefined {
    if (!isFourLetterWord(word)) return undefined
    const connections = [...this.links].map(({ remote, session, received, sent }) => {
      return { remote, sessionId: session === undefined ? undefined : sessionHex(session.id), received, sent }
    })
    return answerFourLetterWord(word, { snapshot: this.snapshot(), counters: this.counters, connections })
  }

  blocked(link: ClientLink): void {
    this.waiting.add(link)
  }

  closed(link: ClientLink): void {
    this.links.delete(link)
    this.waiting.delete(link)
  }

  private sessionSnapshot(session: Session<Link>): SessionSnapshot {
    const nowMs = this.runtime.clock.monotonicMs()
    const { id, timeoutMs, lastHeardMs, link } = session
    const ephemerals = this.service.tree.ephemeralsOf(id)
    const registration = ephemerals.find((path) => path.startsWith(BROKER_IDS))
    return {
      id: sessionHex(id),
      timeoutMs,
      heardAgoMs: Math.round(nowMs - lastHeardMs),
      expiresInMs: Math.max(0, Math.round(expiryTick(lastHeardMs, timeoutMs, this.options.tickTimeMs) - nowMs)),
      owner: registration === undefined ? null : `broker-${registration.slice(BROKER_IDS.length)}`,
      remote: link?.remote ?? null,
      ephemerals: ephemerals.length,
      ephemeralPaths: ephemerals.slice(0, EPHEMERALS_SHOWN),
    }
  }

  private accept(connection: ConstructorParameters<typeof ClientLink>[1]): ClientLink {
    const link = new ClientLink(this, connection)
    this.links.add(link)
    const connectionsMax = this.options.connectionsMax ?? 1000
    if (this.links.size > connectionsMax) {
      this.runtime.logger.warn(`Too many connections: closing ${link.remote}, the limit is ${connectionsMax}`)
      link.drop()
    }
    return link
  }

  private flushWaiting(): void {
    const links = this.waiting
    this.waiting = new Set()
    for (const link of links) link.flush()
  }
}
