import { connect, type Socket } from 'node:net'
import { ByteReader, ByteWriter } from './raw-bytes'

const CONNECT_TIMEOUT_MS = 2_000

interface Pending {
  resolve(body: ByteReader): void
  reject(error: Error): void
  timer: NodeJS.Timeout
}

/** One connection to one broker: request header v1, response header v0, answers matched by correlation id. */
export class RawConnection {
  private readonly pending = new Map<number, Pending>()
  private correlationId = 0
  private received: Buffer = Buffer.alloc(0)
  private ended: Error | undefined

  private constructor(
    readonly address: string,
    private readonly socket: Socket,
  ) {
    socket.on('data', (chunk: Buffer) => this.feed(chunk))
    // What was on its way when the broker closed comes back as a reset: `close` follows, and says the same of both.
    let cause: Error | undefined
    socket.on('error', (error) => {
      cause = error
    })
    socket.on('close', () => this.end(new Error(`${address} closed the connection`, { cause })))
  }

  static open(address: string): Promise<RawConnection> {
    const [host, port] = address.split(':')
    return new Promise((resolve, reject) => {
      const socket = connect({ host: host!, port: Number(port), noDelay: true, timeout: CONNECT_TIMEOUT_MS })
      socket.once('error', reject)
      socket.once('timeout', () => socket.destroy(new Error(`${address} did not accept a connection`)))
      socket.once('connect', () => {
        socket.setTimeout(0)
        socket.removeListener('error', reject)
        resolve(new RawConnection(address, socket))
      })
    })
  }

  get closed(): boolean {
    return this.ended !== undefined
  }

  request(apiKey: number, apiVersion: number, body: Buffer, timeoutMs = 10_000): Promise<ByteReader> {
    if (this.ended) return Promise.reject(this.ended)
    const correlationId = this.send(apiKey, apiVersion, body)
    return new Promise((resolve, reject) => {
      // A broker that does not answer may still have done it: the connection is of no more use.
      const timer = setTimeout(
        () => this.close(new Error(`${this.address}: no answer to API ${apiKey} in ${timeoutMs} ms`)),
        timeoutMs,
      )
      this.pending.set(correlationId, { resolve, reject, timer })
    })
  }

  /** For acks=0: nothing comes back. */
  send(apiKey: number, apiVersion: number, body: Buffer): number {
    const correlationId = ++this.correlationId
    const header = new ByteWriter().i16(apiKey).i16(apiVersion).i32(correlationId).string('raw-test-client').done()
    this.socket.write(
      new ByteWriter()
        .i32(header.length + body.length)
        .push(header)
        .push(body)
        .done(),
    )
    return correlationId
  }

  close(reason = new Error('closed by the test')): void {
    this.end(reason)
    this.socket.destroy()
  }

  private feed(chunk: Buffer): void {
    this.received = Buffer.concat([this.received, chunk])
    while (this.received.length >= 4) {
      const size = this.received.readInt32BE(0)
      if (this.received.length < 4 + size) return
      const frame = new ByteReader(this.received.subarray(4, 4 + size))
      this.received = this.received.subarray(4 + size)
      const pending = this.take(frame.i32())
      pending?.resolve(frame)
    }
  }

  private take(correlationId: number): Pending | undefined {
    const pending = this.pending.get(correlationId)
    this.pending.delete(correlationId)
    if (pending) clearTimeout(pending.timer)
    return pending
  }

  private end(error: Error): void {
    this.ended ??= error
    for (const correlationId of [...this.pending.keys()]) this.take(correlationId)?.reject(this.ended)
  }
}
