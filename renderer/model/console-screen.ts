/** A line of a console: what was typed, what was written, or what the page says itself. */
export interface ConsoleLine {
  /** Grows with every line of the page. */
  key: number
  kind: 'typed' | 'out' | 'error' | 'note'
  text: string
  /** Before what was typed. */
  prompt: string
}

export interface Screen {
  lines: readonly ConsoleLine[]
  /** The last line has not ended: what is written next belongs to it. */
  open: boolean
  nextKey: number
  /** Lines that the cap has taken. */
  gone: number
}

export const SCROLLBACK_MAX = 2000
const LINE_CHARS_MAX = 20_000
/** What `clear` writes. */
const CLEAR = '\x1b[H\x1b[2J'

export const emptyScreen: Screen = { lines: [], open: false, nextKey: 0, gone: 0 }

/** The screen with a whole line more. Pure. */
export function withLine(screen: Screen, kind: ConsoleLine['kind'], text: string, prompt = ''): Screen {
  const line = { key: screen.nextKey, kind, text: text.slice(0, LINE_CHARS_MAX), prompt }
  return capped({ ...screen, lines: [...screen.lines, line], open: false, nextKey: screen.nextKey + 1 })
}

/** The screen with what a command wrote, which may begin and end within a line. Pure. */
export function withOutput(screen: Screen, output: readonly { stream: 'out' | 'error'; text: string }[]): Screen {
  let { open, nextKey, gone } = screen
  let lines = [...screen.lines]
  for (const { stream, text } of output) {
    const cleared = text.lastIndexOf(CLEAR)
    if (cleared >= 0) {
      gone = 0
      lines = []
      open = false
    }
    const pieces = (cleared < 0 ? text : text.slice(cleared + CLEAR.length)).split('\n')
    const rest = pieces.pop() ?? ''
    for (const [at, piece] of [...pieces, rest].entries()) {
      const ended = at < pieces.length
      if (!ended && piece === '') break
      const last = lines[lines.length - 1]
      if (open && last?.kind === stream)
        lines[lines.length - 1] = { ...last, text: (last.text + piece).slice(0, LINE_CHARS_MAX) }
      else lines.push({ key: nextKey++, kind: stream, text: piece.slice(0, LINE_CHARS_MAX), prompt: '' })
      open = !ended
    }
    // An end alone closes the line that was open.
    if (rest === '') open = false
  }
  return capped({ lines, open, nextKey, gone })
}

function capped(screen: Screen): Screen {
  const over = screen.lines.length - SCROLLBACK_MAX
  return over <= 0 ? screen : { ...screen, lines: screen.lines.slice(over), gone: screen.gone + over }
}

/** What was typed into a command that reads, shown behind its prompt. Pure. */
export function withEcho(screen: Screen, text: string): Screen {
  return { ...withOutput(screen, [{ stream: 'out', text: `${text}\n` }]), open: false }
}

/** All of it as text, for the clipboard. */
export const screenText = (screen: Screen): string =>
  screen.lines.map(({ prompt, text }) => `${prompt}${text}`).join('\n')

/** What all candidates begin with. Pure. */
export function commonStart(candidates: readonly string[]): string {
  const [first = '', ...rest] = candidates
  let length = first.length
  for (const candidate of rest) {
    let same = 0
    while (same < length && candidate[same] === first[same]) same++
    length = same
  }
  return first.slice(0, length)
}

/** Lines of a paste: a backslash at the end of one goes on with the next, as in the book. Pure. */
export const pastedLines = (text: string): string[] =>
  text
    .replace(/\r\n?/g, '\n')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\$ /, ''))
