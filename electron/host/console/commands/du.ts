import { type Command, type CommandContext, CommandFailure } from '../command'
import type { Found } from '../files/console-files'
import { humanSize } from '../human-size'

const FOLDERS_MAX = 20_000

export const du: Command = {
  name: 'du',
  summary: 'what folders take on the disk: -s only the sum, -h in K and M',
  options: { '-s': null, '-h': null, '-sh': null, '-a': null },
  words: 'file',
  run: async (context) => {
    const flags = context.args.filter((word) => word.startsWith('-')).join('')
    const unknown = /[^-shak]/.exec(flags)
    if (unknown) throw new CommandFailure(`du: invalid option -- '${unknown[0]}'`)
    const show = (bytes: number, name: string) =>
      context.out(`${flags.includes('h') ? humanSize(bytes) : Math.ceil(bytes / 1024)}\t${name}\n`)
    const paths = context.args.filter((word) => !word.startsWith('-'))
    let code = 0
    for (const path of paths.length > 0 ? paths : ['.']) {
      try {
        const rows = await sizes(context, await context.files.find(path), path, flags.includes('a'))
        for (const { name, bytes } of flags.includes('s') ? rows.slice(-1) : rows) show(bytes, name)
      } catch (failure) {
        context.error(`du: cannot access ${failure instanceof Error ? failure.message : String(failure)}\n`)
        code = 1
      }
    }
    return code
  },
}

interface Row {
  name: string
  bytes: number
}

/** Folders below first, the folder itself last, as du goes. */
async function sizes(context: CommandContext, found: Found, name: string, all: boolean): Promise<Row[]> {
  const { files, signal } = context
  const facts = await files.facts(found, name)
  if (facts.kind === 'file') return [{ name, bytes: facts.allocatedBytes }]
  const rows: Row[] = []
  let bytes = facts.allocatedBytes
  for (const entry of await files.list(found)) {
    if (signal.aborted || rows.length > FOLDERS_MAX) break
    try {
      const inner = await files.find(`${found.shown}/${entry}`)
      const below = await sizes(context, inner, `${name}/${entry}`, all)
      bytes += below[below.length - 1]!.bytes
      const isFile = below.length === 1 && (await files.facts(inner, entry)).kind === 'file'
      if (!isFile || all) rows.push(...below)
    } catch {
      // Deleted since it was listed.
    }
  }
  return [...rows, { name, bytes }]
}
