import type { Completion } from './command'

/** One option of a tool. */
export interface OptionSpec {
  /** Without: a flag. `optional`: what follows is its value if it looks like one. */
  value?: 'text' | 'number' | 'optional'
  /** What completes its value. */
  as?: Completion
  about: string
}

export type OptionSpecs = Readonly<Record<string, OptionSpec>>

/** What the tools' parser (joptsimple) says of a line it cannot take: the class of its exception, and its message. */
export class OptionFailure extends Error {
  constructor(
    readonly className: string,
    message: string,
  ) {
    super(message)
  }
}

/** Options as given: a repeated one has several values. */
export class ParsedOptions {
  constructor(
    private readonly given: ReadonlyMap<string, readonly string[]>,
    /** In the order they were given. */
    readonly order: readonly string[],
    readonly words: readonly string[],
  ) {}

  has(name: string): boolean {
    return this.given.has(name)
  }

  /** undefined: not given, or without a value. Throws where it was given twice. */
  value(name: string): string | undefined {
    const values = this.given.get(name) ?? []
    if (values.length > 1)
      throw new OptionFailure(
        'joptsimple.MultipleArgumentsForOptionException',
        `Found multiple arguments for option ${name}, but you asked for only one`,
      )
    return values[0]
  }

  values(name: string): readonly string[] {
    return this.given.get(name) ?? []
  }

  number(name: string): number | undefined {
    const text = this.value(name)
    return text === undefined ? undefined : Number(text)
  }
}

/** Takes the words of a tool apart as joptsimple does with abbreviations off. Throws an OptionFailure. Pure. */
export function parseOptions(specs: OptionSpecs, args: readonly string[]): ParsedOptions {
  const given = new Map<string, string[]>()
  const order: string[] = []
  const words: string[] = []
  const add = (name: string, value?: string) => {
    order.push(name)
    const values = given.get(name) ?? []
    if (value !== undefined) values.push(value)
    given.set(name, values)
  }
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!
    if (word === '--') {
      words.push(...args.slice(at + 1))
      break
    }
    if (!isOption(word)) {
      words.push(word)
      continue
    }
    const [, name = '', , attached] = /^--?([^=]*)(=([\s\S]*))?$/.exec(word) ?? []
    const spec = specs[name]
    if (!spec || (!word.startsWith('--') && name.length > 1)) throw unrecognized(specs, word, name)
    if (spec.value === undefined) add(name)
    else if (attached !== undefined && attached !== '') add(name, checked(name, spec, attached))
    else if (spec.value === 'optional') {
      const next = args[at + 1]
      const taken = next !== undefined && !isOption(next)
      add(name, taken ? next : undefined)
      if (taken) at++
    } else {
      if (at + 1 >= args.length)
        throw new OptionFailure(
          'joptsimple.OptionMissingRequiredArgumentException',
          `Option ${name} requires an argument`,
        )
      add(name, checked(name, spec, args[++at]!))
    }
  }
  return new ParsedOptions(given, order, words)
}

/** A dash and more; a negative number is a value. */
const isOption = (word: string): boolean => /^-[^\d]/.test(word)

/** Of `-abc` the parser complains about the first letter it does not know. */
function unrecognized(specs: OptionSpecs, word: string, name: string): OptionFailure {
  const about = word.startsWith('--') ? name : ([...name].find((letter) => !specs[letter]) ?? name)
  return new OptionFailure('joptsimple.UnrecognizedOptionException', `${about} is not a recognized option`)
}

function checked(name: string, spec: OptionSpec, text: string): string {
  if (spec.value === 'number' && !/^[+-]?\d{1,19}$/.test(text))
    throw new OptionFailure(
      'joptsimple.OptionArgumentConversionException',
      `Cannot parse argument '${text}' of option ${name}`,
    )
  return text
}
