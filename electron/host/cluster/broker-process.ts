import type { ProbeEvent } from '../../../broker-core/probe/events'
import type { BrokerStateName, BrokerToLab } from '../../../broker-core/probe/telemetry'
import type { BrokerState } from '../api/views'
import { lastErrorOf } from '../logs/last-error'
import { BrokerReports } from './broker-reports'
import type { Engine } from './engine'
import type { ProcessRecords } from './process-records'
import type { ProcessStarter } from './process-starter'
import type { ProcessState } from './process-states'
import { SupervisedProcess } from './supervised-process'
import { TelemetryPuller } from './telemetry-puller'

export interface BrokerProcessOptions {
  id: number
  port: number
  engine: Engine
  starter: ProcessStarter
  records: ProcessRecords
  watched(): boolean
  changed(): void
  partitionsChanged(keys: Iterable<string>): void
  stateChanged(before: ProcessState, now: ProcessState): void
  event(event: ProbeEvent): void
}

/** One broker of the lab over all its lives: its process, what it says of itself, and its last known figures. */
export class BrokerProcess {
  readonly id: number
  port: number
  readonly process: SupervisedProcess
  reports = new BrokerReports()
  told: { state: BrokerStateName; detail: string | null; atMs: number } | null = null
  recovery: { logsDone: number; logsTotal: number } | null = null
  private puller: TelemetryPuller | undefined

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
    // The figures of the earlier life stay on screen until the new one tells its own.
    this.reports.version = 0
    this.puller = new TelemetryPuller({
      send: (message) => this.process.send(message),
      watched: this.options.watched,
      sinceVersion: () => this.reports.version,
    })
    this.process.start(this.options.engine.broker(this.id))
    this.process.send({ type: 'attach' })
  }

  /** Once a second while somebody looks: a broker that says nothing new still has to say that it is there. */
  heartbeat(): void {
    if (this.told !== null && this.process.live) this.puller?.heartbeat()
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
      case 'telemetry':
        this.receiveTelemetry(message)
    }
  }

  private receiveTelemetry({ requestId, telemetry }: Extract<BrokerToLab, { type: 'telemetry' }>): void {
    if (!this.puller?.answered(requestId)) return
    const keys = this.reports.apply(telemetry, Date.now())
    this.options.changed()
    this.options.partitionsChanged(keys)
  }

  private receiveState(message: Extract<BrokerToLab, { type: 'state' }>): void {
    this.told = { state: message.state, detail: message.detail ?? null, atMs: message.atMs }
    if (message.state === 'RunningAsBroker') this.process.ready()
    this.puller?.noticeChange()
    this.options.changed()
  }

  private stateChanged(before: ProcessState, now: ProcessState): void {
    if (!this.process.live) this.puller?.stop()
    this.options.stateChanged(before, now)
    this.options.changed()
    this.options.partitionsChanged(
      new Set([...this.reports.partitions.keys(), ...this.reports.metadataPartitions.keys()]),
    )
  }
}
