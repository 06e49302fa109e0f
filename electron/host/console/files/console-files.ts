import { type FileHandle, lstat, open, readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { CommandFailure } from '../command'
import type { ConsoleLab } from '../console-lab'
import { below, DATA, HOME, KAFKA_HOME, normalPath, openRoots, placesOf } from './places'

export interface FileFacts {
  name: string
  kind: 'file' | 'directory'
  sizeBytes: number
  /** Bytes that the disk holds for it. */
  allocatedBytes: number
  modifiedMs: number
}

/** What a typed path means. */
export type Found =
  | { kind: 'real'; shown: string; path: string }
  /** A folder that only leads to others: `/`, `/data`. */
  | { kind: 'virtual'; shown: string; entries: string[] }
  | { kind: 'note'; shown: string; text: string; modifiedMs: number }

const NOTES_MAX = 32
const NOTE_CHARS_MAX = 256 * 1024
const ENTRIES_MAX = 20_000

/**
 * The files that a console can see: the chosen broker's, under the paths of a server, and everything in the lab's folder under its
 * own. Real paths are resolved first, symbolic links with them, and refused when they lead out. Nothing of them is written; what the
 * reader makes himself (`echo … > file.json`) is kept in memory, under /root, as long as the console is open.
 */
export class ConsoleFiles {
  cwd = DATA
  private readonly notes: Map<string, { text: string; modifiedMs: number }>

  constructor(
    private readonly lab: ConsoleLab,
    readonly brokerId: number,
    /** The same console, turned to another broker, keeps its own files. */
    before?: ConsoleFiles,
    private readonly toolNames: readonly string[] = [],
  ) {
    this.notes = before?.notes ?? new Map()
    if (before && before.cwd !== HOME && before.cwd !== DATA && !before.cwd.startsWith(KAFKA_HOME)) return
    this.cwd = before?.cwd ?? DATA
  }

  /** Throws a CommandFailure that names the path. */
  async find(typed: string): Promise<Found> {
    const shown = normalPath(typed.replace(/^~(?=\/|$)/, HOME), this.cwd)
    const note = this.notes.get(shown) ?? (typed.includes('/') ? undefined : this.notes.get(`${HOME}/${typed}`))
    if (note) return { kind: 'note', shown, ...note }
    const real = this.realOf(shown)
    if (real !== undefined) return { kind: 'real', shown, path: await this.checked(real, typed) }
    const entries = this.virtualEntries(shown)
    if (entries) return { kind: 'virtual', shown, entries }
    throw this.outside(typed)
  }

  async changeDirectory(typed: string): Promise<void> {
    const found = await this.find(typed)
    if (found.kind === 'note' || (found.kind === 'real' && !(await lstat(found.path)).isDirectory()))
      throw new CommandFailure(`cd: ${typed}: Not a directory`)
    this.cwd = found.shown
  }

  /** Names in a folder, sorted; with `all` those that begin with a dot too. */
  async list(found: Found): Promise<string[]> {
    if (found.kind === 'note') return []
    const names = found.kind === 'virtual' ? found.entries : await readdir(found.path)
    return names.slice(0, ENTRIES_MAX).sort()
  }

  async facts(found: Found, name: string): Promise<FileFacts> {
    if (found.kind === 'virtual')
      return { name, kind: 'directory', sizeBytes: 4096, allocatedBytes: 4096, modifiedMs: 0 }
    if (found.kind === 'note') {
      const sizeBytes = Buffer.byteLength(found.text)
      return { name, kind: 'file', sizeBytes, allocatedBytes: 4096, modifiedMs: found.modifiedMs }
    }
    const stat = await lstat(found.path)
    return {
      name,
      kind: stat.isDirectory() ? 'directory' : 'file',
      sizeBytes: stat.size,
      allocatedBytes: (stat.blocks ?? 0) * 512,
      modifiedMs: stat.mtimeMs,
    }
  }

  /** Bytes of a file from `position` on, at most `length`; shorter at its end. */
  async read(found: Found, position: number, length: number): Promise<Buffer> {
    if (found.kind === 'note') return Buffer.from(found.text).subarray(position, position + length)
    if (found.kind === 'virtual') throw new CommandFailure(`${found.shown}: Is a directory`)
    let handle: FileHandle | undefined
    try {
      handle = await open(found.path, 'r')
      const buffer = Buffer.alloc(length)
      const { bytesRead } = await handle.read(buffer, 0, length, position)
      return buffer.subarray(0, bytesRead)
    } catch (error) {
      throw fileFailure(found.shown, error)
    } finally {
      await handle?.close()
    }
  }

  /** A small text whole: what a `--…-json-file` names. */
  async readText(typed: string): Promise<string> {
    return (await this.read(await this.find(typed), 0, NOTE_CHARS_MAX)).toString('utf8')
  }

  /** `> file`: kept in memory, for the tools of this console. */
  writeNote(typed: string, text: string, append: boolean): void {
    const shown = normalPath(typed.replace(/^~(?=\/|$)/, HOME), typed.includes('/') ? this.cwd : HOME)
    const name = below(shown, HOME) ?? below(shown, '/tmp')
    if (!name || name.includes('/'))
      throw new CommandFailure(`${typed}: the console writes only to files of its own: type the name without a folder`)
    const whole = (append ? (this.notes.get(shown)?.text ?? '') : '') + text
    if (whole.length > NOTE_CHARS_MAX) throw new CommandFailure(`${typed}: a file of the console holds 256 KiB at most`)
    if (!this.notes.has(shown) && this.notes.size >= NOTES_MAX)
      throw new CommandFailure(`${typed}: the console keeps ${NOTES_MAX} files at most`)
    this.notes.set(shown, { text: whole, modifiedMs: Date.now() })
  }

  private realOf(shown: string): string | undefined {
    for (const place of placesOf(this.lab, this.brokerId)) {
      const rest = below(shown, place.shown)
      if (rest !== undefined) return join(place.real, rest)
    }
    return openRoots(this.lab).some((root) => below(shown, root) !== undefined) ? shown : undefined
  }

  /** The path with all links followed, if it is still in the lab. */
  private async checked(path: string, typed: string): Promise<string> {
    let real: string
    try {
      real = await realpath(path)
    } catch (error) {
      throw fileFailure(typed, error)
    }
    for (const root of openRoots(this.lab)) {
      const realRoot = await realpath(root).catch(() => undefined)
      if (realRoot !== undefined && below(real, realRoot) !== undefined) return real
    }
    throw this.outside(typed)
  }

  private virtualEntries(shown: string): string[] | undefined {
    const tools = this.toolNames.map((name) => `${KAFKA_HOME}/bin/${name}`)
    const known = [...placesOf(this.lab, this.brokerId).map((place) => place.shown), ...this.notes.keys(), ...tools]
    const entries = new Set<string>()
    for (const path of known) {
      const rest = below(path, shown)
      if (rest) entries.add(rest.split('/')[0]!)
    }
    return entries.size > 0 || shown === HOME ? [...entries] : undefined
  }

  private outside(typed: string): CommandFailure {
    return new CommandFailure(
      `${typed}: not in this lab. There are ${DATA}, ${KAFKA_HOME}/config, ${KAFKA_HOME}/logs and ${this.lab.dir}`,
    )
  }
}

export function fileFailure(typed: string, error: unknown): CommandFailure {
  if (error instanceof CommandFailure) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const words: Record<string, string> = {
    ENOENT: 'No such file or directory',
    ENOTDIR: 'Not a directory',
    EISDIR: 'Is a directory',
    EACCES: 'Permission denied',
    ELOOP: 'Too many levels of symbolic links',
  }
  return new CommandFailure(`${typed}: ${words[code] ?? (error instanceof Error ? error.message : String(error))}`)
}
