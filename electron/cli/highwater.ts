import { resolve } from 'node:path'
import { Command } from 'commander'
import { LabError } from '../host/api/errors'
import { benchCommand } from './bench-command'
import { askedForTool, consoleCommand, runTool } from './console-command'
import { exercisesCommand } from './exercises-command'
import { inspectCommand } from './inspect-command'
import { startCommand } from './start-command'
import { upCommand } from './up-command'

/** `out/`: this file is built to out/cli/highwater.js. */
const programs = resolve(__dirname, '..')

const program = new Command('highwater')
  .description('A Kafka cluster lab on one desk: real brokers, real files, and a window on them.')
  .addCommand(startCommand(programs))
  .addCommand(upCommand(programs))
  .addCommand(inspectCommand())
  .addCommand(consoleCommand())
  .addCommand(exercisesCommand(programs))
  .addCommand(benchCommand(programs))
  .configureOutput({ writeOut: (text) => process.stdout.write(text) })

const tool = askedForTool(process.argv.slice(2))
const running = tool ? runTool(tool) : program.parseAsync()
running.catch((error: unknown) => {
  // What a person can act on is one line; anything else is a fault of ours and keeps its stack.
  const text =
    error instanceof LabError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.stderr.write(`highwater: ${text}\n`)
  process.exit(1)
})
