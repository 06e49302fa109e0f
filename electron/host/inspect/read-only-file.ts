import { constants } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'
import { LabError } from '../api/errors'
import { inspectWords } from '../words/inspect-words'
import { errorText, failure } from '../words/wording'

/** No read asks for more at once: memory stays bounded whatever a file says about its sizes. */
export const READ_SIZE_MAX = 16 * 1024 * 1024

/** A file that is itself a symbolic link is not followed: no Kafka makes one, and it may lead anywhere. A pipe does not hold anybody up. */
const FLAGS = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/**
 * A file opened for reading alone, without a lock. It may grow, shrink or be unlinked meanwhile: a read beyond what is there is
 * shorter, an unlinked file stays readable until it is closed.
 */
export class ReadOnlyFile {
  private constructor(
    readonly path: string,
    private readonly handle: FileHandle,
    /** When it was opened. */
    readonly sizeBytes: number,
    readonly modifiedMs: number,
  ) {}

  /** Rejects with a LabError that names the file. */
  static async open(path: string): Promise<ReadOnlyFile> {
    let handle: FileHandle | undefined
    try {
      handle = await open(path, FLAGS)
      const stat = await handle.stat()
      if (!stat.isFile()) throw failure('BAD_REQUEST', inspectWords.noFile, { path })
      return new ReadOnlyFile(path, handle, stat.size, stat.mtimeMs)
    } catch (error) {
      await handle?.close()
      throw readFailure(path, error)
    }
  }

  /** What it is now. */
  async currentSize(): Promise<number> {
    return (await this.handle.stat()).size
  }

  /** A fresh buffer of up to `length` bytes (at most READ_SIZE_MAX), shorter where the file ends. */
  async read(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(length, READ_SIZE_MAX)))
    let filled = 0
    while (filled < buffer.length) {
      const { bytesRead } = await this.handle.read(buffer, filled, buffer.length - filled, position + filled)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    return filled === buffer.length ? buffer : buffer.subarray(0, filled)
  }

  close(): Promise<void> {
    return this.handle.close()
  }
}

/** Opens, uses and closes. */
export async function withFile<Result>(path: string, use: (file: ReadOnlyFile) => Promise<Result>): Promise<Result> {
  const file = await ReadOnlyFile.open(path)
  try {
    return await use(file)
  } finally {
    await file.close()
  }
}

/** A small file whole, or as much of it as `sizeMax` allows. */
export function readSmallFile(path: string, sizeMax: number): Promise<{ content: Buffer; sizeBytes: number }> {
  return withFile(path, async (file) => ({ content: await file.read(0, sizeMax), sizeBytes: file.sizeBytes }))
}

/** An error of the file system in words that name the path and the way out. */
export function readFailure(path: string, error: unknown): LabError {
  if (error instanceof LabError) return error
  const code = (error as NodeJS.ErrnoException).code
  if (code === 'ENOENT') return failure('NOT_FOUND', inspectWords.notThere, { path })
  if (code === 'EACCES' || code === 'EPERM') return failure('BAD_REQUEST', inspectWords.forbidden, { path })
  if (code === 'ELOOP') return failure('BAD_REQUEST', inspectWords.symbolicLink, { path })
  return failure('BAD_REQUEST', inspectWords.unreadable, { path, text: errorText(error) })
}

/** Whether a file that was listed a moment ago is no longer there: a live broker deletes and renames. */
export const hasVanished = (error: unknown): boolean => error instanceof LabError && error.code === 'NOT_FOUND'
