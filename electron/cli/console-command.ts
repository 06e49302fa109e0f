import { readFileSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import { Command } from 'commander'
import { HOME } from '../host/console/files/places'
import { commandNamed } from '../host/console/registry'
import { cliFailure } from './cli-failure'
import { defaultLabDir } from './default-dir'
import { runInLab } from './lab-terminal'

interface Tool {
  dir: string
  brokerId: number | null
  words: string[]
}

/** Options of Kafka's tools that name a file: here one of the reader's own disk. */
const FILE_OPTIONS = [
  '--offset-json-file',
  '--path-to-json-file',
  '--reassignment-json-file',
  '--topics-to-move-json-file',
  '--from-file',
  '--add-config-file',
]
const FILE_BYTES_MAX = 256 * 1024

/** `highwater [--dir D] [--broker N] kafka-topics.sh …`: undefined where the line is one of highwater's own. Pure. */
export function askedForTool(args: readonly string[]): Tool | undefined {
  let at = 0
  let dir = defaultLabDir()
  let brokerId: number | null = null
  for (; at + 1 < args.length; at += 2) {
    if (args[at] === '--dir') dir = args[at + 1]!
    else if (args[at] === '--broker') brokerId = Number(args[at + 1])
    else break
  }
  const name = args[at]?.split('/').pop()
  const known = name !== undefined && (name === 'sudo' || commandNamed(name) !== undefined)
  // `help` is highwater's own.
  if (!known || name === 'help') return undefined
  return { dir, brokerId, words: args.slice(at) as string[] }
}

/** Never returns: the process ends with the tool's exit code. */
export async function runTool({ dir, brokerId, words }: Tool): Promise<void> {
  if (brokerId !== null && !Number.isInteger(brokerId))
    throw cliFailure('BAD_REQUEST', '--broker takes the id of a broker')
  const files: { name: string; text: string }[] = []
  const sent = words.map((word, at) => {
    const text = FILE_OPTIONS.includes(words[at - 1] ?? '') ? smallFile(word) : undefined
    if (text === undefined) return word
    files.push({ name: `${HOME}/${basename(word)}`, text })
    return `${HOME}/${basename(word)}`
  })
  const code = await runInLab({ dir, brokerId, words: sent, files })
  process.exit(code)
}

/** undefined: there is no such file here, and the lab may know it. */
function smallFile(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat?.isFile()) return undefined
  if (stat.size > FILE_BYTES_MAX) throw cliFailure('BAD_REQUEST', `${path}: a file of at most ${FILE_BYTES_MAX} bytes`)
  return readFileSync(path, 'utf8')
}

/** In the list of commands; the tools themselves are taken before it, because their options are their own. */
export function consoleCommand(): Command {
  return new Command('kafka-*.sh')
    .description(
      "Kafka's own tools, and ls, cat, systemctl, kill …, against the open lab: highwater [--dir <folder>] [--broker <id>] kafka-topics.sh --bootstrap-server localhost:9092 --list",
    )
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw cliFailure(
        'BAD_REQUEST',
        'name one of the tools, such as kafka-topics.sh; `highwater help` lists the commands',
      )
    })
}
