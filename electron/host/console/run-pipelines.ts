import { type Command, type CommandContext, CommandFailure, type Print } from './command'
import { lineFilter } from './filters'
import type { ParsedCommand } from './parse-line'
import { commandNamed } from './registry'

type World = Omit<CommandContext, 'args'>

/** Runs pipelines one after the other while each ends well; resolves with the last exit code. */
export async function runPipelines(pipelines: readonly ParsedCommand[][], world: World): Promise<number> {
  let code = 0
  for (const pipeline of pipelines) {
    code = await runPipeline(pipeline, world)
    if (code !== 0 || world.signal.aborted) break
  }
  return code
}

/** A command, its output through filters. As in a shell, the exit code is that of the last one. */
async function runPipeline(pipeline: readonly ParsedCommand[], world: World): Promise<number> {
  const [first, ...rest] = pipeline
  if (!first) return 0
  const { command, args } = commandOf(first.words)
  const written: string[] = []
  const target = pipeline[pipeline.length - 1]!.redirect
  let out: Print = target ? (text) => written.push(text) : world.out
  const stop = new AbortController()
  const aborted = () => stop.abort()
  world.signal.addEventListener('abort', aborted)
  const filters = rest.map(({ words }) => lineFilter(words))
  // The last filter writes to the screen, each before it to its next.
  const flush: (() => number)[] = []
  for (const filter of [...filters].reverse()) {
    const piped = filter(out, () => stop.abort())
    out = piped.write
    flush.unshift(piped.end)
  }
  try {
    let code = await ended(command, { ...world, args, out, signal: stop.signal })
    for (const end of flush) code = end()
    if (target) world.files.writeNote(target.file, written.join(''), target.append)
    return code
  } finally {
    world.signal.removeEventListener('abort', aborted)
  }
}

/** A filter that has enough ends what feeds it; that is no failure. */
async function ended(command: Command, context: CommandContext): Promise<number> {
  try {
    return await command.run(context)
  } catch (failure) {
    if (context.signal.aborted) return 0
    throw failure
  }
}

const PREFIX = /^(?:\/usr\/local\/kafka\/bin\/|\/usr\/local\/zookeeper\/bin\/|\.\/bin\/|bin\/|\.\/)/

function commandOf(words: readonly string[]): { command: Command; args: string[] } {
  const plain = words[0] === 'sudo' ? words.slice(1) : words
  const [typed = 'help', ...args] = plain
  const command = commandNamed(typed.replace(PREFIX, ''))
  if (!command)
    throw new CommandFailure(
      `${typed}: command not found. This console runs Kafka's tools and a few others, no shell; type help`,
      127,
    )
  return { command, args }
}
