import type { SessionChange, Transaction, ZnodeChange } from '../changes'
import { ZnodeTree } from '../tree'

/** What survives a restart about a session; its time starts anew. */
export interface StoredSession {
  id: bigint
  timeoutMs: number
  password: Buffer
}

/** Everything that the history of transactions adds up to. */
export class ServiceState {
  readonly tree = new ZnodeTree()
  readonly sessions = new Map<bigint, StoredSession>()
  lastZxid = 0
  /** Ids are never given twice, even those of ended sessions. */
  highestSessionId = 0n

  /** Replays one transaction; throws when it does not continue the history. */
  apply(transaction: Transaction): void {
    if (transaction.zxid !== this.lastZxid + 1) {
      throw new Error(`transaction 0x${transaction.zxid.toString(16)} follows 0x${this.lastZxid.toString(16)}`)
    }
    for (const change of transaction.changes) this.applyChange(change, transaction)
    this.lastZxid = transaction.zxid
  }

  noteSession(session: StoredSession): void {
    this.sessions.set(session.id, session)
    if (session.id > this.highestSessionId) this.highestSessionId = session.id
  }

  private applyChange(change: ZnodeChange | SessionChange, { zxid, timeMs }: Transaction): void {
    if (change.type === 'createSession') {
      this.noteSession({ id: change.sessionId, timeoutMs: change.timeoutMs, password: change.password })
    } else if (change.type === 'closeSession') this.sessions.delete(change.sessionId)
    else this.tree.apply(change, zxid, timeMs)
  }
}
