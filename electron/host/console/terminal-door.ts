import { randomBytes, timingSafeEqual } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { shellWord } from '../api/tool-lines'
import type { ConsoleLab } from './console-lab'
import { type ConsoleRun, ConsoleSession } from './console-session'
import {
  DOOR_FILE,
  type DoorRecord,
  INPUT_LINES_MAX,
  type TerminalAnswer,
  type TerminalRequest,
} from './terminal-frames'

export interface TerminalDoor {
  close(): Promise<void>
}

const ADDRESS = '127.0.0.1'
const TERMINALS_MAX = 16
const FRAME_CHARS_MAX = 4 * 1024 * 1024
const WORDS_MAX = 1000
const KEY_PATIENCE_MS = 5000
/** A terminal that does not read: its command ends rather than that its output is kept. */
const UNSENT_BYTES_MAX = 16 * 1024 * 1024

/** Lets terminals of this user run console lines: `highwater kafka-topics.sh …`. One line a connection. */
export async function openTerminalDoor(lab: ConsoleLab): Promise<TerminalDoor> {
  const key = randomBytes(24).toString('base64url')
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    if (sockets.size >= TERMINALS_MAX) return void socket.destroy()
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serveTerminal(socket, lab, key)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: ADDRESS, port: 0 }, () => resolve())
  })
  const record: DoorRecord = { port: (server.address() as AddressInfo).port, key }
  const path = join(lab.dir, DOOR_FILE)
  await rm(path, { force: true })
  await writeFile(path, `${JSON.stringify(record)}\n`, { mode: 0o600, flag: 'wx' })
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await rm(path, { force: true })
    },
  }
}

function serveTerminal(socket: Socket, lab: ConsoleLab, key: string): void {
  let pending = ''
  let session: ConsoleSession | undefined
  let run: ConsoleRun | undefined
  let taking: Promise<void> = Promise.resolve()
  const late = setTimeout(() => socket.destroy(), KEY_PATIENCE_MS)
  const answer = (frame: TerminalAnswer) => {
    if (socket.destroyed) return
    if (socket.writableLength > UNSENT_BYTES_MAX) run?.cancel()
    else socket.write(`${JSON.stringify(frame)}\n`)
  }
  const take = async (lines: readonly string[]) => {
    for (const line of lines) while (run && !run.input(line)) if (!(await run.room())) return
    answer({ type: 'taken' })
  }
  const handle = (frame: TerminalRequest) => {
    if (!run) {
      if (frame.type !== 'run' || !sameKey(frame.key, key)) return void socket.destroy()
      clearTimeout(late)
      session = new ConsoleSession(lab, frame.brokerId ?? lab.brokers()[0]?.id ?? 1)
      for (const { name, text } of frame.files) session.filesOn(session.brokerId).writeNote(name, text, false)
      run = session.run(frame.words.map(shellWord).join(' '), (stream, text) => answer({ type: stream, text }))
      void run.exitCode.then((code) => {
        answer({ type: 'exit', code })
        socket.end()
      })
    } else if (frame.type === 'input') taking = taking.then(() => take(frame.lines))
    else if (frame.type === 'endInput') taking = taking.then(() => run?.endInput())
    else if (frame.type === 'interrupt') run.cancel()
  }
  socket.setEncoding('utf8')
  socket.on('data', (chunk: string) => {
    const lines = (pending + chunk).split('\n')
    pending = lines.pop() ?? ''
    if (pending.length > FRAME_CHARS_MAX) return void socket.destroy()
    for (const line of lines) {
      const frame = parsedFrame(line)
      if (!frame) return void socket.destroy()
      try {
        handle(frame)
      } catch (failure) {
        answer({ type: 'error', text: `${failure instanceof Error ? failure.message : String(failure)}\n` })
        answer({ type: 'exit', code: 1 })
      }
    }
  })
  // 'close' follows; a terminal that is gone ends its command.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    clearTimeout(late)
    session?.close()
  })
}

function sameKey(given: unknown, key: string): boolean {
  const one = Buffer.from(String(given))
  const other = Buffer.from(key)
  return one.length === other.length && timingSafeEqual(one, other)
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** undefined: no frame at all. */
function parsedFrame(line: string): TerminalRequest | undefined {
  try {
    const frame = JSON.parse(line) as Partial<Record<string, unknown>>
    const { type, words, lines, files, brokerId } = frame
    const lists = (value: unknown, max: number) => Array.isArray(value) && value.length <= max && value.every(isText)
    if (type === 'endInput' || type === 'interrupt') return { type }
    if (type === 'input') return lists(lines, INPUT_LINES_MAX) ? { type, lines: lines as string[] } : undefined
    const named = (each: { name?: unknown; text?: unknown } | null) => isText(each?.name) && isText(each?.text)
    const sound =
      type === 'run' &&
      lists(words, WORDS_MAX) &&
      Array.isArray(files) &&
      files.every(named) &&
      (brokerId === null || Number.isInteger(brokerId))
    return sound ? (frame as unknown as TerminalRequest) : undefined
  } catch {
    // Not JSON: not one of ours.
    return undefined
  }
}
