import { type FSWatcher, watch } from 'node:fs'
import { type Command, type CommandContext, CommandFailure } from '../command'
import type { Found } from '../files/console-files'
import { shownText } from '../shown-text'

const PIECE_BYTES = 64 * 1024
const LOOK_BACK_BYTES = 1024 * 1024

export const tail: Command = {
  name: 'tail',
  summary: 'the last lines of a file: -n how many, -f goes on until Ctrl-C',
  options: { '-n': [], '-f': null },
  words: 'file',
  run: async (context) => {
    const { file, count, follow } = askedFor(context.args)
    const found = await context.files.find(file).catch((error: Error) => {
      throw new CommandFailure(`tail: ${error.message}`)
    })
    const { kind, sizeBytes } = await context.files.facts(found, file)
    if (kind === 'directory') throw new CommandFailure(`tail: error reading '${file}': Is a directory`)
    const start = Math.max(0, sizeBytes - LOOK_BACK_BYTES)
    const bytes = await context.files.read(found, start, sizeBytes - start)
    const lines = shownText(bytes).split('\n')
    const open = lines[lines.length - 1] !== ''
    const last = lines.slice(0, open ? undefined : -1).slice(count === 0 ? Number.POSITIVE_INFINITY : -count)
    if (last.length > 0) context.out(`${last.join('\n')}${open ? '' : '\n'}`)
    if (follow) await followFile(context, found, start + bytes.length)
    return 0
  },
}

function askedFor(args: readonly string[]): { file: string; count: number; follow: boolean } {
  let count = 10
  let follow = false
  const words: string[] = []
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!
    const number = /^-(\d+)$/.exec(word) ?? /^-f?n(\d+)$/.exec(word)
    if (number) count = Number(number[1])
    else if (/^-f?n$/.test(word)) count = Number(args[++at])
    else if (!/^(-f|-F|-fn)$/.test(word) && word.startsWith('-'))
      throw new CommandFailure(`tail: invalid option ${word}; there are -n and -f`)
    else if (!word.startsWith('-')) words.push(word)
    if (/^-(f|F|fn)/.test(word)) follow = true
  }
  if (!Number.isSafeInteger(count) || count < 0) throw new CommandFailure('tail: invalid number of lines')
  const [file] = words
  if (file === undefined) throw new CommandFailure('tail: which file? as in: tail -f /usr/local/kafka/logs/server.log')
  return { file, count, follow }
}

/** What is appended, until Ctrl-C. The system tells of changes; a file that is shorter again is read from its start. */
async function followFile({ files, out, signal }: CommandContext, found: Found, from: number): Promise<void> {
  if (found.kind !== 'real') return
  let wake: (() => void) | undefined
  let changed = true
  const told = () => {
    changed = true
    wake?.()
  }
  const watcher: FSWatcher = watch(found.path, told)
  watcher.on('error', told)
  signal.addEventListener('abort', told)
  try {
    for (let at = from; !signal.aborted; ) {
      changed = false
      const { sizeBytes } = await files.facts(found, '')
      if (sizeBytes < at) at = 0
      while (at < sizeBytes && !signal.aborted) {
        const bytes = await files.read(found, at, Math.min(PIECE_BYTES, sizeBytes - at))
        if (bytes.length === 0) break
        out(shownText(bytes))
        at += bytes.length
      }
      if (!changed && !signal.aborted)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    watcher.close()
    signal.removeEventListener('abort', told)
  }
}
