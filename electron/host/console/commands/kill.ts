import type { BrokerSignal } from '../../api/functions'
import { type Command, type CommandContext, CommandFailure } from '../command'

const SIGNALS: Readonly<Record<string, BrokerSignal>> = {
  '2': 'SIGINT',
  '9': 'SIGKILL',
  '15': 'SIGTERM',
  '18': 'SIGCONT',
  '19': 'SIGSTOP',
  INT: 'SIGINT',
  KILL: 'SIGKILL',
  TERM: 'SIGTERM',
  CONT: 'SIGCONT',
  STOP: 'SIGSTOP',
}

/** `kill -9 4242`, for the processes of the lab alone. */
export const kill: Command = {
  name: 'kill',
  summary: 'send a signal to a process of the lab: kill [-9|-15|-STOP|-CONT] PID; `jps` lists them',
  options: { '-9': null, '-15': null, '-STOP': null, '-CONT': null },
  run: async (context) => {
    const { signal, pids } = askedFor(context.args)
    for (const pid of pids) await send(context, pid, signal)
    return 0
  },
}

function askedFor(args: readonly string[]): { signal: BrokerSignal; pids: string[] } {
  const [first = '', ...rest] = args
  const spaced = first === '-s' || first === '-n'
  const name = spaced ? rest[0] : first.startsWith('-') ? first.slice(1) : undefined
  const signal = name === undefined ? 'SIGTERM' : SIGNALS[name.toUpperCase().replace(/^SIG/, '')]
  if (!signal)
    throw new CommandFailure(`kill: ${name}: invalid signal specification; there are TERM, INT, KILL, STOP and CONT`)
  const pids = spaced ? rest.slice(1) : name === undefined ? [...args] : rest
  if (pids.length === 0) throw new CommandFailure('kill: usage: kill [-s SIGNAL | -SIGNAL] PID', 2)
  return { signal, pids }
}

async function send({ lab }: CommandContext, typed: string, signal: BrokerSignal): Promise<void> {
  const pid = Number(typed)
  if (!/^\d+$/.test(typed))
    throw new CommandFailure(`kill: ${typed}: arguments must be process IDs; \`jps\` lists them`)
  const broker = lab.brokers().find(({ process }) => process.pid === pid)
  if (broker) return lab.signalBroker(broker.id, signal)
  if (lab.coordination().process?.pid === pid) return lab.signalCoordination(signal)
  throw new CommandFailure(`kill: (${pid}) - No such process in this lab; \`jps\` lists them`)
}
