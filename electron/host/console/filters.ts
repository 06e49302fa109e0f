import { CommandFailure, type Print } from './command'

export interface Filter {
  write: Print
  /** No more comes: the exit code. */
  end(): number
}

/** Puts a filter before `out`; `enough` ends what feeds it. */
export type MakeFilter = (out: Print, enough: () => void) => Filter

/** Harmless commands behind a pipe, by lines. Throws for anything else. */
export function lineFilter(words: readonly string[]): MakeFilter {
  const [name = '', ...args] = words
  switch (name) {
    case 'grep':
      return grep(args)
    case 'head':
      return head(countOf(args))
    case 'tail':
      return tail(countOf(args))
    case 'wc':
      return countLines
    case 'sort':
      return sorted(args)
    default:
      throw new CommandFailure(
        `${name}: not possible behind a pipe here; there are grep, head, tail, sort and wc -l`,
        127,
      )
  }
}

const KEPT_MAX = 100_000

function byLine(line: (text: string) => void, end: () => number): Filter {
  let pending = ''
  return {
    write: (text) => {
      const pieces = (pending + text).split('\n')
      pending = pieces.pop() ?? ''
      for (const piece of pieces) line(piece)
    },
    end: () => {
      if (pending !== '') line(pending)
      pending = ''
      return end()
    },
  }
}

function grep(args: readonly string[]): MakeFilter {
  const options = args.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('')
  const [pattern] = args.filter((word) => !/^-[a-zA-Z]+$/.test(word))
  if (pattern === undefined) throw new CommandFailure('grep: no pattern; as in: grep Leader', 2)
  const ignoreCase = options.includes('i')
  // Text, not an expression: an expression from outside could keep the lab busy for ever.
  const alternatives = pattern.split(options.includes('E') ? '|' : '\\|')
  const wanted = ignoreCase ? alternatives.map((each) => each.toLowerCase()) : alternatives
  const matches = (line: string) => {
    const text = ignoreCase ? line.toLowerCase() : line
    return wanted.some((each) => contains(text, each)) !== options.includes('v')
  }
  return (out) => {
    let found = 0
    const countOnly = options.includes('c')
    return byLine(
      (line) => {
        if (!matches(line)) return
        found++
        if (!countOnly) out(`${line}\n`)
      },
      () => {
        if (countOnly) out(`${found}\n`)
        return found > 0 ? 0 : 1
      },
    )
  }
}

/** `^` and `$` hold as in grep; everything else is text. */
function contains(text: string, pattern: string): boolean {
  const start = pattern.startsWith('^')
  const end = pattern.endsWith('$')
  const plain = pattern.slice(start ? 1 : 0, end ? -1 : undefined)
  if (start && end) return text === plain
  if (start) return text.startsWith(plain)
  return end ? text.endsWith(plain) : text.includes(plain)
}

/** `-n 5`, `-5`, `-n5`; ten without. */
export function countOf(args: readonly string[]): number {
  const joined = args.join(' ')
  const found = /^-(?:n\s*)?(\d{1,9})$/.exec(joined)
  if (joined !== '' && !found) throw new CommandFailure(`${joined}: not understood; as in: head -n 5`, 1)
  return Number(found?.[1] ?? 10)
}

const head =
  (count: number): MakeFilter =>
  (out, enough) => {
    let shown = 0
    return byLine(
      (line) => {
        if (shown < count) out(`${line}\n`)
        if (++shown >= count) enough()
      },
      () => 0,
    )
  }

const tail =
  (count: number): MakeFilter =>
  (out) => {
    const last: string[] = []
    return byLine(
      (line) => {
        last.push(line)
        if (last.length > Math.min(count, KEPT_MAX)) last.shift()
      },
      () => {
        for (const line of last) out(`${line}\n`)
        return 0
      },
    )
  }

const countLines: MakeFilter = (out) => {
  let lines = 0
  return byLine(
    () => lines++,
    () => {
      out(`${lines}\n`)
      return 0
    },
  )
}

function sorted(args: readonly string[]): MakeFilter {
  const reverse = args.includes('-r') ? -1 : 1
  const byNumber = args.includes('-n')
  const compare = (one: string, other: string) =>
    reverse * (byNumber ? Number.parseFloat(one) - Number.parseFloat(other) : one < other ? -1 : one > other ? 1 : 0)
  return (out) => {
    const kept: string[] = []
    return byLine(
      (line) => {
        if (kept.length < KEPT_MAX) kept.push(line)
      },
      () => {
        for (const line of kept.sort(compare)) out(`${line}\n`)
        return 0
      },
    )
  }
}
