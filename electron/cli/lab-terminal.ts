import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  DOOR_FILE,
  type DoorRecord,
  INPUT_LINES_MAX,
  type TerminalAnswer,
  type TerminalRequest,
} from '../host/console/terminal-frames'
import { cliFailure } from './cli-failure'

export interface TerminalLine {
  dir: string
  brokerId: number | null
  words: string[]
  /** The console's copies of files that the line names. */
  files: { name: string; text: string }[]
}

/** Runs a line in the open lab of a folder, with this process's streams and Ctrl-C. Resolves with the exit code. */
export async function runInLab({ dir, ...line }: TerminalLine): Promise<number> {
  const { port, key } = doorOf(dir)
  const socket = await connected(port, dir)
  const send = (frame: TerminalRequest) => socket.write(`${JSON.stringify(frame)}\n`)
  const taken: (() => void)[] = []
  let asked = 0
  const interrupt = () => {
    // Whoever presses it twice does not wait.
    if (++asked > 1) process.exit(130)
    send({ type: 'interrupt' })
  }
  process.on('SIGINT', interrupt)
  process.on('SIGTERM', interrupt)
  process.stdout.on('error', () => send({ type: 'interrupt' }))
  send({ type: 'run', key, ...line })
  void sendInput(send, () => new Promise<void>((resolve) => taken.push(resolve)))
  try {
    return await answered(socket, () => taken.shift()?.())
  } finally {
    process.off('SIGINT', interrupt)
    process.off('SIGTERM', interrupt)
    process.stdin.destroy()
    socket.destroy()
  }
}

function doorOf(dir: string): DoorRecord {
  try {
    const { port, key } = JSON.parse(readFileSync(join(dir, DOOR_FILE), 'utf8')) as Partial<DoorRecord>
    if (Number.isInteger(port) && typeof key === 'string') return { port: port!, key }
  } catch {
    // Said below: a folder without an open lab has no such file.
  }
  throw notOpen(dir)
}

const notOpen = (dir: string) =>
  cliFailure(
    'NOT_RUNNING',
    `no lab is open in ${dir}; start one (highwater up --dir ${dir}), or name its folder with --dir`,
  )

function connected(port: number, dir: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(socket))
    socket.once('error', () => reject(notOpen(dir)))
  })
}

/** Standard input by lines, as fast as the command takes them. */
async function sendInput(send: (frame: TerminalRequest) => void, taken: () => Promise<void>): Promise<void> {
  const lines: string[] = []
  const flush = async () => {
    if (lines.length === 0) return
    send({ type: 'input', lines: lines.splice(0) })
    await taken()
  }
  const input = createInterface({ input: process.stdin })
  let flushing: Promise<void> | undefined
  for await (const line of input) {
    lines.push(line)
    if (lines.length >= INPUT_LINES_MAX) await (flushing ?? Promise.resolve()).then(flush)
    else
      flushing ??= new Promise<void>((resolve) => setImmediate(resolve)).then(flush).finally(() => {
        flushing = undefined
      })
  }
  await flushing
  await flush()
  send({ type: 'endInput' })
}

function answered(socket: Socket, taken: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let code: number | undefined
    const handle = (frame: TerminalAnswer) => {
      if (frame.type === 'taken') taken()
      else if (frame.type === 'exit') code = frame.code
      else if (!(frame.type === 'out' ? process.stdout : process.stderr).write(frame.text)) {
        // A slow reader slows the command down.
        socket.pause()
        process.stdout.once('drain', () => socket.resume())
      }
    }
    createInterface({ input: socket }).on('line', (line) => handle(JSON.parse(line) as TerminalAnswer))
    socket.on('error', () => undefined)
    socket.once('close', () => {
      if (code !== undefined) resolve(code)
      else reject(cliFailure('NOT_RUNNING', 'the lab was closed, or refused the line'))
    })
  })
}
