import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { OrphanGuard } from './orphan-guard'

export interface ProcessSpec {
  /** `broker-1`, `coordination`: names it in messages and records. */
  name: string
  /** Executable; this process's own unless told. */
  command?: string
  /** Script that it runs; null: `args` say everything. */
  program: string | null
  args: string[]
  cwd: string
  env: Record<string, string>
  /** Receives stdout and stderr, appended by the process itself: a busy or dead host never holds it up. */
  logPath: string
}

export interface StartedProcess {
  readonly pid: number
  /** false: it is gone already. */
  signal(signal: NodeJS.Signals): boolean
  send(message: unknown): void
}

export interface ProcessListener {
  message(message: unknown): void
  exited(exit: { code: number | null; signal: string | null }): void
}

/** How a process comes to be; the supervisor does not know. */
export interface ProcessStarter {
  /** Throws when the system refuses to start it. */
  start(spec: ProcessSpec, listener: ProcessListener): StartedProcess
}

const orphans = new OrphanGuard()

/**
 * Runs scripts with `process.execPath`: Node itself, or Electron's executable in Node mode. Each child leads its own process group, so
 * that Ctrl-C on the terminal reaches the lab alone, which then stops the children in order.
 */
export const nodeProcessStarter: ProcessStarter = {
  start(spec, listener) {
    const log = openSync(spec.logPath, 'a')
    try {
      const ours = spec.command === undefined
      const child = spawn(
        spec.command ?? process.execPath,
        [...(spec.program === null ? [] : [spec.program]), ...spec.args],
        {
          cwd: spec.cwd,
          detached: true,
          // Others would not know what the channel's descriptor is for.
          stdio: ['ignore', log, log, ...(ours ? (['ipc'] as const) : [])],
          env: ours ? childEnvironment(spec.env) : { ...process.env, ...spec.env },
        },
      )
      return follow(child, spec, listener)
    } finally {
      closeSync(log)
    }
  },
}

function childEnvironment(extra: Record<string, string>): NodeJS.ProcessEnv {
  const electron = process.versions.electron === undefined ? {} : { ELECTRON_RUN_AS_NODE: '1' }
  return { ...process.env, ...electron, ...extra }
}

function follow(child: ChildProcess, spec: ProcessSpec, listener: ProcessListener): StartedProcess {
  const { pid } = child
  // The 'error' event of a failed spawn has no one else to hear it; the missing pid says the same at once.
  child.on('error', () => undefined)
  if (pid === undefined)
    throw new Error(`${spec.name} could not be started: ${spec.command ?? process.execPath} ${spec.program ?? ''}`)
  if (spec.command !== undefined) orphans.add(pid)
  child.on('message', (message) => listener.message(message))
  child.once('exit', (code, signal) => {
    orphans.remove(pid)
    listener.exited({ code, signal })
  })
  return {
    pid,
    signal: (signal) => child.kill(signal),
    send: (message) => {
      // The channel closes with the process; what was meant for it has no receiver then.
      if (child.connected) child.send(message as Record<string, unknown>, () => undefined)
    },
  }
}
