import { realpath } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { inspectWords } from '../words/inspect-words'
import { failure } from '../words/wording'
import { type OpenedKind, openDirectory } from './directory-listing'
import { directoryRole } from './file-roles'
import { readFailure } from './read-only-file'

const OPENED_MAX = 64

/** What a page may look into: the directories that its reader opened in this run, each under an id. Nothing outside them is ever resolved. */
export class OpenedDirectories {
  private readonly paths = new Map<string, string>()
  private nextId = 1

  /** Gives a directory its id; the same one again when it is open already. Rejects with a LabError for what is no data directory. */
  async open(given: string): Promise<{ directory: string; opened: OpenedKind }> {
    const path = await realpath(given).catch((error: unknown) => Promise.reject(readFailure(given, error)))
    const opened = await openDirectory(path, { confined: true })
    const known = [...this.paths].find(([, other]) => other === path)?.[0]
    const directory = known ?? `d${this.nextId++}`
    // Last opened last; the one that nobody opened for longest goes.
    this.paths.delete(directory)
    this.paths.set(directory, path)
    if (this.paths.size > OPENED_MAX) this.paths.delete(this.paths.keys().next().value!)
    return { directory, opened }
  }

  /** Real path of an opened directory. Throws a LabError for any other id. */
  path(directory: string): string {
    const path = this.paths.get(directory)
    if (path === undefined) throw failure('NOT_FOUND', inspectWords.notOpen)
    return path
  }

  /** Last opened first. */
  all(): { directory: string; path: string }[] {
    return [...this.paths].map(([directory, path]) => ({ directory, path })).reverse()
  }

  /** Real path of a partition's folder; the directory itself when `folder` is empty. Rejects when it is no folder of it, or leads out. */
  async folder(directory: string, folder: string): Promise<string> {
    const root = this.path(directory)
    if (folder === '') return root
    if (!isPlainName(folder) || directoryRole(folder) === undefined)
      throw failure('BAD_REQUEST', inspectWords.noFolderName, { name: folder })
    return confined(root, join(root, folder))
  }

  /** Real path of a file. `folder` null: of the directory's own. */
  async file(directory: string, folder: string | null, name: string): Promise<string> {
    if (!isPlainName(name)) throw failure('BAD_REQUEST', inspectWords.noFileName, { name })
    const parent = await this.folder(directory, folder ?? '')
    return confined(this.path(directory), join(parent, name))
  }
}

const isPlainName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && basename(name) === name && !/[\\/\0]/.test(name)

async function confined(root: string, path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => Promise.reject(readFailure(path, error)))
  if (!isWithin(root, real)) throw failure('BAD_REQUEST', inspectWords.leadsOut, { path, root })
  return real
}

export const isWithin = (root: string, path: string): boolean =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep)
