import type { ConsoleLab } from './console-lab'
import type { ConsoleFiles } from './files/console-files'
import type { InputLines } from './input-lines'

/** What a command writes, in pieces as they come: a line ends with `\n`, a prompt does not. */
export type Print = (text: string) => void

/** One run of a command: its words, where it stands, and its three streams. */
export interface CommandContext {
  /** The words after the command's name. */
  args: readonly string[]
  lab: ConsoleLab
  /** The broker whose machine the prompt is on. */
  brokerId: number
  files: ConsoleFiles
  /** The lines typed before this one, this one last. */
  history: readonly string[]
  input: InputLines
  out: Print
  error: Print
  /** Ctrl-C, or the end of whoever looks. */
  signal: AbortSignal
}

/** What can stand at a place of a line. */
export type Completion = 'topic' | 'group' | 'bootstrap' | 'zookeeper' | 'file' | 'broker' | readonly string[]

/** One command of the console. It runs inside the lab: no process is started for it. */
export interface Command {
  name: string
  /** One sentence for `help`. */
  summary: string
  /** Its options, each with what its value is (null: it has none). */
  options?: Readonly<Record<string, Completion | null>>
  /** What its free words are. */
  words?: Completion
  /** Resolves with the exit code. What it throws is printed as the command's error, and the exit code is 1. */
  run(context: CommandContext): Promise<number>
}

/** Ends a command with a text on its error stream. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
    readonly stream: 'out' | 'error' = 'error',
  ) {
    super(message)
  }
}
