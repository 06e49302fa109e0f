import type { InBothLanguages } from '../../electron/host/api/exercise-functions'
import type { LabFunctionName, LabFunctions } from '../../electron/host/api/functions'
import { type Answer, type Backend, CallFailure, type LabResult, valueIn } from './backend'
import { ownTexts } from './own-texts'
import { createStatus } from './status-listeners'

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 5000
/** The lab answers a pull after 20 s at the latest: a longer silence means that the connection is gone. */
const SILENCE_MS = 30_000

type Waiting = { resolve(answer: Answer): void; reject(error: Error): void; timer: number }

/** Retry delay after `failures` failed attempts in a row: doubling, bounded. */
export function retryDelayMs(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.max(0, failures - 1))
}

/** Frames are JSON text: `{ id, name, request }` to the lab, `{ id, ok, value }` or `{ id, ok, code, message, texts }` back. */
export function createWebSocketBackend(url: string): Backend {
  const status = createStatus('waiting')
  const waiting = new Map<number, Waiting>()
  let socket: WebSocket | undefined
  let retryTimer = 0
  let failures = 0
  let nextId = 1

  function failAll(texts: InBothLanguages) {
    for (const call of waiting.values()) {
      window.clearTimeout(call.timer)
      call.reject(new CallFailure('UNREACHABLE', texts))
    }
    waiting.clear()
  }

  function connect() {
    const opening = new WebSocket(url)
    socket = opening
    opening.onopen = () => {
      failures = 0
      status.set('open')
    }
    opening.onmessage = (event: MessageEvent<unknown>) => settle(String(event.data))
    opening.onclose = () => {
      if (socket !== opening || status.get() === 'closed') return
      failures++
      failAll(ownTexts.lost)
      retryTimer = window.setTimeout(connect, retryDelayMs(failures))
      status.set('waiting')
    }
  }

  function settle(text: string) {
    const frame = JSON.parse(text) as { id: number } & Answer
    const call = waiting.get(frame.id)
    if (!call) return
    waiting.delete(frame.id)
    window.clearTimeout(call.timer)
    call.resolve(frame)
  }

  function send(name: LabFunctionName, request: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (!socket || socket.readyState !== WebSocket.OPEN) {
        reject(new CallFailure('UNREACHABLE', ownTexts.none))
        return
      }
      const id = nextId++
      const timer = window.setTimeout(() => socket?.close(), name === 'pull' ? SILENCE_MS : 4 * SILENCE_MS)
      waiting.set(id, { resolve, reject, timer })
      socket.send(JSON.stringify({ id, name, request }))
    })
  }

  connect()
  return {
    name: 'websocket',
    clockStandsStill: false,
    get status() {
      return status.get()
    },
    async call<Name extends LabFunctionName>(
      name: Name,
      ...request: Parameters<LabFunctions[Name]>
    ): Promise<LabResult<Name>> {
      return valueIn<Name>(await send(name, request[0] ?? null))
    },
    onStatus: status.listen,
    close() {
      status.set('closed')
      window.clearTimeout(retryTimer)
      failAll(ownTexts.closing)
      socket?.close()
    },
  }
}
