import { connect, type Socket } from 'node:net'
import { FrameAssembler } from '../../../broker-core/network/framing'
import type { PooledRequest } from './batch-pool'
import { produceProblem } from './produce-answer'

const ANSWER_BYTES_MAX = 64 * 1024

export interface LoadConnectionListener {
  acknowledged(request: PooledRequest, dueMs: number): void
  /** Nothing more can be sent here. Called once. */
  failed(problem: string): void
}

interface Outstanding {
  request: PooledRequest
  correlationId: number
  dueMs: number
}

/** One partition's requests on a connection to its leader, answered in their order. */
export class LoadConnection {
  outstandingBytes = 0
  private outstanding: Outstanding[] = []
  private first = 0
  private ended = false
  private readonly frames = new FrameAssembler(ANSWER_BYTES_MAX)

  private constructor(
    private readonly socket: Socket,
    private readonly name: string,
    private readonly listener: LoadConnectionListener,
  ) {
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.receive(chunk))
    socket.on('error', (error) => this.fail(error.message))
    socket.on('close', () => this.fail('the broker closed the connection'))
  }

  static open(host: string, port: number, listener: LoadConnectionListener): Promise<LoadConnection> {
    const name = `${host}:${port}`
    return new Promise((resolve, reject) => {
      const socket = connect({ host, port })
      const refused = (error: Error) => reject(new Error(`${name}: ${error.message}`))
      socket.once('error', refused)
      socket.once('connect', () => {
        socket.off('error', refused)
        resolve(new LoadConnection(socket, name, listener))
      })
    })
  }

  /** `correlationId`: as in the request's frame. `dueMs`: when it should have been sent. */
  send(request: PooledRequest, correlationId: number, dueMs: number): void {
    this.outstanding.push({ request, correlationId, dueMs })
    this.outstandingBytes += request.frame.length
    this.socket.write(request.frame)
  }

  close(): void {
    this.ended = true
    this.socket.destroy()
  }

  private receive(chunk: Buffer): void {
    this.frames.feed(chunk)
    if (this.frames.failure !== undefined) this.fail(this.frames.failure)
    for (let frame = this.frames.take(); frame !== undefined; frame = this.frames.take()) this.answer(frame)
  }

  private answer(frame: Buffer): void {
    const waiting = this.outstanding[this.first++]
    const problem = waiting === undefined ? 'an answer to no request' : produceProblem(frame, waiting.correlationId)
    if (waiting === undefined || problem !== null) {
      this.fail(problem ?? '')
      return
    }
    this.forgetAnswered()
    this.outstandingBytes -= waiting.request.frame.length
    this.listener.acknowledged(waiting.request, waiting.dueMs)
  }

  private forgetAnswered(): void {
    if (this.first < 1024) return
    this.outstanding = this.outstanding.slice(this.first)
    this.first = 0
  }

  private fail(problem: string): void {
    if (this.ended) return
    this.close()
    this.listener.failed(`${this.name}: ${problem}`)
  }
}
