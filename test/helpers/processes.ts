import { type ChildProcess, spawn } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { guardGroup, releaseGroup } from './guard'

const KEPT_LINES = 2_000

export interface ProcessOptions {
  command: string
  args: readonly string[]
  /** For messages: "broker 1". */
  name: string
  cwd?: string
  env?: Record<string, string>
  /** Everything it prints is appended here as well. */
  logFile?: string
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

/** A real process in its own process group, with its output read as lines. None outlives the test run. */
export interface TestProcess {
  readonly name: string
  readonly pid: number
  readonly exited: Promise<Exit>
  readonly exit: Exit | undefined
  /** The last lines of stdout and stderr together. */
  tail(lines?: number): string
  /** Resolves with the first line, past or future, that matches. Rejects with the tail when the process ends or the time is over. */
  line(pattern: RegExp, timeoutMs: number): Promise<string>
  /** Lines so far that match. */
  lines(pattern: RegExp): string[]
  /** Signals the process alone, as an operator's `kill` does. */
  signal(signal: NodeJS.Signals): void
  /** SIGTERM, then SIGKILL to the whole group when `timeoutMs` is over. */
  stop(timeoutMs?: number): Promise<Exit>
}

export function startProcess(options: ProcessOptions): TestProcess {
  const child = spawn(options.command, [...options.args], {
    ...(options.cwd ? { cwd: options.cwd } : {}),
    env: { ...process.env, ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  if (child.pid !== undefined) guardGroup(child.pid)
  const output = new Output(options)
  child.stdout!.on('data', (chunk: Buffer) => output.feed('out', chunk))
  child.stderr!.on('data', (chunk: Buffer) => output.feed('err', chunk))
  let exit: Exit | undefined
  const exited = new Promise<Exit>((resolve) => {
    const end = (result: Exit) => {
      if (exit) return
      if (child.pid !== undefined) releaseGroup(child.pid)
      exit = result
      output.end(describeExit(options.name, result))
      resolve(result)
    }
    child.once('error', (error) => {
      output.feed('err', Buffer.from(`${error.message}\n`))
      end({ code: -1, signal: null })
    })
    child.once('close', (code, signal) => end({ code, signal }))
  })
  return {
    name: options.name,
    pid: child.pid ?? -1,
    exited,
    get exit() {
      return exit
    },
    tail: (lines = 40) => output.kept.slice(-lines).join('\n'),
    line: (pattern, timeoutMs) => output.line(pattern, timeoutMs),
    lines: (pattern) => output.kept.filter((line) => pattern.test(line)),
    signal: (signal) => {
      if (!exit) child.kill(signal)
    },
    stop: async (timeoutMs = 20_000) => {
      child.kill('SIGCONT')
      child.kill('SIGTERM')
      const timer = setTimeout(() => killGroup(child), timeoutMs)
      const result = await exited
      clearTimeout(timer)
      return result
    },
  }
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already, which is what was wanted.
  }
}

const describeExit = (name: string, { code, signal }: Exit) =>
  signal ? `${name} was ended by ${signal}` : `${name} exited with code ${code}`

interface Waiter {
  pattern: RegExp
  resolve(line: string): void
  reject(error: Error): void
}

class Output {
  readonly kept: string[] = []
  private readonly partial = { out: '', err: '' }
  private readonly waiters = new Set<Waiter>()
  private ended: string | undefined

  constructor(private readonly options: ProcessOptions) {}

  feed(from: 'out' | 'err', chunk: Buffer): void {
    const text = chunk.toString('utf8')
    if (this.options.logFile) appendFileSync(this.options.logFile, text)
    const lines = (this.partial[from] + text).split('\n')
    this.partial[from] = lines.pop()!
    for (const line of lines) this.add(line)
  }

  end(reason: string): void {
    for (const rest of [this.partial.out, this.partial.err]) if (rest) this.add(rest)
    this.ended = reason
    for (const waiter of this.waiters) waiter.reject(this.problem(`${reason} before printing ${waiter.pattern}`))
    this.waiters.clear()
  }

  line(pattern: RegExp, timeoutMs: number): Promise<string> {
    const seen = this.kept.find((line) => pattern.test(line))
    if (seen !== undefined) return Promise.resolve(seen)
    if (this.ended) return Promise.reject(this.problem(`${this.ended} before printing ${pattern}`))
    return new Promise((resolve, reject) => {
      const waiter: Waiter = { pattern, resolve, reject }
      const timer = setTimeout(() => {
        this.waiters.delete(waiter)
        reject(this.problem(`${this.options.name} did not print ${pattern} within ${timeoutMs} ms`))
      }, timeoutMs)
      waiter.resolve = (line) => {
        clearTimeout(timer)
        resolve(line)
      }
      waiter.reject = (error) => {
        clearTimeout(timer)
        reject(error)
      }
      this.waiters.add(waiter)
    })
  }

  private add(line: string): void {
    this.kept.push(line)
    if (this.kept.length > KEPT_LINES) this.kept.shift()
    for (const waiter of this.waiters) {
      if (!waiter.pattern.test(line)) continue
      this.waiters.delete(waiter)
      waiter.resolve(line)
    }
  }

  private problem(message: string): Error {
    return new Error(`${message}\n--- last lines of ${this.options.name}\n${this.kept.slice(-40).join('\n')}`)
  }
}
