import { CommandFailure, type Print } from './command'
import type { ConsoleLab } from './console-lab'
import { ConsoleFiles } from './files/console-files'
import { InputLines } from './input-lines'
import { parseLine } from './parse-line'
import { toolNames } from './registry'
import { runPipelines } from './run-pipelines'

export type OutputStream = 'out' | 'error'

/** A line that runs. */
export interface ConsoleRun {
  /** A line typed into it; false: it takes no more now. */
  input(line: string): boolean
  /** Resolves when it takes another line; false: it never will. */
  room(): Promise<boolean>
  /** Ctrl-D. */
  endInput(): void
  /** Ctrl-C: the line ends with exit code 130. */
  cancel(): void
  /** Never rejects. */
  readonly exitCode: Promise<number>
}

const HISTORY_MAX = 500
const CANCELLED = 130

/** One prompt: which broker it is on, where it stands, what was typed. Runs one line at a time. */
export class ConsoleSession {
  private files: ConsoleFiles
  private readonly typed: string[] = []
  private running: AbortController | undefined

  constructor(
    private readonly lab: ConsoleLab,
    brokerId: number,
  ) {
    this.files = new ConsoleFiles(lab, brokerId, undefined, toolNames)
  }

  get brokerId(): number {
    return this.files.brokerId
  }

  /** The folder as the prompt shows it. */
  get cwd(): string {
    return this.files.cwd
  }

  get busy(): boolean {
    return this.running !== undefined
  }

  /** The same prompt on another broker. */
  moveTo(brokerId: number): void {
    this.files = this.filesOn(brokerId)
  }

  /** What the prompt would see on a broker. */
  filesOn(brokerId: number): ConsoleFiles {
    return brokerId === this.brokerId ? this.files : new ConsoleFiles(this.lab, brokerId, this.files, toolNames)
  }

  /** Runs a line; what it writes is handed on as it comes. Throws when another runs still. */
  run(line: string, print: (stream: OutputStream, text: string) => void): ConsoleRun {
    if (this.running) throw new Error('a line runs already')
    this.remember(line)
    const controller = new AbortController()
    const input = new InputLines()
    this.running = controller
    const exitCode = this.execute(line, input, controller.signal, print).finally(() => {
      this.running = undefined
      input.end()
    })
    return {
      input: (text) => input.write(text),
      room: () => input.room(),
      endInput: () => input.end(),
      cancel: () => controller.abort(),
      exitCode,
    }
  }

  close(): void {
    this.running?.abort()
  }

  private remember(line: string): void {
    if (line.trim() === '') return
    this.typed.push(line)
    if (this.typed.length > HISTORY_MAX) this.typed.shift()
  }

  private async execute(
    line: string,
    input: InputLines,
    signal: AbortSignal,
    print: (stream: OutputStream, text: string) => void,
  ): Promise<number> {
    const out: Print = (text) => print('out', text)
    const error: Print = (text) => print('error', text)
    const parsed = parseLine(line)
    if (parsed.kind === 'empty') return 0
    if (parsed.kind === 'refused') {
      error(`${parsed.reason}\n`)
      return 2
    }
    const { lab, files, brokerId } = this
    const world = { lab, files, brokerId, history: this.typed, input, signal, out, error }
    try {
      const code = await runPipelines(parsed.pipelines, world)
      return signal.aborted ? CANCELLED : code
    } catch (failure) {
      if (signal.aborted) return CANCELLED
      const text = failure instanceof Error ? failure.message : String(failure)
      const to = failure instanceof CommandFailure && failure.stream === 'out' ? out : error
      to(`${text}\n`)
      return failure instanceof CommandFailure ? failure.exitCode : 1
    }
  }
}
