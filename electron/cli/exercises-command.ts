import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { exerciseCatalogue } from '../host/exercises/catalogue'
import type { Exercise } from '../host/exercises/load'
import { cliFailure } from './cli-failure'
import { checkLine, listText, outcomeLine, stepLines } from './exercises-text'
import { runInFreshLab } from './fresh-lab'
import { wholeNumber } from './lab-arguments'
import { plannedRuns, runPlanned } from './run-exercises'
import { untilAskedToStop } from './stop-signal'

interface RunArguments {
  all?: boolean
  report?: string
  seed?: number
  atOnce: number
  sabotage?: boolean
  verbose?: boolean
}

const say = (line: string) => void process.stdout.write(`${line}\n`)

export function exercisesCommand(programs: string): Command {
  const command = new Command('exercises').description(
    'The exercises of the window, on the command line: list them, or run them as a reader would, each in a lab of its own.',
  )
  command
    .command('list')
    .description('Number, name and question of every exercise.')
    .action(() => void say(listText(exerciseCatalogue())))
  command
    .command('run')
    .description('Does every step, prints each check with its evidence; exit code 1 when one failed.')
    .argument('[exercise]', 'number or name; several with commas')
    .option('--all', 'every exercise')
    .option('--sabotage', 'spoil each run in every way that is written beside it: its checks must then fail')
    .option('--verbose', 'print the commands of each step and what they answered')
    .option('--at-once <count>', 'so many side by side, each in its own lab', wholeNumber(1, 8), 1)
    .option('--seed <number>', 'which fault a challenge puts in (default 0)', wholeNumber(0, 999_999))
    .option('--report <file>', 'write all of it to a file, as JSON')
    .action((which: string | undefined, given: RunArguments) => run(programs, which, given))
  return command
}

async function run(programs: string, which: string | undefined, given: RunArguments): Promise<void> {
  const planned = plannedRuns(chosen(which, given.all === true), given.sabotage === true)
  const startedMs = Date.now()
  const stop = new AbortController()
  void untilAskedToStop().then(() => stop.abort())
  const reports = await runPlanned(
    planned,
    given.atOnce,
    async ({ exercise, sabotage }) => {
      const { report, expected } = await runInFreshLab(programs, exercise, {
        sabotage,
        signal: stop.signal,
        seed: given.seed,
      })
      return { ...report, expected }
    },
    (report) => {
      if (given.verbose) for (const line of stepLines(report)) say(line)
      for (const check of report.checks) say(checkLine(check))
      say(outcomeLine(report, report.expected))
    },
    stop.signal,
  )
  const good = reports.filter(({ expected }) => expected).length
  const seconds = Math.round((Date.now() - startedMs) / 1000)
  say(`${good} of ${planned.length} as expected, ${seconds} s`)
  if (given.report) writeFileSync(given.report, `${JSON.stringify({ seconds, reports }, null, 1)}\n`)
  // Sockets of clients that were cut off may linger; nothing is left to wait for.
  process.exit(good === planned.length ? 0 : 1)
}

function chosen(which: string | undefined, all: boolean): readonly Exercise[] {
  const catalogue = exerciseCatalogue()
  if (all) return catalogue
  if (which === undefined)
    throw cliFailure('BAD_REQUEST', 'name an exercise, or use --all; highwater exercises list shows them')
  return which.split(',').map((name) => {
    const found = catalogue.find(({ data }) => data.id === name.trim() || String(data.number) === name.trim())
    if (!found) throw cliFailure('NOT_FOUND', `there is no exercise ${name}; highwater exercises list shows them`)
    return found
  })
}
