import type { Reader } from '../../bytes/reader'
import type { ErrorName } from '../../coordination/wire/error-codes'
import { type ReplyBody, type ReplyHeader, readReplyBody } from '../../coordination/wire/replies'
import type { Request } from '../../coordination/wire/requests'
import type { WireConnection } from './wire-connection'

export type Outcome = { body: ReplyBody } | { error: ErrorName }

interface Pending {
  request: Request
  xid: number
  settle(outcome: Outcome): void
}

const XID_MAX = 0x7fffffff

/** Requests in order: at most so many at the server, the others behind them. Answers come in the same order. */
export class RequestLine {
  private inFlight: Pending[] = []
  private waiting: Pending[] = []
  private lastXid = 0
  private wire: WireConnection | undefined

  constructor(private readonly inFlightMax: number) {}

  /** Requests flow from now on. */
  attach(wire: WireConnection): void {
    this.wire = wire
    this.pump()
  }

  /** `settle` is called once, in the order of the requests. */
  add(request: Request, settle: (outcome: Outcome) => void): void {
    this.waiting.push({ request, xid: 0, settle })
    this.pump()
  }

  /** Throws when the answer is not to the oldest request: the connection is out of step. */
  answer(header: ReplyHeader, body: Reader): void {
    const pending = this.inFlight.shift()
    if (pending === undefined || pending.xid !== header.xid) {
      if (pending !== undefined) this.inFlight.unshift(pending)
      throw new Error(`an answer to request ${header.xid} came instead of one to ${pending?.xid ?? 'none'}`)
    }
    const ok = header.error === 'OK'
    pending.settle(ok ? { body: readReplyBody(pending.request.type, body) } : { error: header.error })
    this.pump()
  }

  /** Ends every request with `error`; later ones wait for `attach`. */
  fail(error: ErrorName): void {
    this.wire = undefined
    const all = [...this.inFlight, ...this.waiting]
    this.inFlight = []
    this.waiting = []
    for (const { settle } of all) settle({ error })
  }

  private pump(): void {
    while (this.wire !== undefined && this.inFlight.length < this.inFlightMax) {
      const next = this.waiting.shift()
      if (next === undefined) return
      this.lastXid = this.lastXid === XID_MAX ? 1 : this.lastXid + 1
      next.xid = this.lastXid
      this.inFlight.push(next)
      this.wire.send(next.xid, next.request)
    }
  }
}
