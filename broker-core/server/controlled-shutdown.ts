import type { BrokerConfig } from '../config/broker-config'
import { InterBrokerClient } from '../network/inter-broker-client'
import { ErrorCode, errorName } from '../protocol/error-codes'
import { controlledShutdown } from '../protocol/messages/07-controlled-shutdown'
import type { Network } from '../runtime/network'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import type { BrokerRegistration } from '../znodes/types'

const VERSION = 3

export interface ControlledShutdownOptions {
  runtime: Runtime
  /** The network towards another broker. */
  networkTo: (brokerId: number) => Network
  config: BrokerConfig
  brokerId: number
  brokerEpoch: number
  znodes: ClusterZnodes
  /** Another broker is alive to take over. */
  hasPeers: () => boolean
  onRemaining: (remaining: number) => void
}

/**
 * Asks the controller to move this broker's leaderships away, up to controlled.shutdown.max.retries times (KafkaServer.controlledShutdown).
 * false: it could not, and the shutdown goes on all the same. The last broker of a cluster has nobody to hand to and does not wait.
 */
export async function requestControlledShutdown(options: ControlledShutdownOptions): Promise<boolean> {
  const { runtime, config } = options
  runtime.logger.info('Starting controlled shutdown')
  for (let attempt = 1; attempt <= config.controlledShutdownMaxRetries; attempt++) {
    if (!options.hasPeers()) {
      runtime.logger.info('No other broker is alive: there is nobody to hand leaderships to')
      return false
    }
    if (await tryOnce(options)) {
      runtime.logger.info('Controlled shutdown succeeded')
      return true
    }
    if (attempt < config.controlledShutdownMaxRetries) {
      await runtime.scheduler.sleep(config.controlledShutdownRetryBackoffMs)
      runtime.logger.warn('Retrying controlled shutdown after the previous attempt failed...')
    }
  }
  runtime.logger.warn('Proceeding to do an unclean shutdown as all the controlled shutdown attempts failed')
  return false
}

async function tryOnce(options: ControlledShutdownOptions): Promise<boolean> {
  const { runtime, config, brokerId, znodes } = options
  let client: InterBrokerClient | undefined
  try {
    // Reads wait for the coordination service to come back; a shutdown does not wait longer than its session would.
    const controller = await Promise.race([
      findController(znodes),
      runtime.scheduler.sleep(config.zookeeperSessionTimeoutMs).then(() => undefined),
    ])
    const endpoint = controller?.endpoints.find(({ listenerName }) => listenerName === config.interBrokerListenerName)
    if (controller === undefined || endpoint === undefined) {
      runtime.logger.info('No controller is registered in the coordination service')
      return false
    }
    client = new InterBrokerClient({
      runtime: { ...runtime, network: options.networkTo(controller.id) },
      host: endpoint.host,
      port: endpoint.port,
      name: `controller ${controller.id}`,
      clientId: String(brokerId),
      requestTimeoutMs: config.controllerSocketTimeoutMs,
    })
    const response = await client.send(controlledShutdown, VERSION, { brokerId, brokerEpoch: options.brokerEpoch })
    options.onRemaining(response.remainingPartitions.length)
    if (response.errorCode === ErrorCode.NONE && response.remainingPartitions.length === 0) return true
    runtime.logger.info(
      `Controlled shutdown: controller answered ${errorName(response.errorCode)}, ${response.remainingPartitions.length} partitions remain`,
    )
    return false
  } catch (error) {
    runtime.logger.warn('Error during controlled shutdown', error)
    return false
  } finally {
    client?.close()
  }
}

async function findController(znodes: ClusterZnodes): Promise<BrokerRegistration | undefined> {
  const controllerId = await znodes.controller.id()
  return controllerId === undefined ? undefined : znodes.brokers.get(controllerId)
}
