import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { Command } from 'commander'
import { createLabHost } from '../host/host'
import type { HostProcessOptions } from '../host/host-messages'
import { serveDashboard } from '../host/server/dashboard-server'
import { defaultLabDir } from './default-dir'
import { electronBinary, NoElectron } from './electron-binary'
import { type LabArguments, labRequest, withLabArguments } from './lab-arguments'
import { openInBrowser } from './open-in-browser'
import { untilAskedToStop } from './stop-signal'

interface StartArguments extends LabArguments {
  dir?: string
  browser?: boolean
}

const say = (line: string) => process.stderr.write(`${line}\n`)

export function startCommand(programs: string): Command {
  return withLabArguments(new Command('start'))
    .description(
      'Open the lab: in a window of its own where Electron can be had, else in the browser. This is what npm start runs.',
    )
    .option('--dir <folder>', `where the lab lives; opened again when it exists (default ${defaultLabDir()})`)
    .option('--browser', 'serve the dashboard to a browser, even where a window could be opened')
    .action((given: StartArguments) => start(programs, given))
}

async function start(programs: string, given: StartArguments): Promise<void> {
  const options: HostProcessOptions = {
    ...labRequest(given),
    dir: resolve(given.dir ?? defaultLabDir()),
    strict: given.strict ?? false,
  }
  say(`Highwater lab in ${options.dir} (settings, data and logs of its brokers)`)
  const reason = given.browser ? 'asked for' : await openWindow(programs, options)
  if (reason === null) return
  if (!given.browser) say(`no desktop window: ${reason}`)
  await openPage(programs, options)
}

/** Opens the window and waits for its end. Returns why there is none, or null. */
async function openWindow(programs: string, options: HostProcessOptions): Promise<string | null> {
  if (!hasDisplay()) return 'this machine shows no desktop'
  try {
    return await runElectron(await electronBinary(say), programs, options)
  } catch (error) {
    if (error instanceof NoElectron) return `Electron cannot be had: ${error.message}`
    throw error
  }
}

const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** Chromium's own complaints (no D-Bus, no GPU) say nothing about the lab; fatal ones still show. */
const QUIET = '--log-level=3'
/** Exit code of an Electron that could not even start (missing libraries, a sandbox that the system refuses). */
const LAB_FAILED = 1
const START_PATIENCE_MS = 5000

function runElectron(binary: string, programs: string, options: HostProcessOptions): Promise<string | null> {
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0
  if (asRoot) say("running as root: Chromium's sandbox does not work there and is off")
  const startedMs = Date.now()
  return new Promise((done) => {
    const child = spawn(binary, [...(asRoot ? ['--no-sandbox'] : []), QUIET, resolve(programs, '..')], {
      stdio: ['ignore', 'inherit', 'inherit'],
      // Ctrl-C reaches this process alone, which asks the window to stop the lab in order.
      detached: true,
      env: {
        ...process.env,
        HIGHWATER_OPTIONS: JSON.stringify(options),
        ELECTRON_RUN_AS_NODE: undefined,
      },
    })
    void untilAskedToStop().then(() => child.kill('SIGTERM'))
    child.once('error', (error) => done(`Electron does not start: ${error.message}`))
    child.once('exit', (code, signal) => {
      const early = Date.now() - startedMs < START_PATIENCE_MS
      if (early && (signal !== null || (code !== 0 && code !== LAB_FAILED)))
        done(`Electron ended at once (${signal ?? code})`)
      else process.exit(code ?? 1)
    })
  })
}

async function openPage(programs: string, options: HostProcessOptions): Promise<void> {
  const stop = untilAskedToStop()
  const host = await createLabHost({ ...options, programs, notice: say })
  const dashboard = await serveDashboard({ host, files: join(programs, 'renderer'), port: 0 })
  try {
    say(`the dashboard is at ${dashboard.url}`)
    openInBrowser(dashboard.url)
    host.ready.then(
      () => say(`the cluster is ready: ${host.summary().bootstrap} (Ctrl-C stops it)`),
      (error: Error) => say(`the cluster is not complete: ${error.message}`),
    )
    await stop
    say('stopping the brokers one after the other, then the coordination server (Ctrl-C again does not wait)')
  } finally {
    await dashboard.close()
    await host.close()
  }
  process.exit(0)
}
