import type { ConsoleFunctions, ConsoleState, ConsoleUpdate } from '../api/console-functions'
import { clusterWords } from '../words/cluster-words'
import { failure } from '../words/wording'
import { complete } from './complete'
import type { ConsoleLab } from './console-lab'
import { type ConsoleRun, ConsoleSession } from './console-session'
import { OutputBuffer } from './output-buffer'

const CONSOLES_MAX = 8
const PATIENCE_MS = 20_000
/** A moment to gather what belongs together. */
const GATHER_MS = 20

/** The consoles of one page. */
export class Consoles {
  private readonly open = new Map<number, OpenConsole>()
  private last = 0

  constructor(private readonly lab: ConsoleLab) {}

  functions(): ConsoleFunctions {
    return {
      openConsole: async ({ brokerId }) => {
        if (this.open.size >= CONSOLES_MAX)
          throw failure('BAD_REQUEST', clusterWords.tooManyConsoles, { max: CONSOLES_MAX })
        this.requireBroker(brokerId)
        const opened = new OpenConsole(++this.last, this.lab, brokerId)
        this.open.set(this.last, opened)
        return opened.state()
      },
      closeConsole: async ({ consoleId }) => {
        this.open.get(consoleId)?.close()
        this.open.delete(consoleId)
      },
      runInConsole: async ({ consoleId, brokerId, line }) => {
        this.requireBroker(brokerId)
        return this.one(consoleId).run(brokerId, line)
      },
      readConsole: async ({ consoleId, after }) => this.one(consoleId).read(after),
      typeIntoConsole: async ({ consoleId, line }) => this.one(consoleId).running?.input(line) ?? false,
      endConsoleInput: async ({ consoleId }) => this.one(consoleId).running?.endInput(),
      interruptConsole: async ({ consoleId }) => this.one(consoleId).running?.cancel(),
      completeInConsole: async ({ consoleId, brokerId, line, cursor }) => {
        this.requireBroker(brokerId)
        return complete(this.lab, this.one(consoleId).session.filesOn(brokerId), line, cursor)
      },
    }
  }

  close(): void {
    for (const opened of this.open.values()) opened.close()
    this.open.clear()
  }

  private one(consoleId: number): OpenConsole {
    const found = this.open.get(consoleId)
    if (!found) throw failure('NOT_FOUND', clusterWords.noConsole, { id: consoleId })
    return found
  }

  private requireBroker(brokerId: number): void {
    if (!this.lab.brokers().some(({ id }) => id === brokerId))
      throw failure('NOT_FOUND', clusterWords.noBrokerHere, { id: brokerId })
  }
}

class OpenConsole {
  readonly session: ConsoleSession
  running: ConsoleRun | undefined
  private readonly output = new OutputBuffer()
  private exitCode: number | null = null
  /** A line ended since the last answer: told even when it wrote nothing. */
  private news = false
  private waiting: (() => void) | undefined

  constructor(
    private readonly consoleId: number,
    lab: ConsoleLab,
    brokerId: number,
  ) {
    this.session = new ConsoleSession(lab, brokerId)
  }

  state(): ConsoleState {
    const { brokerId, cwd, busy } = this.session
    return { consoleId: this.consoleId, brokerId, cwd, busy, exitCode: this.exitCode }
  }

  run(brokerId: number, line: string): ConsoleState {
    if (this.session.busy) throw failure('BAD_REQUEST', clusterWords.consoleBusy)
    this.session.moveTo(brokerId)
    const running = this.session.run(line, (stream, text) => {
      this.output.add(stream, text)
      this.told()
    })
    this.running = running
    void running.exitCode.then((code) => {
      this.exitCode = code
      this.running = undefined
      this.news = true
      this.told()
    })
    return this.state()
  }

  async read(after: number): Promise<ConsoleUpdate> {
    // One question at a time: an older one is answered with what there is.
    this.waiting?.()
    if (!this.news && after >= this.output.position) await this.somethingNew()
    this.news = false
    return { state: this.state(), ...this.output.take(after) }
  }

  close(): void {
    this.session.close()
    this.waiting?.()
  }

  private told(): void {
    const { waiting } = this
    if (waiting) setTimeout(waiting, GATHER_MS)
  }

  private somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(patience)
        if (this.waiting === wake) this.waiting = undefined
        resolve()
      }
      const patience = setTimeout(wake, PATIENCE_MS)
      this.waiting = wake
    })
  }
}
