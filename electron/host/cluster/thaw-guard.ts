import { type ChildProcess, spawn } from 'node:child_process'

/**
 * A frozen process cannot notice that its lab died. While one is frozen, a shell waits on a pipe from the lab: when the lab dies the
 * pipe ends, the shell thaws the process, and that finds its own channel closed and stops. A frozen pid cannot be reused meanwhile.
 */
export class ThawGuard {
  private guard: ChildProcess | undefined

  constructor(private readonly pid: number) {}

  arm(): void {
    if (this.guard || process.platform === 'win32') return
    const script = `read -r word; [ "$word" = leave ] || kill -CONT ${this.pid}`
    this.guard = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
    // Without a shell the next start of the lab still reaps the frozen process.
    this.guard.on('error', () => undefined)
    this.guard.stdin?.on('error', () => undefined)
    this.guard.unref()
  }

  disarm(): void {
    this.guard?.stdin?.end('leave\n')
    this.guard = undefined
  }
}
