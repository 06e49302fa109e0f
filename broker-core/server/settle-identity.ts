import type { BrokerConfig } from '../config/broker-config'
import { randomBase64Uuid } from '../runtime/base64-uuid'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import { StartupError } from './startup-error'
import { readStoredIdentity } from './stored-identity'

export interface BrokerIdentity {
  brokerId: number
  clusterId: string
  /** Directories that could not be read: they start offline. */
  failedLogDirs: string[]
  /** Directories without meta.properties, to be marked once the broker is registered. */
  unmarkedLogDirs: string[]
}

/** Settles which broker of which cluster this is; refuses directories that belong to another. */
export async function settleIdentity(
  runtime: Runtime,
  config: BrokerConfig,
  znodes: ClusterZnodes,
): Promise<BrokerIdentity> {
  const clusterId = await znodes.identity.clusterIdOrElse(randomBase64Uuid(runtime.random))
  runtime.logger.named('kafka.server.KafkaServer').info(`Cluster ID = ${clusterId}`)
  const stored = readStoredIdentity(runtime.disk, config.logDirs)
  if (stored.clusterId !== undefined && stored.clusterId !== clusterId) {
    throw new StartupError(
      `meta.properties in log.dirs says cluster ${stored.clusterId}, but zookeeper.connect=${config.zookeeperConnect} is cluster ${clusterId}: this broker is about to join the wrong cluster`,
    )
  }
  if (config.brokerId >= 0 && stored.brokerId !== undefined && stored.brokerId !== config.brokerId) {
    throw new StartupError(
      `broker.id=${config.brokerId} does not match broker.id ${stored.brokerId} in meta.properties: correct broker.id, or use other log.dirs`,
    )
  }
  const known = config.brokerId >= 0 ? config.brokerId : stored.brokerId
  if (known === undefined && !config.brokerIdGenerationEnable) {
    throw new StartupError('broker.id is not set, and broker.id.generation.enable is false')
  }
  const brokerId = known ?? (await znodes.brokers.nextSequenceId()) + config.reservedBrokerMaxId
  return { brokerId, clusterId, failedLogDirs: stored.failedLogDirs, unmarkedLogDirs: stored.unmarkedLogDirs }
}
