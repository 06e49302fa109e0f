import { type Command, type CommandContext, CommandFailure } from '../command'
import type { FileFacts, Found } from '../files/console-files'
import { humanSize } from '../human-size'
import { lsTime } from '../ls-time'

const FOLDERS_MAX = 2000

interface LsOptions {
  all: boolean
  long: boolean
  human: boolean
  recursive: boolean
  reverse: boolean
  byTime: boolean
  bySize: boolean
  folderItself: boolean
}

export const ls: Command = {
  name: 'ls',
  summary: 'list files: -l sizes and times, -h in K and M, -a hidden ones, -R folders below, -t newest first',
  options: { '-l': null, '-lh': null, '-a': null, '-R': null, '-t': null, '-r': null, '-S': null },
  words: 'file',
  run: async (context) => {
    const flags = context.args.filter((word) => word.startsWith('-') && word !== '-').join('')
    const unknown = /[^-lahRrtSd1]/.exec(flags)
    if (unknown) throw new CommandFailure(`ls: invalid option -- '${unknown[0]}'`, 2)
    const has = (letter: string) => flags.includes(letter)
    const options: LsOptions = {
      all: has('a'),
      long: has('l'),
      human: has('h'),
      recursive: has('R'),
      reverse: has('r'),
      byTime: has('t'),
      bySize: has('S'),
      folderItself: has('d'),
    }
    const paths = context.args.filter((word) => !word.startsWith('-') || word === '-')
    return listAll(context, paths.length > 0 ? paths : ['.'], options)
  },
}

async function listAll(context: CommandContext, paths: readonly string[], options: LsOptions): Promise<number> {
  const { files, out, error } = context
  let code = 0
  const folders: { name: string; found: Found }[] = []
  const single: FileFacts[] = []
  for (const name of paths) {
    try {
      const found = await files.find(name)
      const facts = await files.facts(found, name)
      if (facts.kind === 'directory' && !options.folderItself) folders.push({ name, found })
      else single.push(facts)
    } catch (failure) {
      error(`ls: cannot access ${failure instanceof Error ? failure.message : String(failure)}\n`)
      code = 2
    }
  }
  printRows(context, sortedRows(single, options), options)
  const titled = paths.length > 1 || options.recursive
  for (let at = 0; at < folders.length && !context.signal.aborted; at++) {
    const { name, found } = folders[at]!
    if (titled) out(`${at > 0 || single.length > 0 ? '\n' : ''}${name}:\n`)
    const rows = await folderRows(context, found, options)
    if (options.long) out(`total ${totalOf(rows, options)}\n`)
    printRows(context, sortedRows(rows, options), options)
    if (!options.recursive) continue
    const inner = rows.filter((row) => row.kind === 'directory' && !/^\.\.?$/.test(row.name))
    for (const row of inner.slice(0, FOLDERS_MAX - folders.length)) {
      const path = `${name === '/' ? '' : name}/${row.name}`
      folders.push({ name: path, found: await files.find(path) })
    }
  }
  return code
}

/** Files that go away meanwhile (a live broker deletes segments) are left out. */
async function folderRows({ files }: CommandContext, found: Found, { all }: LsOptions): Promise<FileFacts[]> {
  const rows: FileFacts[] = []
  if (all)
    for (const name of ['.', '..']) {
      const where = await files.find(`${found.shown}/${name}`).catch(() => found)
      rows.push(await files.facts(where, name))
    }
  for (const name of await files.list(found)) {
    if (!all && name.startsWith('.')) continue
    try {
      rows.push(await files.facts(await files.find(`${found.shown}/${name}`), name))
    } catch {
      // Deleted since it was listed, or a link that leads out of the lab.
    }
  }
  return rows
}

function sortedRows(rows: readonly FileFacts[], { byTime, bySize, reverse }: LsOptions): FileFacts[] {
  const sorted = [...rows].sort((one, other) => {
    const first = byTime ? other.modifiedMs - one.modifiedMs : bySize ? other.sizeBytes - one.sizeBytes : 0
    return first !== 0 ? first : one.name < other.name ? -1 : 1
  })
  return reverse ? sorted.reverse() : sorted
}

const totalOf = (rows: readonly FileFacts[], { human }: LsOptions): string => {
  const bytes = rows.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0)
  return human ? humanSize(bytes) : String(Math.round(bytes / 1024))
}

function printRows({ out }: CommandContext, rows: readonly FileFacts[], { long, human }: LsOptions): void {
  if (!long) {
    for (const { name } of rows) out(`${name}\n`)
    return
  }
  const sizes = rows.map(({ sizeBytes }) => (human ? humanSize(sizeBytes) : String(sizeBytes)))
  const width = Math.max(0, ...sizes.map((size) => size.length))
  for (const [at, row] of rows.entries()) {
    const mode = row.kind === 'directory' ? 'drwxr-xr-x.' : '-rw-r--r--.'
    out(`${mode} 1 root root ${sizes[at]!.padStart(width)} ${lsTime(row.modifiedMs, Date.now())} ${row.name}\n`)
  }
}
