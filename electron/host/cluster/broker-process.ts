import type { ProbeEvent } from '../../../broker-core/probe/events'
import type { StorageQuestion, StorageTelemetry } from '../../../broker-core/probe/storage-telemetry'
import type { BrokerStateName, BrokerTelemetry, BrokerToLab } from '../../../broker-core/probe/telemetry'
import type { BrokerState } from '../api/views'
import { lastErrorOf } from '../logs/last-error'
import { readProcessIo } from '../sampler/process-io'
import type { BrokerIo } from './broker-io'
import { BrokerReports } from './broker-reports'
import type { Engine } from './engine'
import type { ProcessRecords } from './process-records'
import type { ProcessStarter } from './process-starter'
import type { ProcessState } from './process-states'
import { StorageAsker } from './storage-asker'
import { SupervisedProcess } from './supervised-process'
import { TelemetryPuller } from './telemetry-puller'

/** Telemetry comes up to ten times a second; a second's bytes need one reading of it. */
const IO_INTERVAL_MS_MIN = 500
/** What a broker says of gates and of what passes between its replicas: for others than the one who starts and stops it. */
export type LabMessage = Extract<BrokerToLab, { type: 'gates' | 'gateAnswer' | 'replication' }>

export interface BrokerProcessOptions {
  id: number
  port: number
  engine: Engine
  starter: ProcessStarter
  records: ProcessRecords
  /** Least time between two questions for its telemetry; null: nobody wants to know. */
  paceMs(): number | null
  changed(): void
  partitionsChanged(keys: Iterable<string>): void
  stateChanged(before: ProcessState, now: ProcessState): void
  event(event: ProbeEvent): void
  /** Its process is there: what is sent now it hears before it does anything. */
  started(): void
  lab(message: LabMessage): void
}

/** One broker of the lab over all its lives: its process, what it says of itself, and its last known figures. */
export class BrokerProcess {
  readonly id: number
  port: number
  readonly process: SupervisedProcess
  reports = new BrokerReports()
  told: { state: BrokerStateName; detail: string | null; atMs: number } | null = null
  recovery: { logsDone: number; logsTotal: number } | null = null
  /** What this life moved, with the kernel's counters of the same moment; null before it told. */
  io: BrokerIo | null = null
  private puller: TelemetryPuller | undefined
  private asker: StorageAsker | undefined

  constructor(private readonly options: BrokerProcessOptions) {
    this.id = options.id
    this.port = options.port
    const logPath = options.engine.broker(options.id).logPath
    this.process = new SupervisedProcess(`broker-${options.id}`, options.starter, options.records, {
      changed: (before, now) => this.stateChanged(before, now),
      message: (message) => this.receive(message as BrokerToLab),
      lastError: () => lastErrorOf(logPath, this.process.startedMs),
    })
  }

  start(): void {
    this.told = null
    this.recovery = null
    this.puller?.stop()
    this.asker?.stop()
    this.asker = new StorageAsker((message) => this.process.send(message))
    this.io = null
    // The figures of the earlier life stay on screen until the new one tells its own.
    this.reports.version = 0
    this.puller = new TelemetryPuller({
      send: (message) => this.process.send(message),
      paceMs: this.options.paceMs,
      sinceVersion: () => this.reports.version,
    })
    this.process.start(this.options.engine.broker(this.id))
    this.process.send({ type: 'attach' })
    this.options.started()
  }

  /** Once a second while somebody looks: a broker that says nothing new still has to say that it is there. */
  heartbeat(): void {
    if (this.told !== null && this.process.live) this.puller?.heartbeat()
  }

  /** Cleaner, retention and bytes of partitions; null: it does not answer. */
  askStorage(question: StorageQuestion): Promise<StorageTelemetry | null> {
    if (this.asker === undefined || this.told === null || !this.process.live) return Promise.resolve(null)
    return this.asker.ask(question)
  }

  /** Kafka's word where the broker itself said it, ours for what only its process shows. */
  get state(): BrokerState {
    const { name } = this.process.state
    if (name === 'Paused' || name === 'Killed' || name === 'Crashed') return name
    if (name === 'Stopped') return 'NotRunning'
    const told = this.told?.state
    if (name === 'Stopping') return told === 'BrokerShuttingDown' ? told : 'PendingControlledShutdown'
    return told === undefined || told === 'NotRunning' ? 'Starting' : told
  }

  get stateSinceMs(): number {
    const own = this.process.state.name
    const told = own === 'Starting' || own === 'Running' ? (this.told?.atMs ?? 0) : 0
    return Math.max(told, this.process.stateSinceMs)
  }

  get stateDetail(): string | null {
    if (!this.process.live) return null
    if (this.state === 'RecoveringFromUncleanShutdown' && this.recovery)
      return `recovering log ${this.recovery.logsDone} of ${this.recovery.logsTotal}`
    return this.told?.detail ?? null
  }

  private receive(message: BrokerToLab): void {
    switch (message.type) {
      case 'state':
        this.receiveState(message)
        break
      case 'recovery':
        this.recovery = { logsDone: message.logsDone, logsTotal: message.logsTotal }
        this.options.changed()
        break
      case 'changed':
        this.puller?.noticeChange()
        break
      case 'event':
        this.options.event(message.event)
        break
      case 'storage':
        this.asker?.answered(message.requestId, message.storage)
        break
      case 'telemetry':
        this.receiveTelemetry(message)
        break
      case 'gates':
      case 'gateAnswer':
      case 'replication':
        this.options.lab(message)
    }
  }

  private receiveTelemetry({ requestId, telemetry }: Extract<BrokerToLab, { type: 'telemetry' }>): void {
    if (!this.puller?.answered(requestId)) return
    this.noteIo(telemetry)
    const keys = this.reports.apply(telemetry, Date.now())
    this.options.changed()
    this.options.partitionsChanged(keys)
  }

  /** The kernel's counters are read where the broker's arrive: both stand for the same moment. */
  private noteIo({ wallMs, moved }: BrokerTelemetry): void {
    const { pid } = this.process
    if (pid === null || (this.io !== null && wallMs - this.io.wallMs < IO_INTERVAL_MS_MIN)) return
    this.io = { pid, wallMs, atMs: Date.now(), moved, process: readProcessIo(pid) }
  }

  private receiveState(message: Extract<BrokerToLab, { type: 'state' }>): void {
    this.told = { state: message.state, detail: message.detail ?? null, atMs: message.atMs }
    if (message.state === 'RunningAsBroker') this.process.ready()
    this.puller?.noticeChange()
    this.options.changed()
  }

  private stateChanged(before: ProcessState, now: ProcessState): void {
    if (!this.process.live) {
      this.puller?.stop()
      this.asker?.stop()
    }
    this.options.stateChanged(before, now)
    this.options.changed()
    this.options.partitionsChanged(
      new Set([...this.reports.partitions.keys(), ...this.reports.metadataPartitions.keys()]),
    )
  }
}
