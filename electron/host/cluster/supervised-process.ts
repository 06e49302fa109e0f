import type { ProcessExit } from '../api/views'
import type { ProcessRecords } from './process-records'
import type { ProcessSpec, ProcessStarter, StartedProcess } from './process-starter'
import { isLive, nextProcessState, type ProcessEvent, type ProcessState } from './process-states'
import { ThawGuard } from './thaw-guard'

export interface SupervisedListener {
  /** State, pid or exit changed. */
  changed(before: ProcessState, now: ProcessState): void
  message(message: unknown): void
  /** The last error line of its log, for the exit it just had. */
  lastError(): string | null
}

/** One process the lab runs, over all its lives. Never restarts by itself: watching a death is the lesson. */
export class SupervisedProcess {
  state: ProcessState = { name: 'Stopped' }
  stateSinceMs = Date.now()
  startedMs: number | null = null
  exit: ProcessExit | null = null
  private running: StartedProcess | undefined
  private guard: ThawGuard | undefined
  private stopRequested = false
  private waiters: (() => void)[] = []

  constructor(
    readonly name: string,
    private readonly starter: ProcessStarter,
    private readonly records: ProcessRecords,
    private readonly listener: SupervisedListener,
  ) {}

  get pid(): number | null {
    return this.running?.pid ?? null
  }

  get live(): boolean {
    return isLive(this.state)
  }

  start(spec: ProcessSpec): void {
    if (this.running) throw new Error(`${this.name} runs already`)
    this.stopRequested = false
    this.exit = null
    this.startedMs = Date.now()
    const started: StartedProcess = this.starter.start(spec, {
      message: (message) => {
        if (this.running === started) this.listener.message(message)
      },
      exited: (exit) => this.ended(started, exit),
    })
    this.running = started
    this.guard = new ThawGuard(started.pid)
    this.records.add(this.name, started.pid)
    this.apply({ kind: 'spawned' })
  }

  send(message: unknown): void {
    this.running?.send(message)
  }

  ready(): void {
    if (this.live) this.apply({ kind: 'ready' })
  }

  /** false: nothing runs that could be signalled. */
  signal(signal: NodeJS.Signals): boolean {
    if (!this.running?.signal(signal)) return false
    if (signal === 'SIGSTOP') this.apply({ kind: 'frozen' })
    else if (signal === 'SIGCONT') this.apply({ kind: 'thawed' })
    else {
      this.stopRequested = true
      if (signal !== 'SIGKILL') this.apply({ kind: 'stopRequested' })
    }
    return true
  }

  /** Somebody else froze or thawed it: the system's word for its state changed. */
  noticeFrozen(frozen: boolean): void {
    if (this.live && frozen !== (this.state.name === 'Paused')) this.apply({ kind: frozen ? 'frozen' : 'thawed' })
  }

  /** Resolves when nothing runs; `false` after `patienceMs`. */
  waitExit(patienceMs: number): Promise<boolean> {
    if (!this.running) return Promise.resolve(true)
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), patienceMs)
      this.waiters.push(() => {
        clearTimeout(timer)
        resolve(true)
      })
    })
  }

  private ended(started: StartedProcess, exit: { code: number | null; signal: string | null }): void {
    if (this.running !== started) return
    this.running = undefined
    this.guard?.disarm()
    this.records.remove(started.pid)
    this.exit = { ...exit, atMs: Date.now(), requested: this.stopRequested, lastError: this.listener.lastError() }
    this.apply({ kind: 'exited', ...exit, stopRequested: this.stopRequested })
    for (const wake of this.waiters.splice(0)) wake()
  }

  private apply(event: ProcessEvent): void {
    const before = this.state
    const now = nextProcessState(before, event)
    this.state = now
    if (before.name !== now.name) this.stateSinceMs = Date.now()
    if (now.name === 'Paused') this.guard?.arm()
    else if (before.name === 'Paused') this.guard?.disarm()
    this.listener.changed(before, now)
  }
}
