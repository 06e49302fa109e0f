import type { BrokerConfig } from '../config/broker-config'
import type { Runtime } from '../runtime/runtime'
import type { CoordinationClient, SessionState } from '../znodes/client'
import { ClusterZnodes } from '../znodes/cluster-znodes'
import { createCoordinationClient } from '../znodes/create-client'
import { StartupError } from './startup-error'

/** Opens this broker's session. `onClient` gets the client before it is connected, so that a failed start can close it. */
export async function connectCoordination(
  runtime: Runtime,
  config: BrokerConfig,
  onClient: (client: CoordinationClient) => void,
  onState: (state: SessionState) => void,
): Promise<ClusterZnodes> {
  runtime.logger
    .named('kafka.server.KafkaServer')
    .info(`Connecting to the coordination service at ${config.zookeeperConnect}`)
  const client = createCoordinationClient(runtime, {
    connectString: config.zookeeperConnect,
    sessionTimeoutMs: config.zookeeperSessionTimeoutMs,
    maxInFlightRequests: config.zookeeperMaxInFlightRequests,
    name: 'Kafka server',
  })
  onClient(client)
  client.onStateChange(onState)
  try {
    await client.connect(config.zookeeperConnectionTimeoutMs)
  } catch (error) {
    throw new StartupError(
      `no coordination server answers at zookeeper.connect=${config.zookeeperConnect} within ${config.zookeeperConnectionTimeoutMs} ms: start it, or correct the address`,
      error,
    )
  }
  const znodes = new ClusterZnodes(client, runtime)
  await znodes.createTopLevelPaths()
  return znodes
}
