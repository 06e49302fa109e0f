import { lstat, readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import type { InBothLanguages } from '../api/exercise-functions'
import { inspectWords } from '../words/inspect-words'
import { failure, sentence } from '../words/wording'
import { type DirectoryRole, directoryRole, fileRole } from './file-roles'
import { readFailure } from './read-only-file'
import type { FileReport } from './report-schema'

/** Names of one directory that are looked at: far above any broker's, so that a wrong path does not fill the memory. */
const ENTRIES_MAX = 200_000
const BLOCK_BYTES = 512

export interface Listing {
  files: FileReport[]
  directories: string[]
  /** Symbolic links that lead out of the directory, where these are not followed. */
  links: string[]
}

export interface ListingOptions {
  /** Does not follow symbolic links that lead out. */
  confined?: boolean
}

/** What a directory holds, by name. What vanishes between the list and the look is left out. Rejects with a LabError. */
export async function listDirectory(path: string, { confined = false }: ListingOptions = {}): Promise<Listing> {
  const names = await readdir(path).catch((error: unknown) => Promise.reject(readFailure(path, error)))
  if (names.length > ENTRIES_MAX)
    throw failure('BAD_REQUEST', inspectWords.tooManyEntries, { path, count: names.length })
  const listing: Listing = { files: [], directories: [], links: [] }
  for (const name of names.sort()) {
    if (confined && (await leadsOut(path, name))) {
      listing.links.push(name)
      continue
    }
    const found = await stat(join(path, name)).catch(() => undefined)
    if (found?.isDirectory()) listing.directories.push(name)
    else if (found?.isFile())
      listing.files.push({
        name,
        ...fileRole(name),
        sizeBytes: found.size,
        allocatedBytes: found.blocks * BLOCK_BYTES,
        modifiedMs: found.mtimeMs,
      })
  }
  return listing
}

async function leadsOut(path: string, name: string): Promise<boolean> {
  const found = await lstat(join(path, name)).catch(() => undefined)
  if (!found?.isSymbolicLink()) return false
  const real = await realpath(join(path, name)).catch(() => undefined)
  return real !== undefined && !real.startsWith(path.endsWith(sep) ? path : path + sep)
}

export type OpenedKind =
  | { kind: 'logDirectory'; path: string; listing: Listing }
  | { kind: 'partition'; path: string; listing: Listing; role: DirectoryRole }

const LOG_DIRECTORY_FILES = /^(meta\.properties|\.lock|\.kafka_cleanshutdown|[a-z-]+-checkpoint)$/

/** Tells a log directory from one partition's folder. Rejects with a LabError for anything else, saying what was looked for. */
export async function openDirectory(given: string, options: ListingOptions = {}): Promise<OpenedKind> {
  const path = resolve(given)
  const found = await stat(path).catch((error: unknown) => Promise.reject(readFailure(path, error)))
  if (!found.isDirectory()) throw failure('BAD_REQUEST', inspectWords.isFile, { path, directory: dirname(path) })
  const listing = await listDirectory(path, options)
  const role = directoryRole(basename(path))
  const hasSegments = listing.files.some(({ role }) => role === 'log')
  if (role !== undefined && (hasSegments || listing.files.some(({ name }) => name === 'leader-epoch-checkpoint')))
    return { kind: 'partition', path, listing, role }
  const isLogDirectory =
    listing.files.some(({ name }) => LOG_DIRECTORY_FILES.test(name)) || (await hasPartition(listing, path))
  if (isLogDirectory) return { kind: 'logDirectory', path, listing }
  if (hasSegments)
    return { kind: 'partition', path, listing, role: { topic: basename(path), partition: 0, kind: 'current' } }
  throw failure('BAD_REQUEST', inspectWords.noDataDirectory, { path, why: await whatIsThere(listing, path) })
}

const FOLDERS_TRIED = 100

/** Whether a folder with a partition's name is one by what it holds: `broker-1` is none. */
async function hasPartition({ directories }: Listing, path: string): Promise<boolean> {
  for (const name of directories.filter((each) => directoryRole(each) !== undefined).slice(0, FOLDERS_TRIED)) {
    const names = await readdir(join(path, name)).catch((): string[] => [])
    if (names.some((each) => each === 'leader-epoch-checkpoint' || fileRole(each).role === 'log')) return true
  }
  return false
}

/** Often the folder above is opened: it is not looked through, but what is right below is named. */
async function whatIsThere({ files, directories }: Listing, path: string): Promise<InBothLanguages> {
  if (files.length + directories.length === 0) return inspectWords.isEmpty
  for (const name of directories.slice(0, FOLDERS_TRIED)) {
    const names = await readdir(join(path, name)).catch((): string[] => [])
    if (names.some((each) => LOG_DIRECTORY_FILES.test(each)))
      return sentence(inspectWords.nothingOfKafkaTry, { path: join(path, name) })
  }
  return inspectWords.nothingOfKafka
}
