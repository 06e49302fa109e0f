import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { CoordinationEvent, CoordinationMessage } from '../coordination/events'
import { CoordinationServer } from '../coordination/server'
import { type CoordinationSettings, coordinationSettings, parseProperties } from '../coordination/settings'
import { createConsoleLogger, createNodeRuntime } from '../runtime/node'

const USAGE = `Usage: coordination.js [FILE] [--data-dir DIR] [--port PORT] [--host ADDRESS] [--tick-time MS] [--force-sync yes|no] [--snap-count N]

A server that speaks the ZooKeeper protocol and keeps its znodes in DIR.
FILE holds dataDir, clientPort, clientPortAddress, tickTime, forceSync, snapCount as zoo.cfg does; options win over it.
Sessions are granted between 2 and 20 ticks.`

const OPTIONS: ReadonlyMap<string, string> = new Map([
  ['--data-dir', 'dataDir'],
  ['--port', 'clientPort'],
  ['--host', 'clientPortAddress'],
  ['--tick-time', 'tickTime'],
  ['--tick-time-ms', 'tickTime'],
  ['--force-sync', 'forceSync'],
  ['--snap-count', 'snapCount'],
])

/** Events waiting in the channel to a parent that does not read: further ones are dropped and counted. */
const EVENTS_UNSENT_MAX = 1000

const logger = createConsoleLogger({ name: 'coordination' })

function readSettings(args: readonly string[]): CoordinationSettings {
  let source = 'command line'
  let values = new Map<string, string>()
  const given = new Map<string, string>()
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!
    const equals = arg.startsWith('--') ? arg.indexOf('=') : -1
    const name = OPTIONS.get(equals === -1 ? arg : arg.slice(0, equals))
    if (name !== undefined) given.set(name, equals === -1 ? (args[++index] ?? '') : arg.slice(equals + 1))
    else if (arg.startsWith('-')) throw new Error(`unknown option ${arg}; see --help`)
    else {
      source = arg
      values = parseProperties(readFileSync(arg, 'utf8'))
    }
  }
  return coordinationSettings(new Map([...values, ...given]), source)
}

/** The parent went away meanwhile: `disconnect` says so, and stops the server. */
const ignoreLostChannel = (): void => undefined

/** Sends to the parent process, if there is one; what happens is sent only when asked for, and never piles up. */
function createReporter(): {
  send(message: CoordinationMessage): void
  happened(event: CoordinationEvent): void
  subscribe(on: boolean): void
} {
  let subscribed = false
  let unsent = 0
  let dropped = 0
  return {
    send: (message) => {
      if (process.connected) process.send?.(message, undefined, {}, ignoreLostChannel)
    },
    subscribe: (on) => {
      subscribed = on
    },
    happened: (event) => {
      if (!subscribed || !process.connected) return
      if (unsent >= EVENTS_UNSENT_MAX) {
        dropped++
        return
      }
      unsent++
      process.send?.({ type: 'event', event, atMs: Date.now(), dropped } satisfies CoordinationMessage, () => {
        unsent--
      })
      dropped = 0
    },
  }
}

function fail(message: string): never {
  logger.fatal(message)
  process.stderr.write(`coordination: ${message}\n`)
  process.exit(1)
}

async function main(): Promise<void> {
  const args = process.argv.slice(2)
  if (args.length === 0 || args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${USAGE}\n`)
    process.exit(args.length === 0 ? 1 : 0)
  }
  const settings = readSettings(args)
  const runtime = await createNodeRuntime({ logger })
  const reporter = createReporter()
  const options = { ...settings, dataDirectory: resolve(settings.dataDirectory) }
  const server = new CoordinationServer(runtime, options, {
    happened: (event) => reporter.happened(event),
    failed: (error) => fail(`the transaction log cannot be written: ${describe(error)}`),
  })
  let stopping = false
  const stop = (why: string): void => {
    if (stopping) return
    stopping = true
    logger.info(`Shutting down after ${why}`)
    server.close().then(
      () => {
        logger.info('Shut down completed')
        process.exit(0)
      },
      (error: unknown) => fail(`shutdown failed: ${describe(error)}`),
    )
  }
  process.on('SIGTERM', () => stop('SIGTERM'))
  process.on('SIGINT', () => stop('SIGINT'))
  process.on('message', (message: unknown) => {
    const type = (message as { type?: unknown } | null)?.type
    if (type === 'pull' || type === 'snapshot') reporter.send({ type: 'snapshot', snapshot: server.snapshot() })
    else if (type === 'subscribe' || type === 'unsubscribe') reporter.subscribe(type === 'subscribe')
    else if (type === 'stop') stop('a request of the parent process')
  })
  // A parent that dies must not leave its server behind.
  process.on('disconnect', () => stop('the end of the parent process'))
  const port = await server.start()
  reporter.send({ type: 'ready', port, tickTimeMs: settings.tickTimeMs })
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

main().catch((error: unknown) => fail(describe(error)))
