import { type ChildProcess, spawn } from 'node:child_process'

/** Its input ends with the process that holds the other end of the pipe, however that comes. */
const PROGRAM = `
const groups = new Set()
let rest = ''
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (rest + text).split('\\n')
  rest = lines.pop()
  for (const line of lines) line[0] === '+' ? groups.add(Number(line.slice(1))) : groups.delete(Number(line.slice(1)))
})
process.stdin.on('end', () => {
  for (const group of groups) try { process.kill(-group, 'SIGKILL') } catch {}
})
`

/**
 * Ends processes that are not ours when this one is gone, also after kill -9: ours notice the end of their channel, others have none. A
 * process of its own that lives while there is something to guard.
 */
export class OrphanGuard {
  private readonly groups = new Set<number>()
  private guard: ChildProcess | undefined

  /** Leaders of process groups. */
  add(pid: number): void {
    this.groups.add(pid)
    this.guard ??= start()
    this.guard.stdin?.write(`+${pid}\n`)
  }

  remove(pid: number): void {
    if (!this.groups.delete(pid)) return
    this.guard?.stdin?.write(`-${pid}\n`)
    if (this.groups.size > 0) return
    this.guard?.stdin?.end()
    this.guard = undefined
  }
}

function start(): ChildProcess {
  const electron = process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }
  const guard = spawn(process.execPath, ['-e', PROGRAM], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { ...process.env, ...electron },
  })
  // A guard that did not start or was killed is no reason to end what works.
  guard.on('error', () => undefined)
  guard.stdin?.on('error', () => undefined)
  guard.unref()
  return guard
}
