/** A prompt as the page shows it. */
export interface ConsoleState {
  consoleId: number
  brokerId: number
  /** The folder it stands in, as a server of the book has it: `/data/kafka-logs`. */
  cwd: string
  /** A line runs: what is typed goes into it. */
  busy: boolean
  /** Of the last line that ended; null: none yet. */
  exitCode: number | null
}

/** What was written since the last answer. */
export interface ConsoleUpdate {
  state: ConsoleState
  /** In the order it was written. Text ends where it ended, with or without a line's end. */
  output: { stream: 'out' | 'error'; text: string }[]
  /** Characters that nobody fetched in time and that are gone, the oldest ones. */
  dropped: number
  /** The `after` of the next question. */
  next: number
}

export interface ConsoleCompletion {
  /** Where in the line the candidates stand, from this character to the cursor. */
  from: number
  /** Whole words, a space after them where the word is complete. */
  candidates: string[]
}

/** Lines of Kafka's tools, typed into the lab. A page's consoles end with the page. */
export interface ConsoleFunctions {
  openConsole(request: { brokerId: number }): Promise<ConsoleState>
  closeConsole(request: { consoleId: number }): Promise<void>
  /** Starts a line on that broker's machine; what it writes comes through readConsole. Refused while another runs. */
  runInConsole(request: { consoleId: number; brokerId: number; line: string }): Promise<ConsoleState>
  /** Resolves as soon as something was written, or a line ended, after `after` (0: all that is kept); after 20 s with nothing. */
  readConsole(request: { consoleId: number; after: number }): Promise<ConsoleUpdate>
  /** One line into the command that runs. false: it takes no more. */
  typeIntoConsole(request: { consoleId: number; line: string }): Promise<boolean>
  /** Ctrl-D. */
  endConsoleInput(request: { consoleId: number }): Promise<void>
  /** Ctrl-C. */
  interruptConsole(request: { consoleId: number }): Promise<void>
  /** What can stand at the cursor. */
  completeInConsole(request: {
    consoleId: number
    brokerId: number
    line: string
    cursor: number
  }): Promise<ConsoleCompletion>
}
