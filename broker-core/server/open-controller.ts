import type { BrokerConfig } from '../config/broker-config'
import { Controller } from '../controller/controller'
import { InterBrokerClient } from '../network/inter-broker-client'
import type { Probe } from '../probe/events'
import type { WaitingPoint } from '../probe/gate-points'
import type { Network } from '../runtime/network'
import type { Runtime } from '../runtime/runtime'
import type { ClusterZnodes } from '../znodes/cluster-znodes'

export interface OpenControllerOptions {
  runtime: Runtime
  brokerId: number
  config: () => BrokerConfig
  znodes: ClusterZnodes
  probe: Probe
  networkTo: (brokerId: number) => Network
  gate: WaitingPoint | undefined
  registerBroker: () => Promise<number>
}

/** The controller of this broker, with its ways to the brokers it tells. */
export function createController(options: OpenControllerOptions): Controller {
  const { runtime, brokerId, config, znodes, probe, networkTo, gate, registerBroker } = options
  return new Controller({
    runtime,
    brokerId,
    settings: config,
    znodes,
    probe,
    gate,
    connectBroker: (peer, { host, port }) =>
      new InterBrokerClient({
        runtime: { ...runtime, network: networkTo(peer) },
        host,
        port,
        name: `broker ${peer}`,
        clientId: String(brokerId),
        requestTimeoutMs: config().controllerSocketTimeoutMs,
      }),
    registerBroker,
  })
}
