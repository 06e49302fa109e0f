import { type ChildProcess, spawn } from 'node:child_process'
import { LabError } from '../host/api/errors'
import type { InBothLanguages } from '../host/api/exercise-functions'
import type { FromHostProcess, HostProcessOptions, ToHostProcess } from '../host/host-messages'
import type { RpcAnswer } from '../host/server/rpc'
import { hostWords } from '../host/words/host-words'
import { asItIs, failure, sentence } from '../host/words/wording'

export interface HostLinkListener {
  opened(dir: string): void
  ready(): void
  notice(line: string): void
  /** The host is gone: refused to open the lab (why), was closed (null), or died. */
  ended(failure: InBothLanguages | null): void
}

/** The lab host, a process of its own, as the window's process sees it. */
export class HostLink {
  private readonly child: ChildProcess
  private readonly waiting = new Map<number, (answer: RpcAnswer) => void>()
  private nextId = 1
  private closing = false
  private failure: InBothLanguages | null = null

  constructor(
    program: string,
    options: HostProcessOptions,
    private readonly listener: HostLinkListener,
  ) {
    this.child = spawn(process.execPath, [program, JSON.stringify(options)], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    })
    this.child.on('message', (message) => this.receive(message as FromHostProcess))
    this.child.on('error', (error) => this.end(asItIs(error.message)))
    this.child.once('exit', (code, signal) => this.end(this.failure ?? this.exitProblem(code, signal)))
  }

  call(name: unknown, request: unknown): Promise<RpcAnswer> {
    const id = this.nextId++
    if (!this.child.connected) return Promise.resolve(this.gone(id))
    return new Promise((resolve) => {
      this.waiting.set(id, resolve)
      this.send({ type: 'call', id, name, request })
    })
  }

  /** The page's process is gone, and with it whoever would take its gates away. */
  pageGone(): void {
    if (this.child.connected) this.send({ type: 'pageGone' })
  }

  close(): void {
    this.closing = true
    if (this.child.connected) this.send({ type: 'close' })
  }

  private send(message: ToHostProcess): void {
    this.child.send(message, () => undefined)
  }

  private receive(message: FromHostProcess): void {
    switch (message.type) {
      case 'answer': {
        const resolve = this.waiting.get(message.answer.id)
        this.waiting.delete(message.answer.id)
        resolve?.(message.answer)
        break
      }
      case 'opened':
        this.listener.opened(message.dir)
        break
      case 'ready':
        this.listener.ready()
        break
      case 'notice':
        this.listener.notice(message.line)
        break
      case 'failed':
        this.failure = message.texts
    }
  }

  private exitProblem(code: number | null, signal: string | null): InBothLanguages | null {
    if (this.closing && code === 0) return null
    return signal === null ? sentence(hostWords.hostExit, { code }) : sentence(hostWords.hostSignal, { signal })
  }

  private end(failure: InBothLanguages | null): void {
    this.failure = failure
    for (const [id, resolve] of this.waiting) resolve(this.gone(id))
    this.waiting.clear()
    this.listener.ended(failure)
  }

  private gone(id: number): RpcAnswer {
    const told =
      this.failure === null ? failure('CLOSING', hostWords.closing) : new LabError('UNREACHABLE', this.failure)
    return { id, ok: false, ...told.rpc }
  }
}
