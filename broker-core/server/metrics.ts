import type { ProbeFact } from '../probe/events'
import type { BrokerStateName } from '../probe/telemetry'
import type { BrokerServer } from './broker-server'
import { counter, gauge, type Metric } from './metric'
import { cleanerMetrics } from './metrics-cleaner'
import { controllerMetrics } from './metrics-controller'
import { groupMetrics } from './metrics-groups'
import { logManagerMetrics, logMetrics } from './metrics-log'
import { networkMetrics } from './metrics-network'
import { brokerTopicMetrics, partitionMetrics, replicaManagerMetrics, waitingMetrics } from './metrics-replication'

/** The numbers of BrokerStates.scala. A broker that waits for its old session is still starting. */
const STATE_NUMBERS: Record<BrokerStateName, number> = {
  NotRunning: 0,
  Starting: 1,
  WaitingForOldSession: 1,
  RecoveringFromUncleanShutdown: 2,
  RunningAsBroker: 3,
  PendingControlledShutdown: 6,
  BrokerShuttingDown: 7,
}

/** What no part of a broker remembers but a probe can count. */
export class CountedFacts {
  isrShrinks = 0
  isrExpands = 0
  sessionExpiries = 0

  count({ kind }: ProbeFact): void {
    if (kind === 'isrShrunk') this.isrShrinks++
    else if (kind === 'isrExpanded') this.isrExpands++
    else if (kind === 'sessionExpired') this.sessionExpiries++
  }
}

/**
 * Everything a broker can be measured by, as it is now, under the names that the JMX exporter makes of Kafka's MBeans
 * (`kafka_<domain>_<type>_<name>`). Computed here and now: nobody asking costs nothing. Parts that are not started yet are left out.
 */
export function collectMetrics(server: BrokerServer, counted: CountedFacts): Metric[] {
  const { replicaManager, logManager, cleaner, controller, coordinators, socketServer } = server
  const metrics = [
    gauge('kafka_server_KafkaServer_BrokerState', 'BrokerStates.scala', STATE_NUMBERS[server.state.name]),
  ]
  if (replicaManager !== undefined) {
    const partitions = [...replicaManager.partitions()]
    metrics.push(
      ...replicaManagerMetrics(partitions, replicaManager.offlinePartitions().length),
      ...brokerTopicMetrics(replicaManager.io),
      ...waitingMetrics(replicaManager),
      ...partitionMetrics(partitions),
    )
  }
  if (logManager !== undefined) metrics.push(...logManagerMetrics(logManager), ...logMetrics(logManager.allLogs()))
  if (cleaner !== undefined) metrics.push(...cleanerMetrics(cleaner.metrics()))
  if (controller !== undefined) metrics.push(...controllerMetrics(controller.snapshot()))
  if (coordinators !== undefined) metrics.push(...groupMetrics(coordinators.services.groupCoordinator.counts()))
  if (socketServer !== undefined) metrics.push(...networkMetrics(socketServer.metrics, socketServer.bytesInFlight))
  metrics.push(...countedMetrics(counted))
  return metrics
}

function countedMetrics({ isrShrinks, isrExpands, sessionExpiries }: CountedFacts): Metric[] {
  return [
    counter('kafka_server_ReplicaManager_IsrShrinks_total', 'Times a leader here shrank an ISR', isrShrinks),
    counter('kafka_server_ReplicaManager_IsrExpands_total', 'Times a leader here expanded an ISR', isrExpands),
    counter(
      'kafka_server_SessionExpireListener_ZooKeeperExpires_total',
      'Sessions with the coordination server that expired',
      sessionExpiries,
    ),
  ]
}
