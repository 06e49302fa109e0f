import type { ConsoleCompletion } from '../api/console-functions'
import type { Completion } from './command'
import type { ConsoleLab } from './console-lab'
import type { ConsoleFiles } from './files/console-files'
import { allGroups } from './kafka/group-calls'
import { topicNames } from './kafka/topic-facts'
import { commandNamed, commandNames } from './registry'

const CANDIDATES_MAX = 200
const PATH = /^(?:\/usr\/local\/kafka\/bin\/|\.\/bin\/|bin\/|\.\/)/

/** What can stand at the cursor: commands, their options, and what an option takes. A cluster that is away gives no names. */
export async function complete(
  lab: ConsoleLab,
  files: ConsoleFiles,
  line: string,
  cursor: number,
): Promise<ConsoleCompletion> {
  const before = line.slice(0, cursor)
  const segment = before.slice(before.search(/[^|&]*$/))
  const words = segment.trimStart().split(/\s+/)
  if (words[0] === 'sudo') words.shift()
  const last = words.pop() ?? ''
  const [name, ...args] = words
  const from = cursor - last.length
  if (name === undefined) return { from, candidates: matching(commandNames, last) }
  const command = commandNamed(name.replace(PATH, ''))
  if (!command) return { from, candidates: [] }
  const options = command.options ?? {}
  if (last.startsWith('-')) return { from, candidates: matching(Object.keys(options), last) }
  const value = options[args[args.length - 1] ?? ''] ?? command.words
  if (!value) return { from, candidates: [] }
  // The last of several, after a comma.
  const comma = value === 'file' ? -1 : last.lastIndexOf(',')
  const typed = last.slice(comma + 1)
  return { from: from + comma + 1, candidates: await valuesOf(lab, files, value, typed) }
}

async function valuesOf(lab: ConsoleLab, files: ConsoleFiles, value: Completion, typed: string): Promise<string[]> {
  switch (value) {
    case 'file':
      return fileNames(files, typed)
    case 'broker':
      return matching(
        lab.brokers().map(({ id }) => String(id)),
        typed,
      )
    case 'bootstrap':
      return matching(
        lab.brokers().map(({ host, port }) => `${host}:${port}`),
        typed,
      )
    case 'zookeeper':
      return matching([lab.coordination().connect], typed)
    case 'topic':
      return matching(await names(lab, 'topics'), typed)
    case 'group':
      return matching(await names(lab, 'groups'), typed)
    default:
      return matching(value, typed)
  }
}

const matching = (words: readonly string[], typed: string): string[] =>
  words
    .filter((word) => word.startsWith(typed))
    .slice(0, CANDIDATES_MAX)
    .map((word) => `${word} `)

/** Of the cluster, asked through any broker that serves. None where nobody answers: a completion is never an error. */
async function names(lab: ConsoleLab, what: 'topics' | 'groups'): Promise<string[]> {
  const client = lab.clientOf(() => lab.brokers().filter(({ serving }) => serving))
  try {
    if (what === 'topics') return await topicNames(client, undefined, false)
    return (await allGroups(client, null)).map(({ groupId }) => groupId)
  } catch {
    return []
  } finally {
    await client.close()
  }
}

async function fileNames(files: ConsoleFiles, typed: string): Promise<string[]> {
  const slash = typed.lastIndexOf('/')
  const folder = typed.slice(0, slash + 1)
  try {
    const entries = await files.list(await files.find(folder === '' ? '.' : folder))
    const found = entries.filter((name) => name.startsWith(typed.slice(slash + 1)))
    return await Promise.all(
      found.slice(0, CANDIDATES_MAX).map(async (name) => {
        const { kind } = await files.facts(await files.find(folder + name), name)
        return `${folder}${name}${kind === 'directory' ? '/' : ' '}`
      }),
    )
  } catch {
    return []
  }
}
