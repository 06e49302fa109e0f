import type { LabDefault } from './lab-defaults'
import { parsePropertiesText, setProperty } from './properties-text'

export interface BrokerPropertiesInput {
  id: number
  host: string
  port: number
  logDirs: string[]
  zookeeperConnect: string
  defaults: readonly LabDefault[]
  /** `--set key=value`, after everything else. */
  overrides: readonly (readonly [string, string])[]
}

/** The server.properties of a new broker: a complete Kafka file, readable by Apache's broker as well. */
export function brokerPropertiesText(input: BrokerPropertiesInput): string {
  const lines = [
    `# Broker ${input.id} of this lab. Edit it freely: the lab keeps what you write here, and a restart of the broker takes it up.`,
    `broker.id=${input.id}`,
    `listeners=PLAINTEXT://${input.host}:${input.port}`,
    `log.dirs=${input.logDirs.join(',')}`,
    `zookeeper.connect=${input.zookeeperConnect}`,
    '',
    "# Changed from Kafka's defaults, so that things happen at the pace of a lab:",
    ...input.defaults.flatMap(({ key, value, kafkaDefault, why }) => [
      `# ${why} (default ${kafkaDefault})`,
      `${key}=${value}`,
    ]),
    '',
  ]
  return input.overrides.reduce((text, [key, value]) => setProperty(text, key, value), lines.join('\n'))
}

/** What the lab itself must keep in step with its processes, each time it opens. */
export function withConnections(
  text: string,
  connections: { host: string; port: number; zookeeperConnect: string },
): string {
  // Listeners that somebody wrote by hand stay as they are while the lab's port is among them.
  const listens = new RegExp(`:${connections.port}\\s*(,|$)`).test(parsePropertiesText(text).get('listeners') ?? '')
  const listening = listens
    ? text
    : setProperty(text, 'listeners', `PLAINTEXT://${connections.host}:${connections.port}`)
  return setProperty(listening, 'zookeeper.connect', connections.zookeeperConnect)
}
