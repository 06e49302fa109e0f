import { writeFileSync } from 'node:fs'
import { Command } from 'commander'
import { LabError } from '../host/api/errors'
import { exerciseCatalogue } from '../host/exercises/catalogue'
import type { RunReport } from '../host/exercises/headless'
import type { Exercise } from '../host/exercises/load'
import { checkLine, listText, outcomeLine, stepLines } from './exercises-text'
import { runInFreshLab } from './fresh-lab'

interface RunArguments {
  all?: boolean
  report?: string
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
    .option('--report <file>', 'write all of it to a file, as JSON')
    .action((which: string | undefined, given: RunArguments) => run(programs, which, given))
  return command
}

async function run(programs: string, which: string | undefined, given: RunArguments): Promise<void> {
  const exercises = chosen(which, given.all === true)
  const reports: (RunReport & { expected: boolean })[] = []
  for (const exercise of exercises) {
    const runs = given.sabotage ? exercise.data.sabotages : [undefined]
    for (const sabotage of runs) {
      const outcome = await runInFreshLab(programs, exercise, sabotage)
      if (given.verbose) for (const line of stepLines(outcome.report)) say(line)
      for (const check of outcome.report.checks) say(checkLine(check))
      say(outcomeLine(outcome.report, outcome.expected))
      reports.push({ ...outcome.report, expected: outcome.expected })
    }
  }
  const bad = reports.filter(({ expected }) => !expected)
  const seconds = Math.round(reports.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000)
  say(`${reports.length - bad.length} of ${reports.length} as expected, ${seconds} s`)
  if (given.report) writeFileSync(given.report, `${JSON.stringify({ reports }, null, 1)}\n`)
  // Sockets of clients that were cut off may linger; nothing is left to wait for.
  process.exit(bad.length === 0 ? 0 : 1)
}

function chosen(which: string | undefined, all: boolean): readonly Exercise[] {
  const catalogue = exerciseCatalogue()
  if (all) return catalogue
  if (which === undefined)
    throw new LabError('BAD_REQUEST', 'name an exercise, or use --all; highwater exercises list shows them')
  return which.split(',').map((name) => {
    const found = catalogue.find(({ data }) => data.id === name.trim() || String(data.number) === name.trim())
    if (!found) throw new LabError('NOT_FOUND', `there is no exercise ${name}; highwater exercises list shows them`)
    return found
  })
}
