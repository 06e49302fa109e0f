import type { ProbeEvent } from '../../../broker-core/probe/events'
import type { BrokerSignal } from '../api/functions'
import { coordinationEvent } from '../timeline/coordination-events'
import type { NewEvent } from '../timeline/timeline'
import { clusterWords } from '../words/cluster-words'
import { names } from '../words/names'
import { failure } from '../words/wording'
import { BrokerProcess, type LabMessage } from './broker-process'
import { CoordinationProcess } from './coordination-process'
import type { Engine } from './engine'
import { errorTextOf, exitText } from './exit-text'
import type { LabFile } from './lab-folder'
import type { ProcessRecords } from './process-records'
import type { ProcessStarter } from './process-starter'
import type { EndedProcessState, ProcessState } from './process-states'
import type { SupervisedProcess } from './supervised-process'

/** What the rest of the host hears of. */
export interface ClusterListener {
  brokerChanged(id: number): void
  coordinationChanged(): void
  partitionsChanged(keys: Iterable<string>): void
  probeEvent(event: ProbeEvent): void
  brokerStarted(id: number): void
  brokerEnded(id: number): void
  labMessage(id: number, message: LabMessage): void
  /** Something for the timeline, at `atMs` or now. */
  happened(event: NewEvent): void
  /** Any process began, ended, froze or thawed. */
  processChanged(): void
}

export interface ClusterOptions {
  lab: LabFile
  engine: Engine
  starter: ProcessStarter
  records: ProcessRecords
  /** Least time between two questions to a broker; null: nobody wants to know. */
  paceMs(): number | null
  listener: ClusterListener
}

/** The lab's processes by name. Single steps only: what takes several of them in order is in lifecycle.ts. */
export class Cluster {
  readonly brokers = new Map<number, BrokerProcess>()
  readonly coordination: CoordinationProcess | null

  constructor(private readonly options: ClusterOptions) {
    const { lab } = options
    this.coordination = lab.coordinationPort === null ? null : this.makeCoordination(lab.host, lab.coordinationPort)
    for (const { id, port } of lab.brokers) this.addBroker(id, port)
  }

  addBroker(id: number, port: number): BrokerProcess {
    const { engine, starter, records, paceMs, listener } = this.options
    const broker = new BrokerProcess({
      id,
      port,
      engine,
      starter,
      records,
      paceMs,
      changed: () => listener.brokerChanged(id),
      partitionsChanged: (keys) => listener.partitionsChanged(keys),
      stateChanged: (before, now) => {
        if (!broker.process.live) listener.brokerEnded(id)
        this.note(id, `Broker ${id}`, broker.process, before, now)
      },
      started: () => listener.brokerStarted(id),
      lab: (message) => listener.labMessage(id, message),
      event: (event) => listener.probeEvent(event),
    })
    this.brokers.set(id, broker)
    return broker
  }

  /** Throws NOT_FOUND for an id that the lab does not have. */
  broker(id: number): BrokerProcess {
    const broker = this.brokers.get(id)
    if (!broker) throw failure('NOT_FOUND', clusterWords.noBroker, { id, known: [...this.brokers.keys()].join(', ') })
    return broker
  }

  requireCoordination(): CoordinationProcess {
    if (this.coordination) return this.coordination
    throw failure('BAD_REQUEST', clusterWords.foreignZooKeeper)
  }

  start(process: BrokerProcess | CoordinationProcess): void {
    const supervised = process.process
    if (supervised.live)
      throw failure('ALREADY_RUNNING', clusterWords.runsAlready, {
        who: names.process(supervised.name),
        pid: supervised.pid,
      })
    process.start()
  }

  /** Sends a signal; returns the pid it went to. */
  signal(supervised: SupervisedProcess, signal: BrokerSignal): number {
    const { pid } = supervised
    if (pid === null || !supervised.signal(signal))
      throw failure('NOT_RUNNING', clusterWords.notRunning, { who: names.process(supervised.name) })
    return pid
  }

  all(): SupervisedProcess[] {
    const own = this.coordination ? [this.coordination.process] : []
    return [...own, ...[...this.brokers.values()].map((broker) => broker.process)]
  }

  private makeCoordination(host: string, port: number): CoordinationProcess {
    const { engine, starter, records, listener } = this.options
    const coordination: CoordinationProcess = new CoordinationProcess({
      host,
      port,
      engine,
      starter,
      records,
      changed: () => listener.coordinationChanged(),
      event: (event, atMs) => {
        const line = coordinationEvent(event, atMs)
        if (line) listener.happened(line)
      },
      stateChanged: (before, now) =>
        this.note('coordination', 'Coordination server', coordination.process, before, now),
    })
    return coordination
  }

  private note(
    source: 'coordination' | number,
    who: string,
    supervised: SupervisedProcess,
    before: ProcessState,
    now: ProcessState,
  ): void {
    if (before.name === now.name) return
    const { listener } = this.options
    const pid = supervised.pid
    if (now.name === 'Starting' && before.name !== 'Paused')
      listener.happened({ source, kind: 'processStarted', text: `${who} started (process ${pid})`, details: { pid } })
    else if (now.name === 'Running' && before.name === 'Starting')
      listener.happened({ source, kind: 'processReady', text: `${who} is running`, severity: 'good', details: { pid } })
    else if (now.name === 'Stopping' && before.name !== 'Paused')
      listener.happened({ source, kind: 'processStopping', text: `${who} was asked to stop`, details: { pid } })
    else if (now.name === 'Paused')
      listener.happened({
        source,
        kind: 'processPaused',
        text: `${who} is frozen (SIGSTOP)`,
        severity: 'warn',
        details: { pid },
      })
    else if (before.name === 'Paused' && supervised.live)
      listener.happened({ source, kind: 'processResumed', text: `${who} goes on (SIGCONT)`, details: { pid } })
    else if (!supervised.live && supervised.exit) this.noteExit(source, who, supervised, now.name as EndedProcessState)
    listener.processChanged()
  }

  private noteExit(
    source: 'coordination' | number,
    who: string,
    { exit }: SupervisedProcess,
    ended: EndedProcessState,
  ): void {
    if (!exit) return
    const kind = ({ Stopped: 'processStopped', Killed: 'processKilled', Crashed: 'processCrashed' } as const)[ended]
    const severity = ended === 'Stopped' ? 'info' : 'bad'
    const lastError = exit.lastError === null ? {} : { lastError: errorTextOf(exit.lastError) }
    const details = { code: exit.code, signal: exit.signal, requested: exit.requested, ...lastError }
    this.options.listener.happened({ source, kind, text: exitText(who, ended, exit), severity, details })
  }
}
