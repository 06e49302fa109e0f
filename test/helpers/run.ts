import { spawn } from 'node:child_process'
import { guardGroup, releaseGroup } from './guard'

const MAX_OUTPUT_BYTES = 64 << 20

export interface RunOptions {
  input?: string | Buffer
  timeoutMs?: number
  cwd?: string
  env?: Record<string, string>
}

export interface RunResult {
  /** The exit code; -1 when it could not be started, was killed or took longer than `timeoutMs`. */
  code: number
  stdout: string
  stderr: string
}

/** Runs a program to its end with `input` as its standard input. Never rejects: what went wrong is in `code` and `stderr`. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      ...(options.cwd ? { cwd: options.cwd } : {}),
      env: { ...process.env, ...options.env },
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const out: Buffer[] = []
    const err: Buffer[] = []
    let size = 0
    let note = ''
    const killAll = (why: string) => {
      note = `\n${command}: ${why}`
      if (child.pid !== undefined) {
        try {
          process.kill(-child.pid, 'SIGKILL')
        } catch {
          // It ended by itself in the meantime; `close` follows.
        }
      }
    }
    if (child.pid !== undefined) guardGroup(child.pid)
    const keep = (list: Buffer[]) => (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_OUTPUT_BYTES) killAll(`printed more than ${MAX_OUTPUT_BYTES} bytes`)
      else list.push(chunk)
    }
    child.stdout.on('data', keep(out))
    child.stderr.on('data', keep(err))
    const timeoutMs = options.timeoutMs ?? 60_000
    const timer = setTimeout(() => killAll(`ended after ${timeoutMs} ms`), timeoutMs)
    const finish = (code: number) => {
      clearTimeout(timer)
      if (child.pid !== undefined) releaseGroup(child.pid)
      resolve({
        code: note ? -1 : code,
        stdout: Buffer.concat(out).toString('utf8'),
        stderr: Buffer.concat(err).toString('utf8') + note,
      })
    }
    child.once('error', (error) => {
      note = `\n${command}: ${error.message}`
      finish(-1)
    })
    child.once('close', (code) => finish(code ?? -1))
    // A program that ends without reading its input breaks the pipe; its exit code says what matters.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
  })
}
