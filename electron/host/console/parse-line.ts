/** A command with its words; `> file` where it is redirected. */
export interface ParsedCommand {
  words: string[]
  /** Where its output goes instead of the screen. */
  redirect: { file: string; append: boolean } | null
}

/** What can be typed here, or why this cannot: one sentence. */
export type ParsedLine =
  | { kind: 'empty' }
  /** Pipelines one after the other, as long as each ends well (`&&`). */
  | { kind: 'pipelines'; pipelines: ParsedCommand[][] }
  | { kind: 'refused'; reason: string }

type Token = { kind: 'word'; text: string } | { kind: 'operator'; text: string }

const LINE_MAX = 64 * 1024
const NO_SHELL = 'there is no shell here'

/**
 * A line as a shell would take it apart, without being one: quotes, backslashes, comments, pipes, `&&` and `>` to a file of the console.
 * Nothing is expanded: a `$VARIABLE` or a `*` stays as it is. What only a shell can do is refused with its name. Pure.
 */
export function parseLine(line: string): ParsedLine {
  if (line.length > LINE_MAX) return refused(`a line has at most ${LINE_MAX} characters`)
  const tokens = tokensOf(line)
  if (typeof tokens === 'string') return refused(tokens)
  if (tokens.length === 0) return { kind: 'empty' }
  const pipelines: ParsedCommand[][] = []
  const pipeline: ParsedCommand[] = []
  let command: ParsedCommand = { words: [], redirect: null }
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at]!
    if (token.kind === 'word') command.words.push(token.text)
    else if (token.text === '|' || token.text === '&&') {
      if (command.words.length === 0) return refused(`syntax error near ${token.text}`)
      pipeline.push(command)
      if (token.text === '&&') pipelines.push(pipeline.splice(0))
      command = { words: [], redirect: null }
    } else if (token.text === '>' || token.text === '>>') {
      const target = tokens[++at]
      if (target?.kind !== 'word' || command.redirect) return refused(`syntax error near ${token.text}`)
      command.redirect = { file: target.text, append: token.text === '>>' }
    } else return refused(`${NO_SHELL}: \`${token.text}\` is not understood; type one command at a time`)
  }
  if (command.words.length === 0) return refused('syntax error: the line ends too early')
  pipelines.push([...pipeline, command])
  return { kind: 'pipelines', pipelines }
}

const refused = (reason: string): ParsedLine => ({ kind: 'refused', reason })

/** Tokens of the line, or what is wrong with it. */
function tokensOf(line: string): Token[] | string {
  const tokens: Token[] = []
  let word: string | undefined
  const endWord = () => {
    if (word !== undefined) tokens.push({ kind: 'word', text: word })
    word = undefined
  }
  for (let at = 0; at < line.length; ) {
    const rest = line.slice(at)
    const char = rest[0]!
    if (char === '#' && word === undefined) break
    const operator = /^(\|\||&&|<<<|<<|>>|>&|&>|2>|[|&;<>`]|\$\()/.exec(rest)?.[0]
    if (/\s/.test(char)) {
      endWord()
      at++
    } else if (operator && !(operator === '2>' && word !== undefined)) {
      endWord()
      tokens.push({ kind: 'operator', text: operator })
      at += operator.length
    } else {
      const piece = quotedPiece(rest)
      if (piece === undefined) return `no closing ${char}`
      word = (word ?? '') + piece.text
      at += piece.length
    }
  }
  endWord()
  return tokens
}

/** One quoted piece, one escaped or one plain character; undefined: a quote that never ends. */
function quotedPiece(rest: string): { text: string; length: number } | undefined {
  const char = rest[0]!
  if (char === '\\') return { text: rest[1] === '\n' ? '' : (rest[1] ?? '\\'), length: Math.min(2, rest.length) }
  if (char === "'") {
    const end = rest.indexOf("'", 1)
    return end < 0 ? undefined : { text: rest.slice(1, end), length: end + 1 }
  }
  if (char !== '"') return { text: char, length: 1 }
  const quoted = /^"((?:[^"\\]|\\[\s\S])*)"/.exec(rest)
  // Within double quotes a backslash escapes only these.
  return quoted ? { text: quoted[1]!.replace(/\\(["\\$`])/g, '$1'), length: quoted[0].length } : undefined
}
