import { type Command, type CommandContext, CommandFailure } from '../command'
import { KAFKA_HOME } from '../files/places'

/** `kafka-server-start.sh …/server.properties`: the broker that has this file. */
export const serverStart: Command = {
  name: 'kafka-server-start.sh',
  summary: 'start a broker: the one whose server.properties is named',
  options: { '-daemon': null },
  words: 'file',
  run: async (context) => {
    const [file] = context.args.filter((word) => word !== '-daemon')
    if (file === undefined) throw new CommandFailure('USAGE: kafka-server-start.sh [-daemon] server.properties')
    const id = brokerOf(file, context)
    const look = () => context.lab.brokers().find((broker) => broker.id === id)?.process
    // `kill … && kafka-server-start.sh …`: what ends is waited for, where a server's lock would refuse.
    if (look()?.state === 'Stopping') await context.lab.stopBroker(id)
    if (look()?.live) throw new CommandFailure(`broker ${id} runs already`)
    await context.lab.startBroker(id)
    return 0
  },
}

function brokerOf(file: string, { lab, brokerId }: CommandContext): number {
  if (/^(?:\/usr\/local\/kafka\/)?(?:\.\/)?config\/server\.properties$/.test(file)) return brokerId
  const owner = lab
    .brokers()
    .find(({ propertiesPath }) => propertiesPath === file || propertiesPath.endsWith(`/${file}`))
  if (owner) return owner.id
  throw new CommandFailure(
    `${file}: no broker of this lab has this file; the chosen one has ${KAFKA_HOME}/config/server.properties`,
  )
}

/** Ends every broker on the machine: on a server of the book that is one. */
export const serverStop: Command = {
  name: 'kafka-server-stop.sh',
  summary: 'stop the chosen broker (SIGTERM)',
  run: async ({ lab, brokerId }) => {
    const broker = lab.brokers().find(({ id }) => id === brokerId)
    if (!broker?.process.live) throw new CommandFailure('No kafka server to stop', 1, 'out')
    await lab.signalBroker(brokerId, 'SIGTERM')
    return 0
  },
}

export const zookeeperStart: Command = {
  name: 'zookeeper-server-start.sh',
  summary: 'start the coordination server',
  options: { '-daemon': null },
  run: async ({ lab }) => {
    await lab.startCoordination()
    return 0
  },
}

export const zookeeperStop: Command = {
  name: 'zookeeper-server-stop.sh',
  summary: 'stop the coordination server (SIGTERM)',
  run: async ({ lab }) => {
    if (!lab.coordination().process?.live) throw new CommandFailure('No zookeeper server to stop', 1, 'out')
    await lab.signalCoordination('SIGTERM')
    return 0
  },
}
