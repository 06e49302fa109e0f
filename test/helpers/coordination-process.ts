import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startZooKeeper } from './apache-servers'
import type { CoordinationEngine } from './cluster-options'
import { freePort } from './ports'
import { type Exit, startProcess, type TestProcess } from './processes'
import { programPath } from './programs'

const START_PATIENCE_MS = 30_000

/** The keeper of the znodes, on one port and one directory through all its lives. */
export class CoordinationProcess {
  private current: TestProcess | undefined

  private constructor(
    readonly engine: CoordinationEngine,
    readonly directory: string,
    readonly port: number,
    private readonly tickTimeMs: number,
  ) {}

  static async create(engine: CoordinationEngine, parent: string, tickTimeMs: number): Promise<CoordinationProcess> {
    const directory = join(parent, 'coordination')
    mkdirSync(directory, { recursive: true })
    return new CoordinationProcess(engine, directory, await freePort(), tickTimeMs)
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  get process(): TestProcess {
    if (!this.current) throw new Error('the coordination server is not started')
    return this.current
  }

  /** Resolves when it accepts connections. */
  async start(): Promise<void> {
    const { directory, port, tickTimeMs } = this
    if (this.engine === 'zookeeper') {
      this.current = await startZooKeeper({ directory, port, tickTimeMs })
      return
    }
    const server = startProcess({
      command: process.execPath,
      args: [programPath('coordination'), ...coordinationArguments(directory, port, tickTimeMs)],
      name: 'coordination server',
      cwd: directory,
      logFile: join(directory, 'output.log'),
    })
    this.current = server
    await server.line(/listening on/, START_PATIENCE_MS)
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Exit> {
    this.process.signal(signal)
    return this.process.exited
  }

  async stop(): Promise<void> {
    await this.current?.stop()
  }
}

function coordinationArguments(directory: string, port: number, tickTimeMs: number): string[] {
  return ['--data-dir', join(directory, 'data'), '--port', String(port), '--tick-time-ms', String(tickTimeMs)]
}
