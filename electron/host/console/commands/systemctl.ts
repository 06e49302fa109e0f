import { type Command, type CommandContext, CommandFailure } from '../command'
import type { ConsoleProcess } from '../console-lab'
import { statusText } from '../status-text'

const VERBS = ['start', 'stop', 'restart', 'status'] as const
const KAFKA = ['kafka-server', 'kafka', 'kafka-server.service', 'kafka.service']
const ZOOKEEPER = ['zookeeper-server', 'zookeeper', 'zookeeper-server.service', 'zookeeper.service']

export const systemctl: Command = {
  name: 'systemctl',
  summary:
    'start, stop, restart or look at kafka-server on the chosen broker (zookeeper-server: the coordination server)',
  options: {},
  words: [...VERBS, 'kafka-server', 'zookeeper-server'],
  run: async (context) => {
    const [verb = '', ...units] = context.args.filter((word) => !word.startsWith('-'))
    if (!(VERBS as readonly string[]).includes(verb)) throw new CommandFailure(`Unknown operation ${verb}.`)
    if (units.length === 0) throw new CommandFailure('Too few arguments.')
    let code = 0
    for (const unit of units) {
      if (KAFKA.includes(unit)) code = await onBroker(verb, context)
      else if (ZOOKEEPER.includes(unit)) code = await onCoordination(verb, context)
      else if (verb === 'status') throw new CommandFailure(`Unit ${unit}.service could not be found.`, 4)
      else throw new CommandFailure(`Failed to ${verb} ${unit}.service: Unit not found.`, 5)
    }
    return code
  },
}

async function onBroker(verb: string, context: CommandContext): Promise<number> {
  const { lab, brokerId, out } = context
  const look = () => lab.brokers().find(({ id }) => id === brokerId)!
  if (verb === 'status') {
    const broker = look()
    return status(
      out,
      'kafka-server.service',
      `Apache Kafka server (broker ${brokerId})`,
      broker.process,
      `kafka-server-start.sh ${broker.propertiesPath}`,
    )
  }
  if (verb !== 'start') await lab.stopBroker(brokerId)
  if (verb !== 'stop' && !look().process.live) await lab.startBroker(brokerId)
  return 0
}

async function onCoordination(verb: string, { lab, out }: CommandContext): Promise<number> {
  const { process, connect } = lab.coordination()
  if (!process)
    throw new CommandFailure('zookeeper-server.service: this lab uses a ZooKeeper of its own (--zookeeper)', 5)
  if (verb === 'status')
    return status(
      out,
      'zookeeper-server.service',
      'coordination server',
      process,
      `zookeeper-server-start.sh # ${connect}`,
    )
  if (verb !== 'start') await lab.stopCoordination()
  if (verb !== 'stop' && !lab.coordination().process?.live) await lab.startCoordination()
  return 0
}

/** 3 where it does not run, as systemctl has it. */
function status(
  out: CommandContext['out'],
  unit: string,
  about: string,
  process: ConsoleProcess,
  command: string,
): number {
  out(statusText({ unit, about, process, command }, Date.now()))
  return process.live ? 0 : 3
}
