import { type Command, type CommandContext, CommandFailure, type Completion } from './command'
import { OptionFailure, type OptionSpecs, type ParsedOptions, parseOptions } from './options'

/** A line that the tool refuses: its message, and the list of its options. */
export class UsageFailure extends Error {}

export interface ToolSpec {
  name: string
  summary: string
  options: OptionSpecs
  /** What the tool does with a line its parser cannot take: most end with an exception of the JVM, some print their options. */
  onBadOption: 'exception' | 'usage' | 'message'
  run(options: ParsedOptions, context: CommandContext): Promise<number>
}

const HELP = { help: { about: 'print this list' }, version: { about: 'print the version these tools follow' } }

/** One of Kafka's tools: its options are parsed as Kafka parses them, and its refusals are Kafka's. */
export function defineTool(spec: ToolSpec): Command {
  const specs: OptionSpecs = { ...spec.options, ...HELP }
  const options: Record<string, Completion | null> = {}
  for (const [name, { value, as }] of Object.entries(specs))
    options[`${name.length === 1 ? '-' : '--'}${name}`] = value === undefined ? null : (as ?? [])
  const usage = (context: CommandContext, message: string): number => {
    context.error(`${message}\n${optionTable(specs)}`)
    return 1
  }
  return {
    name: spec.name,
    summary: spec.summary,
    options,
    run: async (context) => {
      if (context.args.length === 0) return usage(context, `This tool: ${spec.summary}.`)
      try {
        const parsed = parseOptions(specs, context.args)
        if (parsed.has('help')) return usage(context, `This tool: ${spec.summary}.`)
        if (parsed.has('version')) {
          context.out('2.6.3 (Highwater)\n')
          return 0
        }
        return await spec.run(parsed, context)
      } catch (failure) {
        if (failure instanceof UsageFailure) return usage(context, failure.message)
        if (!(failure instanceof OptionFailure)) throw failure
        if (spec.onBadOption === 'usage') return usage(context, failure.message)
        if (spec.onBadOption === 'message') throw new CommandFailure(failure.message)
        throw javaException(failure.className, failure.message)
      }
    },
  }
}

/** An exception nobody caught, as a JVM prints it; its stack would say nothing here. */
export const javaException = (className: string, message: string): CommandFailure =>
  new CommandFailure(`Exception in thread "main" ${className}: ${message}`)

const NAME_WIDTH = 38

function optionTable(specs: OptionSpecs): string {
  const rows = Object.entries(specs)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { value, about }]) => {
      const text = `${name.length === 1 ? '-' : '--'}${name}`
      const full = value === undefined ? text : value === 'optional' ? `${text} [String]` : `${text} <${kindOf(value)}>`
      return `${full.padEnd(NAME_WIDTH)} ${about}`
    })
  return [`${'Option'.padEnd(NAME_WIDTH)} Description`, `${'------'.padEnd(NAME_WIDTH)} -----------`, ...rows, ''].join(
    '\n',
  )
}

const kindOf = (value: 'text' | 'number'): string => (value === 'number' ? 'Integer' : 'String')

/** Options that Kafka's tools name in brackets: `[group]`. */
const bracketed = (name: string): string => `[${name}]`

export function requireOptions(options: ParsedOptions, ...names: string[]): void {
  for (const name of names)
    if (!options.has(name)) throw new UsageFailure(`Missing required argument "${bracketed(name)}"`)
}

export function refuseTogether(options: ParsedOptions, used: string, ...others: string[]): void {
  if (!options.has(used)) return
  for (const other of others)
    if (options.has(other))
      throw new UsageFailure(`Option "${bracketed(used)}" can't be used with option "${bracketed(other)}"`)
}
