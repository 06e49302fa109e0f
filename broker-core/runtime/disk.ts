import type { IoCause } from './io-account'

/**
 * The file system as the core sees it. Appends, opens and metadata calls are synchronous (an append of 1 KB costs 8 µs so, 42-104 µs
 * through the thread pool); fsync, deletion and cold reads are asynchronous. Paths are absolute. Failures are thrown or rejected as
 * `DiskError`; the caller decides whether they cost the log directory (KIP-112) or only one operation.
 */
export interface Disk {
  /** Opens a file. `read`: must exist. `write`: read and write, must exist. `create`: read and write, made when missing, never truncated. */
  open(path: string, mode: 'read' | 'write' | 'create'): DiskFile
  /** Makes a directory and its parents; an existing one is fine. */
  makeDirectory(path: string): void
  /** Names in a directory with their kind, in no order. */
  list(path: string): DirectoryEntry[]
  /** undefined: nothing there. */
  stat(path: string): FileStat | undefined
  /** Sets the time of last modification. */
  setModified(path: string, modifiedMs: number): void
  /** Atomic within one file system; replaces a file at `to`. Works on directories too. */
  rename(from: string, to: string): void
  /** Removes one file; a missing one is fine. */
  remove(path: string): Promise<void>
  removeSync(path: string): void
  /** Removes a directory with all it holds; a missing one is fine. */
  removeTree(path: string): Promise<void>
  /** Whole content of a small file (checkpoints, properties). Throws when larger than `sizeMax` (default 64 MiB). */
  readWhole(path: string, sizeMax?: number): Buffer
  /** Kafka's checkpoint write: `<path>.tmp`, fsync, rename, fsync of the directory. A reader sees the old or the new content. */
  replace(path: string, content: Buffer): Promise<void>
  /** The same, synchronously: for start-up, truncation and shutdown, where the next step relies on it. */
  replaceSync(path: string, content: Buffer): void
  /** fsync of a directory, so that names made, renamed or removed in it survive power loss. */
  syncDirectory(path: string): Promise<void>
  /** Exclusive advisory lock that also excludes Java's FileChannel.tryLock; undefined when somebody holds it. Makes the file. */
  tryLock(path: string): DiskLock | undefined
}

export interface DiskFile {
  readonly path: string
  /** Size in bytes as the file system has it now. */
  size(): number
  /**
   * Writes all buffers, in order, from `position` on, in one writev (repeated only after a short write). Returns bytes written.
   * `cause`: for whoever counts; without it the file's own.
   */
  write(buffers: readonly Buffer[], position: number, cause?: IoCause): number
  /** Reads up to `length` bytes; returns how many there were. */
  readSync(target: Buffer, targetOffset: number, length: number, position: number, cause?: IoCause): number
  read(target: Buffer, targetOffset: number, length: number, position: number, cause?: IoCause): Promise<number>
  /** Cuts or extends (sparse) the file. */
  truncate(length: number): void
  sync(): Promise<void>
  syncSync(): void
  /** Closing twice is fine. */
  close(): void
}

export interface DirectoryEntry {
  name: string
  kind: 'file' | 'directory' | 'other'
}

export interface FileStat {
  kind: 'file' | 'directory' | 'other'
  /** Apparent size, bytes. */
  size: number
  /** Bytes really allocated (active indexes are sparse). */
  allocated: number
  modifiedMs: number
}

export interface DiskLock {
  release(): void
}

/** A failed file operation: `code` is the system's (ENOSPC, EIO, ENOENT …), the message names operation and path. */
export class DiskError extends Error {
  constructor(
    readonly operation: string,
    readonly path: string,
    readonly code: string,
    cause?: unknown,
  ) {
    super(`${operation} ${path}: ${code}`, { cause })
    this.name = 'DiskError'
  }
}
