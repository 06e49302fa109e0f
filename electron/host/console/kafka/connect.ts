import type { ClusterClient } from '../../client/cluster-client'
import type { CommandContext } from '../command'
import type { ConsoleBroker, ConsoleLab } from '../console-lab'
import { KafkaToolError } from './kafka-error'
import { logLine } from './log4j'

const LOCAL = new Set(['localhost', '127.0.0.1', '::1', '0.0.0.0'])
const CLIENT_CLASS = 'org.apache.kafka.clients.NetworkClient'

/** A host of a lab, or of the book: `127.0.0.1:9093`, `localhost:9092`, `peter-kafka01.foo.bar:9092`. Pure. */
export function brokerNamed(
  brokers: readonly ConsoleBroker[],
  chosenId: number,
  hostAndPort: string,
): ConsoleBroker | undefined {
  const [, host = '', port = ''] = /^\[?([^\]]*?)\]?(?::(\d+))?$/.exec(hostAndPort.trim()) ?? []
  const here = LOCAL.has(host) || brokers.some((broker) => broker.host === host)
  const byPort = brokers.find((broker) => here && String(broker.port) === port)
  if (byPort) return byPort
  if (here) return port === '9092' || port === '' ? brokers.find(({ id }) => id === chosenId) : undefined
  // The number at the end of the host's name: of the broker that has this id, or that is so many in the row.
  const number = /(\d{1,4})$/.exec(host.split('.')[0] ?? '')?.[1]
  if (number === undefined) return undefined
  return brokers.find(({ id }) => id === Number(number)) ?? brokers[Number(number) - 1]
}

/** The brokers that a `--bootstrap-server` names. Throws as the clients do for what is no address. */
export function bootstrapBrokers(lab: ConsoleLab, chosenId: number, text: string): ConsoleBroker[] {
  const urls = text.split(',').map((url) => url.trim())
  const bad = urls.find((url) => !/^[^\s:]+:\d{1,5}$|^\[[^\]]+\]:\d{1,5}$/.test(url))
  if (bad !== undefined)
    throw new KafkaToolError(
      'org.apache.kafka.common.config.ConfigException',
      `Invalid url in bootstrap.servers: ${bad}`,
    )
  const all = lab.brokers()
  const found = urls.flatMap((url) => brokerNamed(all, chosenId, url) ?? [])
  if (found.length > 0) return [...new Set(found)]
  const known = all.map(({ host, port }) => `${host}:${port}`).join(', ')
  throw new KafkaToolError(
    'org.apache.kafka.common.config.ConfigException',
    `No resolvable bootstrap urls given in bootstrap.servers: ${text} is no broker of this lab (${known})`,
  )
}

/**
 * Connects as a client does: through one of the named brokers, then to whoever is in the cluster. Where none of them runs it says so
 * as the clients do, but at once instead of after a minute. `use` has the connection; it is closed after.
 */
export async function withCluster<Value>(
  context: Pick<CommandContext, 'lab' | 'brokerId' | 'error'>,
  bootstrap: string,
  use: (client: ClusterClient) => Promise<Value>,
): Promise<Value> {
  const { lab, brokerId, error } = context
  const named = bootstrapBrokers(lab, brokerId, bootstrap)
  const serving = () => {
    const alive = lab.brokers().filter((broker) => broker.serving)
    const first = alive.filter(({ id }) => named.some((broker) => broker.id === id))
    return [...first, ...alive.filter((broker) => !first.includes(broker))]
  }
  if (!serving().some(({ id }) => named.some((broker) => broker.id === id))) {
    for (const [at, { host, port }] of named.entries())
      error(
        logLine(
          'WARN',
          `[AdminClient clientId=adminclient-1] Connection to node ${-1 - at} (${host}/${host}:${port}) could not be established. Broker may not be available.`,
          CLIENT_CLASS,
        ),
      )
    throw new KafkaToolError('TimeoutException', 'Timed out waiting for a node assignment.')
  }
  const client = lab.clientOf(serving)
  try {
    return await use(client)
  } finally {
    await client.close()
  }
}

/** `--zookeeper`: what those tools read there, the brokers say as well. The address must be the lab's coordination server. */
export function anyBootstrap(lab: ConsoleLab, zookeeper: string): string {
  const { process, connect } = lab.coordination()
  if (process && !process.live)
    throw new KafkaToolError(
      'kafka.zookeeper.ZooKeeperClientTimeoutException',
      `Timed out waiting for connection while in state: CONNECTING (${zookeeper} is ${connect} here, and it is not running)`,
    )
  const brokers = lab.brokers().filter(({ serving }) => serving)
  return (brokers.length > 0 ? brokers : lab.brokers()).map(({ host, port }) => `${host}:${port}`).join(',')
}
