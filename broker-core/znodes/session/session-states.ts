import type { Logger } from '../../runtime/logger'
import type { SessionState } from '../client'
import { CoordinationError } from '../errors'

const NEXT: Record<SessionState, readonly SessionState[]> = {
  connecting: ['connected', 'expired', 'closed'],
  connected: ['connecting', 'expired', 'closed'],
  expired: ['connecting', 'closed'],
  closed: [],
}

/** The session's state, who waits for a connection, and who wants to hear of changes. */
export class SessionStates {
  current: SessionState = 'connecting'
  private readonly listeners = new Set<(state: SessionState) => void>()
  private waiters: { resolve(): void; reject(error: Error): void }[] = []

  constructor(private readonly logger: Logger) {}

  /** Throws on an impossible transition. */
  become(state: SessionState): void {
    if (!NEXT[this.current].includes(state)) throw new Error(`a session cannot go from ${this.current} to ${state}`)
    this.current = state
    for (const listener of [...this.listeners]) {
      try {
        listener(state)
      } catch (error) {
        this.logger.error(`A listener failed on session state ${state}`, error)
      }
    }
    if (state !== 'connecting') this.settleWaiters()
  }

  whenConnected(): Promise<void> {
    if (this.current === 'connected') return Promise.resolve()
    if (this.current !== 'connecting') return Promise.reject(this.over())
    return new Promise((resolve, reject) => this.waiters.push({ resolve, reject }))
  }

  onChange(listener: (state: SessionState) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  private settleWaiters(): void {
    const waiters = this.waiters
    this.waiters = []
    for (const { resolve, reject } of waiters) {
      if (this.current === 'connected') resolve()
      else reject(this.over())
    }
  }

  private over(): CoordinationError {
    return new CoordinationError('SESSIONEXPIRED', '', `the session is ${this.current}`)
  }
}
