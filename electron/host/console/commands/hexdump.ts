import { type Command, CommandFailure } from '../command'

const BYTES_MAX = 1024 * 1024
const ROW = 16

export const hexdump: Command = {
  name: 'hexdump',
  summary: 'bytes of a file: -C with text, -n how many, -s from where',
  options: { '-C': null, '-n': [], '-s': [] },
  words: 'file',
  run: async ({ args, files, out, signal }) => {
    const { file, count, skip } = askedFor(args)
    const found = await files.find(file).catch((error: Error) => {
      throw new CommandFailure(`hexdump: ${error.message}`)
    })
    const { sizeBytes } = await files.facts(found, file)
    const end = Math.min(sizeBytes, skip + Math.min(count, BYTES_MAX))
    let before = ''
    let starred = false
    let at = skip
    for (; at < end && !signal.aborted; at += ROW) {
      const row = await files.read(found, at, Math.min(ROW, end - at))
      const text = hexRow(row)
      // Rows that repeat are one star, as hexdump has it: index files are mostly zeros.
      if (text === before && row.length === ROW) {
        if (!starred) out('*\n')
        starred = true
        continue
      }
      starred = false
      before = text
      out(`${hexOffset(at)}  ${text}\n`)
    }
    out(`${hexOffset(Math.max(end, skip))}\n`)
    return 0
  },
}

function askedFor(args: readonly string[]): { file: string; count: number; skip: number } {
  let count = BYTES_MAX
  let skip = 0
  const words: string[] = []
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!
    const [, letter, attached] = /^-([ns])(.*)$/.exec(word) ?? []
    if (letter) {
      const text = attached || (args[++at] ?? '')
      const value = Number(text)
      if (!Number.isSafeInteger(value) || value < 0 || text === '')
        throw new CommandFailure(`hexdump: ${text}: bad ${letter === 'n' ? 'length' : 'skip'} value`)
      if (letter === 'n') count = value
      else skip = value
    } else if (word !== '-C' && word.startsWith('-'))
      throw new CommandFailure(`hexdump: invalid option ${word}; there are -C, -n and -s`)
    else if (word !== '-C') words.push(word)
  }
  const [file] = words
  if (file === undefined) throw new CommandFailure('hexdump: which file? as in: hexdump -C 00000000000000000000.log')
  return { file, count, skip }
}

const hexOffset = (at: number): string => at.toString(16).padStart(8, '0')

/** `4b 31 …  |K1|`, as of `hexdump -C`. */
export function hexRow(bytes: Buffer): string {
  const cells = Array.from({ length: ROW }, (_, at) => {
    const byte = bytes[at]
    return `${byte === undefined ? '  ' : byte.toString(16).padStart(2, '0')}${at === 7 ? ' ' : ''}`
  })
  const text = [...bytes].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
  return `${cells.join(' ')}  |${text}|`
}
