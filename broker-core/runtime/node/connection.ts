import type { Socket } from 'node:net'
import type { Connection, ConnectionHandler } from '../network'

/** A socket as the core's Connection: writes are gathered into one writev, the end is reported once. */
export class NodeConnection implements Connection {
  private ended = false

  constructor(
    private readonly socket: Socket,
    readonly remoteHost: string,
    readonly remotePort: number,
  ) {
    socket.setNoDelay(true)
  }

  get localPort(): number {
    return this.socket.localPort ?? 0
  }

  get bufferedBytes(): number {
    return this.socket.writableLength
  }

  attach(handler: ConnectionHandler): void {
    let failure: Error | undefined
    this.socket.on('connect', () => handler.opened?.())
    this.socket.on('data', (chunk) => handler.data(chunk))
    this.socket.on('drain', () => handler.drained?.())
    this.socket.on('error', (error) => {
      failure = error
    })
    this.socket.on('close', () => {
      this.ended = true
      handler.closed(failure)
    })
  }

  write(buffers: readonly Buffer[]): boolean {
    if (this.ended || this.socket.destroyed) return true
    if (buffers.length === 1) return this.socket.write(buffers[0]!)
    this.socket.cork()
    let room = true
    for (const buffer of buffers) room = this.socket.write(buffer)
    this.socket.uncork()
    return room
  }

  pause(): void {
    this.socket.pause()
  }

  resume(): void {
    this.socket.resume()
  }

  end(): void {
    this.ended = true
    this.socket.end()
  }

  destroy(): void {
    this.ended = true
    this.socket.destroy()
  }
}
