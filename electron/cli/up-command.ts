import { join } from 'node:path'
import { Command } from 'commander'
import { createLabHost, type LabHost } from '../host/host'
import { type Dashboard, serveDashboard } from '../host/server/dashboard-server'
import { defaultLabDir } from './default-dir'
import { type LabArguments, labRequest, wholeNumber, withLabArguments } from './lab-arguments'
import { untilAskedToStop } from './stop-signal'

interface UpArguments extends LabArguments {
  dir?: string
  dashboard: boolean
  dashboardPort: number
  recording: boolean
}

const say = (line: string) => process.stderr.write(`${line}\n`)

export function upCommand(programs: string): Command {
  return withLabArguments(new Command('up'))
    .description('Run a cluster in the foreground until Ctrl-C. Prints one line of JSON on stdout when it is ready.')
    .option('--dir <folder>', `where the lab lives; opened again when it exists (default ${defaultLabDir()})`)
    .option('--no-dashboard', 'do not serve the dashboard to a browser')
    .option('--no-recording', 'keep no history to scrub through; what nobody looks at is then not asked of the brokers')
    .option('--dashboard-port <port>', 'port of the dashboard (default: any free one)', wholeNumber(0, 65_535), 0)
    .action((given: UpArguments) => up(programs, given))
}

async function up(programs: string, given: UpArguments): Promise<void> {
  const dir = given.dir ?? defaultLabDir()
  const stop = untilAskedToStop()
  const host = await createLabHost({
    ...labRequest(given),
    dir,
    programs,
    strict: given.strict ?? false,
    recording: given.recording,
    notice: say,
  })
  let dashboard: Dashboard | null = null
  try {
    if (given.dashboard)
      dashboard = await serveDashboard({ host, files: join(programs, 'renderer'), port: given.dashboardPort })
    say(`lab ${host.summary().dir}: starting ${host.summary().brokers.length} brokers`)
    const ready = await Promise.race([host.ready.then(() => true), stop.then(() => false)])
    if (ready) {
      process.stdout.write(`${readyLine(host, dashboard)}\n`)
      await stop
    }
    say('stopping the brokers one after the other, then the coordination server (Ctrl-C again does not wait)')
  } finally {
    await dashboard?.close()
    await host.close()
  }
  process.exit(0)
}

export function readyLine(host: LabHost, dashboard: Dashboard | null): string {
  const { bootstrap, zookeeper, dir, brokers } = host.summary()
  return JSON.stringify({ ready: true, bootstrap, zookeeper, dir, dashboard: dashboard?.url ?? null, brokers })
}
