import type {
  CoordinationEvent,
  CoordinationMessage,
  CoordinationQuestion,
  CoordinationSnapshot,
} from '../../../broker-core/coordination/events'
import type { ProcessExit } from '../api/views'
import { lastErrorOf } from '../logs/last-error'
import type { Engine } from './engine'
import type { ProcessRecords } from './process-records'
import type { ProcessStarter } from './process-starter'
import type { ProcessState } from './process-states'
import { SupervisedProcess } from './supervised-process'

export interface CoordinationProcessOptions {
  host: string
  port: number
  engine: Engine
  starter: ProcessStarter
  records: ProcessRecords
  changed(): void
  stateChanged(before: ProcessState, now: ProcessState): void
  event(event: CoordinationEvent, atMs: number): void
}

/** The lab's own coordination server over all its lives. */
export class CoordinationProcess {
  readonly process: SupervisedProcess
  snapshot: CoordinationSnapshot | null = null
  reportedMs: number | null = null
  private outstanding = false

  constructor(private readonly options: CoordinationProcessOptions) {
    const logPath = options.engine.coordination(options.host, options.port).logPath
    this.process = new SupervisedProcess('coordination', options.starter, options.records, {
      changed: (before, now) => {
        options.stateChanged(before, now)
        options.changed()
      },
      message: (message) => this.receive(message as CoordinationMessage),
      lastError: () => lastErrorOf(logPath, this.process.startedMs),
    })
  }

  get exit(): ProcessExit | null {
    return this.process.exit
  }

  start(): void {
    this.outstanding = false
    this.process.start(this.options.engine.coordination(this.options.host, this.options.port))
    this.ask('subscribe')
  }

  /** One question at a time; a frozen server answers when it is thawed. */
  pull(): void {
    if (this.outstanding || !this.process.live || this.process.state.name === 'Starting') return
    this.outstanding = true
    this.ask('pull')
  }

  private ask(type: CoordinationQuestion['type']): void {
    this.process.send({ type } satisfies CoordinationQuestion)
  }

  private receive(message: CoordinationMessage): void {
    switch (message.type) {
      case 'ready':
        this.process.ready()
        break
      case 'event':
        this.options.event(message.event, message.atMs)
        // Sessions came or went: the page's list of them is old.
        if (message.event.kind !== 'znodeWritten') this.pull()
        break
      case 'snapshot':
        this.outstanding = false
        this.snapshot = message.snapshot
        this.reportedMs = Date.now()
        this.options.changed()
    }
  }
}
