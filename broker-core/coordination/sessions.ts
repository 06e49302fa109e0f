/** A client's session. It lives by time, not by its connection. */
export interface Session<Link> {
  readonly id: bigint
  readonly password: Buffer
  /** Granted. */
  timeoutMs: number
  /** Monotonic milliseconds of the last packet. */
  lastHeardMs: number
  /** The connection that speaks for it now. */
  link: Link | undefined
}

/** Timeouts are granted between 2 and 20 ticks (ZooKeeper's minSessionTimeout and maxSessionTimeout). */
export function grantTimeout(wishedMs: number, tickTimeMs: number): number {
  return Math.min(Math.max(wishedMs, 2 * tickTimeMs), 20 * tickTimeMs)
}

/** When a session last heard at `lastHeardMs` is expired: the first tick at or after its timeout (ZooKeeper's ExpiryQueue). */
export function expiryTick(lastHeardMs: number, timeoutMs: number, tickTimeMs: number): number {
  return (Math.floor((lastHeardMs + timeoutMs) / tickTimeMs) + 1) * tickTimeMs
}

/**
 * All known sessions and the ticks at which they would end. Sessions are put into buckets, one a tick, so that a packet costs a move
 * only when the tick changes, and an expiry looks at one bucket.
 */
export class SessionTable<Link> {
  private readonly sessions = new Map<bigint, Session<Link>>()
  private readonly buckets = new Map<number, Set<Session<Link>>>()
  private readonly tickOf = new Map<Session<Link>, number>()

  constructor(private readonly tickTimeMs: number) {}

  get size(): number {
    return this.sessions.size
  }

  get(id: bigint): Session<Link> | undefined {
    return this.sessions.get(id)
  }

  all(): IterableIterator<Session<Link>> {
    return this.sessions.values()
  }

  add(session: Session<Link>): void {
    this.sessions.set(session.id, session)
    this.schedule(session)
  }

  /** Something arrived from the session: its time starts anew. */
  touch(session: Session<Link>, nowMs: number): void {
    session.lastHeardMs = nowMs
    this.schedule(session)
  }

  remove(session: Session<Link>): void {
    this.sessions.delete(session.id)
    this.leaveBucket(session)
  }

  /** The next tick at which a session may end. */
  nextTick(): number | undefined {
    let next: number | undefined
    for (const tick of this.buckets.keys()) if (next === undefined || tick < next) next = tick
    return next
  }

  /** Sessions whose tick has come; they stay until removed. */
  due(nowMs: number): Session<Link>[] {
    const due: Session<Link>[] = []
    for (const [tick, sessions] of this.buckets) if (tick <= nowMs) due.push(...sessions)
    return due
  }

  /** The server could not listen for a while (it was frozen): every session has its whole timeout again, as after a restart. */
  restartAll(nowMs: number): void {
    for (const session of this.sessions.values()) this.touch(session, nowMs)
  }

  private schedule(session: Session<Link>): void {
    const tick = expiryTick(session.lastHeardMs, session.timeoutMs, this.tickTimeMs)
    if (this.tickOf.get(session) === tick) return
    this.leaveBucket(session)
    const bucket = this.buckets.get(tick)
    if (bucket === undefined) this.buckets.set(tick, new Set([session]))
    else bucket.add(session)
    this.tickOf.set(session, tick)
  }

  private leaveBucket(session: Session<Link>): void {
    const tick = this.tickOf.get(session)
    if (tick === undefined) return
    const bucket = this.buckets.get(tick)
    bucket?.delete(session)
    if (bucket?.size === 0) this.buckets.delete(tick)
    this.tickOf.delete(session)
  }
}

const SERVER_ID = 1n

/**
 * First id of this life of the server, as ZooKeeper makes them: time in the middle, the server's number on top. Above every id of an
 * earlier life, whose ids are kept in the snapshot.
 */
export function firstSessionId(wallMs: number, highestKnown: bigint): bigint {
  const byTime = (BigInt.asUintN(40, BigInt(Math.floor(wallMs))) << 16n) | (SERVER_ID << 56n)
  return byTime > highestKnown ? byTime : highestKnown + 1n
}
