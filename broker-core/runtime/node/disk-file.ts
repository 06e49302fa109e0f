import {
  close as closeCallback,
  closeSync,
  fstatSync,
  fsync as fsyncCallback,
  fsyncSync,
  ftruncateSync,
  read as readCallback,
  readSync,
  writeSync,
  writevSync,
} from 'node:fs'
import { DiskError, type DiskFile } from '../disk'
import { guarded, toDiskError } from './disk-errors'

/**
 * A file descriptor. Closing waits for asynchronous reads and syncs in flight: the number of a closed descriptor is reused by the
 * next open, and a late read would then return another file's bytes.
 */
export class NodeDiskFile implements DiskFile {
  private inFlight = 0
  private closed = false

  constructor(
    readonly path: string,
    private readonly fd: number,
  ) {}

  private descriptor(operation: string): number {
    if (this.closed) throw new DiskError(operation, this.path, 'EBADF')
    return this.fd
  }

  size(): number {
    const fd = this.descriptor('stat')
    return guarded('stat', this.path, () => fstatSync(fd).size)
  }

  write(buffers: readonly Buffer[], position: number): number {
    const fd = this.descriptor('write')
    return guarded('write', this.path, () => {
      let total = 0
      for (const buffer of buffers) total += buffer.length
      let written =
        buffers.length === 1 ? writeSync(fd, buffers[0]!, 0, total, position) : writevSync(fd, [...buffers], position)
      if (written < total)
        written += this.writeRest(fd, Buffer.concat(buffers, total).subarray(written), position + written)
      return written
    })
  }

  /** A short write happens when the disk is full or a signal interrupts: going on either completes it or shows the real error. */
  private writeRest(fd: number, rest: Buffer, position: number): number {
    let done = 0
    while (done < rest.length) {
      const written = writeSync(fd, rest, done, rest.length - done, position + done)
      if (written === 0) throw new DiskError('write', this.path, 'ENOSPC')
      done += written
    }
    return done
  }

  readSync(target: Buffer, targetOffset: number, length: number, position: number): number {
    const fd = this.descriptor('read')
    return guarded('read', this.path, () => {
      let done = 0
      while (done < length) {
        const count = readSync(fd, target, targetOffset + done, length - done, position + done)
        if (count === 0) break
        done += count
      }
      return done
    })
  }

  async read(target: Buffer, targetOffset: number, length: number, position: number): Promise<number> {
    let done = 0
    while (done < length) {
      const fd = this.descriptor('read')
      const from = done
      const count = await this.asynchronously<number>('read', (finish) =>
        readCallback(fd, target, targetOffset + from, length - from, position + from, finish),
      )
      if (count === 0) break
      done += count
    }
    return done
  }

  truncate(length: number): void {
    const fd = this.descriptor('truncate')
    guarded('truncate', this.path, () => ftruncateSync(fd, length))
  }

  async sync(): Promise<void> {
    const fd = this.descriptor('fsync')
    await this.asynchronously<void>('fsync', (finish) => fsyncCallback(fd, (error) => finish(error, undefined)))
  }

  syncSync(): void {
    const fd = this.descriptor('fsync')
    guarded('fsync', this.path, () => fsyncSync(fd))
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    if (this.inFlight === 0) guarded('close', this.path, () => closeSync(this.fd))
  }

  private asynchronously<T>(
    operation: string,
    start: (finish: (error: Error | null, value: T) => void) => void,
  ): Promise<T> {
    this.inFlight++
    return new Promise<T>((resolve, reject) => {
      start((error, value) => {
        this.inFlight--
        // Nobody is left to hear of a failing close: the operation in flight has its own outcome.
        if (this.closed && this.inFlight === 0) closeCallback(this.fd, () => undefined)
        if (error === null) resolve(value)
        else reject(toDiskError(operation, this.path, error))
      })
    })
  }
}
