import type { ControllerSnapshot } from '../controller/controller-api'
import { counter, gauge, labelledGauge, type Metric } from './metric'

/** kafka.controller: 0 everywhere on a broker that is not the controller, as in Kafka. */
export function controllerMetrics(snapshot: ControllerSnapshot): Metric[] {
  const named = (name: string, help: string, value: number): Metric =>
    gauge(`kafka_controller_KafkaController_${name}`, help, value)
  const { channelQueueLengths } = snapshot
  return [
    named('ActiveControllerCount', '1: this broker is the controller', Number(snapshot.active)),
    named('OfflinePartitionsCount', 'Partitions without a leader', snapshot.offlinePartitionCount),
    named(
      'PreferredReplicaImbalanceCount',
      'Partitions not led by their first replica',
      snapshot.preferredReplicaImbalanceCount,
    ),
    named('GlobalTopicCount', 'Topics of the cluster', snapshot.topicCount),
    named('GlobalPartitionCount', 'Partitions of the cluster', snapshot.partitionCount),
    named('TopicsToDeleteCount', 'Topics whose deletion is not finished', snapshot.topicsToDeleteCount),
    gauge('kafka_controller_ControllerEventManager_EventQueueSize', 'Events that wait', snapshot.queueLength),
    gauge(
      'kafka_controller_ControllerChannelManager_TotalQueueSize',
      'Requests that wait to be sent to brokers',
      channelQueueLengths.reduce((sum, { length }) => sum + length, 0),
    ),
    labelledGauge(
      'kafka_controller_ControllerChannelManager_QueueSize',
      'Requests that wait to be sent to this broker',
      channelQueueLengths.map(({ brokerId, length }) => ({ labels: { broker_id: String(brokerId) }, value: length })),
    ),
    counter(
      'kafka_controller_ControllerStats_LeaderElectionRateAndTimeMs_count',
      'Leader elections this controller made',
      snapshot.elections,
    ),
    counter(
      'kafka_controller_ControllerStats_UncleanLeaderElections_total',
      'Elections of a replica that was not in sync',
      snapshot.uncleanElections,
    ),
  ]
}
