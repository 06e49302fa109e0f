import type { CoordinationClient, Stat } from '../../../../broker-core/znodes/client'
import { type Command, type CommandContext, CommandFailure } from '../command'
import { withCoordination } from '../kafka/coordination'
import { znodeStatText } from '../kafka/znode-text'

const HELP = 'the console knows: ls [-s] [-R] path, get [-s] path, stat path, quit'
const NODES_MAX = 10_000

/** `zookeeper-shell.sh host:2181 [command …]`: reads znodes. Without a command it reads them line by line, as the real one. */
export const zookeeperShell: Command = {
  name: 'zookeeper-shell.sh',
  summary: 'look into the coordination server: ls, get, stat',
  options: { '-s': null, '-R': null },
  words: 'zookeeper',
  run: async (context) => {
    const [address, ...words] = context.args
    if (address === undefined || address.startsWith('-'))
      throw new CommandFailure('USAGE: zookeeper-shell.sh host:port [ls|get|stat path]')
    context.out(`Connecting to ${address}\n`)
    return withCoordination(context.lab, async (client) => {
      if (words.length > 0) {
        context.out('\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n')
        return (await one(client, words, context)) ? 0 : 1
      }
      context.out(
        'Welcome to ZooKeeper!\nJLine support is disabled\n\nWATCHER::\n\nWatchedEvent state:SyncConnected type:None path:null\n',
      )
      for (;;) {
        const line = await context.input.next(context.signal)
        if (line === null || /^\s*(quit|close|exit)\s*$/.test(line)) return 0
        if (line.trim() !== '') await one(client, line.trim().split(/\s+/), context)
      }
    })
  },
}

async function one(client: CoordinationClient, words: readonly string[], context: CommandContext): Promise<boolean> {
  const [name = '', ...rest] = words
  const flags = rest.filter((word) => word.startsWith('-')).join('')
  const path = rest.find((word) => !word.startsWith('-'))
  if (!['ls', 'ls2', 'get', 'stat'].includes(name)) {
    context.error(name === 'help' ? `${HELP}\n` : `Command not found: Command not found ${name} (${HELP})\n`)
    return false
  }
  if (path === undefined || !path.startsWith('/')) {
    context.error(`${name}: a path that begins with /, as in: ${name} /brokers/ids\n`)
    return false
  }
  try {
    await show(client, name, path.length > 1 ? path.replace(/\/+$/, '') : path, flags, context)
    return true
  } catch (failure) {
    if (!(failure instanceof CommandFailure)) throw failure
    context.error(`${failure.message}\n`)
    return false
  }
}

async function show(
  client: CoordinationClient,
  name: string,
  path: string,
  flags: string,
  { out }: CommandContext,
): Promise<void> {
  const stat = (found: Stat) => out(znodeStatText(found))
  if (name === 'get') {
    const content = required(await client.getData(path), path)
    out(`${content.data === null ? 'null' : content.data.toString('utf8')}\n`)
    if (flags.includes('s')) stat(content.stat)
  } else if (name === 'stat') stat(required(await client.exists(path), path))
  else if (flags.includes('R')) for (const each of await treeOf(client, path)) out(`${each}\n`)
  else {
    const { children, stat: found } = required(await client.getChildren(path), path)
    out(`[${[...children].sort().join(', ')}]\n`)
    if (flags.includes('s') || name === 'ls2') stat(found)
  }
}

async function treeOf(client: CoordinationClient, root: string): Promise<string[]> {
  required(await client.exists(root), root)
  const paths = [root]
  for (let at = 0; at < paths.length && paths.length < NODES_MAX; at++) {
    const path = paths[at]!
    const { children } = (await client.getChildren(path)) ?? { children: [] }
    paths.push(...[...children].sort().map((child) => `${path === '/' ? '' : path}/${child}`))
  }
  return paths.sort()
}

function required<Value>(value: Value | undefined, path: string): Value {
  if (value === undefined) throw new CommandFailure(`Node does not exist: ${path}`)
  return value
}
