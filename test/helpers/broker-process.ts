import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { spawnApacheBroker } from './apache-servers'
import type { Engine } from './cluster-options'
import { type Exit, startProcess, type TestProcess } from './processes'
import { programPath } from './programs'
import { formatProperties, type Properties } from './properties'

const START_PATIENCE_MS = 60_000
const STOP_PATIENCE_MS = 40_000
const STARTED = /\[KafkaServer id=\d+\] started/

/** One broker on one port and its own log dirs, through all its lives. */
export class BrokerProcess {
  private current: TestProcess | undefined
  private frozen = false

  constructor(
    readonly id: number,
    readonly engine: Engine,
    readonly port: number,
    readonly directory: string,
    readonly logDirs: readonly string[],
    readonly properties: Properties,
  ) {
    for (const logDir of logDirs) mkdirSync(logDir, { recursive: true })
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  get process(): TestProcess {
    if (!this.current) throw new Error(`broker ${this.id} is not started`)
    return this.current
  }

  get running(): boolean {
    return this.current !== undefined && this.current.exit === undefined
  }

  /** Starts it without waiting; `extra` properties hold for this life and the next ones. */
  async spawn(extra: Properties = {}): Promise<TestProcess> {
    if (this.running) throw new Error(`broker ${this.id} is running`)
    Object.assign(this.properties, extra)
    this.frozen = false
    this.current = this.engine === 'apache' ? await this.spawnApache() : this.spawnOurs()
    return this.current
  }

  async start(extra: Properties = {}): Promise<void> {
    const broker = await this.spawn(extra)
    await broker.line(STARTED, START_PATIENCE_MS)
  }

  /** A signal that ends it; resolves when it has ended. */
  async kill(signal: 'SIGKILL' | 'SIGTERM' | 'SIGINT' = 'SIGKILL'): Promise<Exit> {
    this.process.signal(signal)
    const timer = setTimeout(() => this.process.signal('SIGKILL'), STOP_PATIENCE_MS)
    const exit = await this.process.exited
    clearTimeout(timer)
    return exit
  }

  pause(): void {
    this.process.signal('SIGSTOP')
    this.frozen = true
  }

  resume(): void {
    this.process.signal('SIGCONT')
    this.frozen = false
  }

  get paused(): boolean {
    return this.frozen
  }

  private spawnApache(): Promise<TestProcess> {
    return spawnApacheBroker({ version: '2.6.3', directory: this.directory, properties: this.properties })
  }

  private spawnOurs(): TestProcess {
    mkdirSync(this.directory, { recursive: true })
    const file = join(this.directory, 'server.properties')
    writeFileSync(file, formatProperties(this.properties))
    return startProcess({
      command: process.execPath,
      args: [programPath('broker'), file],
      name: `broker ${this.id}`,
      cwd: this.directory,
      logFile: join(this.directory, 'server.log'),
    })
  }
}
