import { closeSync, fsync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Writes a small file so that a reader sees either the old or the new content: `<path>.tmp`, fsync, rename, fsync of the directory
 * (Kafka's CheckpointFile). Asynchronous writes of one path follow each other; a synchronous one supersedes those still under way.
 */
export class AtomicReplacer {
  private readonly tails = new Map<string, Promise<void>>()
  private readonly generations = new Map<string, number>()

  replace(path: string, content: Buffer): Promise<void> {
    const previous = this.tails.get(path) ?? Promise.resolve()
    const generation = this.generation(path)
    const next = previous.catch(() => undefined).then(() => this.writeAndRename(path, content, generation))
    this.tails.set(path, next)
    const forget = () => {
      if (this.tails.get(path) !== next) return
      this.tails.delete(path)
      this.generations.delete(path)
    }
    next.then(forget, forget)
    return next
  }

  replaceSync(path: string, content: Buffer): void {
    if (this.tails.has(path)) this.generations.set(path, this.generation(path) + 1)
    const fd = writeTemporary(path, content)
    try {
      fsyncSync(fd)
    } finally {
      closeSync(fd)
    }
    renameSync(`${path}.tmp`, path)
    withDirectory(path, fsyncSync)
  }

  private generation(path: string): number {
    return this.generations.get(path) ?? 0
  }

  private async writeAndRename(path: string, content: Buffer, generation: number): Promise<void> {
    if (this.generation(path) !== generation) return
    const fd = writeTemporary(path, content)
    try {
      await syncDescriptor(fd)
    } finally {
      closeSync(fd)
    }
    // A synchronous write took over the temporary file meanwhile and has put newer content in place.
    if (this.generation(path) !== generation) return
    renameSync(`${path}.tmp`, path)
    const directory = openSync(dirname(path), 'r')
    try {
      await syncDescriptor(directory)
    } finally {
      closeSync(directory)
    }
  }
}

function writeTemporary(path: string, content: Buffer): number {
  const fd = openSync(`${path}.tmp`, 'w', 0o644)
  try {
    for (let done = 0; done < content.length; ) done += writeSync(fd, content, done, content.length - done, done)
  } catch (error) {
    closeSync(fd)
    throw error
  }
  return fd
}

function withDirectory(path: string, act: (fd: number) => void): void {
  const fd = openSync(dirname(path), 'r')
  try {
    act(fd)
  } finally {
    closeSync(fd)
  }
}

function syncDescriptor(fd: number): Promise<void> {
  return new Promise((resolve, reject) => fsync(fd, (error) => (error === null ? resolve() : reject(error))))
}
