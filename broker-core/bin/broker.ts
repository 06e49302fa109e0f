import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadServerProperties, ServerPropertiesError } from '../config/server-properties'
import type { ProbeFact } from '../probe/events'
import type { BrokerToLab, LabToBroker } from '../probe/telemetry'
import { BrokerAccount, type ChannelAccount } from '../runtime/io-account'
import { createConsoleLogger, createNodeRuntime } from '../runtime/node'
import type { Runtime } from '../runtime/runtime'
import { BrokerServer } from '../server/broker-server'
import { CountedFacts, collectMetrics } from '../server/metrics'
import { reportStorage } from '../server/storage-report'
import { TelemetryReporter } from '../server/telemetry'
import { GateLink } from './gate-link'
import { type MetricsPort, metricsPort } from './metrics-port'
import { WatchLink } from './watch-link'

const USAGE = `Usage: broker.js FILE [--override KEY=VALUE]... [--metrics-port PORT] [--strict]

Runs one Kafka broker with the settings of FILE, a server.properties.
  --override KEY=VALUE   a setting that wins over FILE
  --metrics-port PORT    serve Prometheus metrics at http://127.0.0.1:PORT/metrics (or HIGHWATER_METRICS_PORT); 0 takes a free port
  --strict               exit, as Kafka does, when this broker's earlier life is still registered, instead of waiting for its session to end`

/** Facts waiting in the channel to a lab that does not read: further ones are dropped. */
const FACTS_UNSENT_MAX = 2000

const logger = createConsoleLogger({ name: 'kafka' })

interface Arguments {
  file: string
  overrides: Map<string, string>
  strict: boolean
  metricsPort: MetricsPort | undefined
}

function readArguments(args: readonly string[]): Arguments {
  const overrides = new Map<string, string>()
  let file: string | undefined
  let strict = false
  let metricsPortText: string | undefined
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!
    if (arg === '--strict') strict = true
    else if (arg === '--metrics-port') metricsPortText = args[++index] ?? 'nothing'
    else if (arg === '--override') {
      const setting = args[++index] ?? ''
      const equals = setting.indexOf('=')
      if (equals < 1) fail(`--override wants KEY=VALUE, not "${setting}"`)
      overrides.set(setting.slice(0, equals), setting.slice(equals + 1))
    } else if (arg.startsWith('-') || file !== undefined) fail(`unknown argument ${arg}; see --help`)
    else file = resolve(arg)
  }
  if (file === undefined) fail('the path of a server.properties is missing; see --help')
  return { file, overrides, strict, metricsPort: readMetricsPort(metricsPortText) }
}

function readMetricsPort(text: string | undefined): MetricsPort | undefined {
  try {
    return metricsPort(text)
  } catch (error) {
    return fail(describe(error))
  }
}

function fail(message: string): never {
  logger.fatal(message)
  process.stderr.write(`broker: ${message}\n`)
  process.exit(1)
}

/** What the lab hears of this broker: nothing but its state until it attaches, and never more than the channel takes. */
class LabLink {
  private attached = false
  private changeTold = false
  private unsent = 0
  private reporter: TelemetryReporter | undefined
  /** The lab said that no other broker is left. */
  lastOfLab = false

  readonly gates: GateLink
  readonly exchanges: WatchLink

  constructor(
    private readonly runtime: Runtime,
    private readonly account: ChannelAccount,
  ) {
    this.gates = new GateLink(runtime, (message) => this.send(message))
    this.exchanges = new WatchLink(runtime, (message) => this.send(message))
  }

  listen(server: BrokerServer): void {
    this.reporter = new TelemetryReporter(server, this.runtime)
    process.on('message', (message: LabToBroker) => {
      this.account.in += bytesOf(message)
      if (this.gates.receive(message) || this.exchanges.receive(message)) return
      if (message.type === 'attach') this.attached = true
      else if (message.type === 'lastOfLab') this.lastOfLab = true
      else if (message.type === 'pull' && this.reporter !== undefined) {
        this.changeTold = false
        this.send({
          type: 'telemetry',
          requestId: message.requestId,
          telemetry: this.reporter.report(message.sinceVersion),
        })
      } else if (message.type === 'askStorage') {
        const storage = reportStorage(server, this.runtime, message.question)
        this.send({ type: 'storage', requestId: message.requestId, storage })
      }
    })
  }

  send(message: BrokerToLab): void {
    if (!process.connected) return
    this.unsent++
    this.account.out += bytesOf(message)
    process.send?.(message, () => {
      this.unsent--
    })
  }

  fact(brokerId: number, fact: ProbeFact): void {
    if (!this.attached || this.unsent > FACTS_UNSENT_MAX) return
    const { clock } = this.runtime
    this.send({ type: 'event', event: { brokerId, wallMs: clock.wallMs(), monotonicMs: clock.monotonicMs(), fact } })
  }

  changed(): void {
    if (!this.attached || this.changeTold) return
    this.changeTold = true
    this.send({ type: 'changed' })
  }
}

/** As the channel writes it: JSON and a line feed. */
function bytesOf(message: unknown): number {
  return Buffer.byteLength(JSON.stringify(message)) + 1
}

function loadConfig({ file, overrides }: Arguments): ReturnType<typeof loadServerProperties> {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    return fail(`${file} cannot be read: ${(error as Error).message}`)
  }
  try {
    return loadServerProperties(file, text, overrides)
  } catch (error) {
    if (error instanceof ServerPropertiesError) return fail(error.message)
    throw error
  }
}

async function main(): Promise<void> {
  const args = process.argv.slice(2)
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`)
    return process.exit(0)
  }
  const settings = readArguments(args)
  const { config, warnings } = loadConfig(settings)
  for (const warning of warnings) logger.warn(warning)
  const runtime = await createNodeRuntime({
    logger,
    workerPrograms: { 'log-cleaner': join(__dirname, 'cleaner-worker.js') },
  })
  const account = new BrokerAccount()
  logger.onLine((bytes) => {
    account.logLines += bytes
  })
  const lab = new LabLink(runtime, account.channel)
  const counted = settings.metricsPort === undefined ? undefined : new CountedFacts()
  const server = new BrokerServer({
    runtime,
    config,
    account,
    strict: settings.strict,
    onState: (state, detail) =>
      lab.send({ type: 'state', state, atMs: runtime.clock.wallMs(), ...(detail !== undefined && { detail }) }),
    onRecoveryProgress: ({ loaded, total }) => lab.send({ type: 'recovery', logsDone: loaded, logsTotal: total }),
    probe: (fact) => {
      counted?.count(fact)
      lab.fact(server.brokerId, fact)
    },
    onChange: () => lab.changed(),
    onFatal: fail,
    gates: lab.gates.board,
    exchanges: lab.exchanges.watch,
  })
  lab.listen(server)

  let stopping = false
  const stop = (why: string, handOver = !lab.lastOfLab): void => {
    if (stopping) return
    stopping = true
    logger.info(`Terminating process due to ${why}`)
    server.shutdown(handOver).then(
      () => process.exit(0),
      (error: unknown) => fail(`shutdown failed: ${describe(error)}`),
    )
  }
  process.on('SIGTERM', () => stop('signal SIGTERM'))
  process.on('SIGINT', () => stop('signal SIGINT'))
  // A lab that dies must not leave its brokers behind. Its other processes end at the same moment: nobody could take over.
  process.on('disconnect', () => {
    const released = lab.gates.board.releaseAll()
    if (released > 0) logger.info(`Released ${released} gates: the lab that held them is gone`)
    stop('the end of the lab', false)
  })
  process.on('uncaughtException', (error) => {
    logger.fatal('Uncaught exception', error)
    process.exit(1)
  })
  process.on('unhandledRejection', (error) => {
    logger.fatal('Unhandled rejection', error)
    process.exit(1)
  })
  try {
    if (settings.metricsPort !== undefined && counted !== undefined) {
      const { serveMetrics } = await import('./metrics-endpoint')
      const port = await serveMetrics(settings.metricsPort, () => collectMetrics(server, counted))
      logger.info(`Metrics at http://127.0.0.1:${port}/metrics`)
    }
    await server.startup()
  } catch (error) {
    if (stopping) return
    // A start that failed must not leave a session behind that keeps the next one waiting.
    await server.abandon().catch((again: unknown) => logger.warn('Cleaning up after the failed start', again))
    fail(describe(error))
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

void main()
