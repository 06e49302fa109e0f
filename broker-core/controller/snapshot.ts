import type { ControllerSnapshot } from './controller-api'
import type { Tenure } from './tenure'

type Known = Pick<
  ControllerSnapshot,
  'activeControllerId' | 'queueLength' | 'handling' | 'elections' | 'uncleanElections'
>

/** Plain data for telemetry, logs and metrics; counts are 0 on a broker that is not the controller. */
export function snapshotOf(tenure: Tenure | undefined, known: Known): ControllerSnapshot {
  const context = tenure?.parts.context
  const partitions = [...(context?.partitions() ?? [])]
  const tracked = partitions.filter(({ topic }) => context?.topicsWithDeletionStarted.has(topic) === false)
  return {
    ...known,
    active: tenure !== undefined,
    epoch: context?.epoch ?? 0,
    topicCount: context?.topics.size ?? 0,
    partitionCount: partitions.filter(({ leadership }) => leadership !== undefined).length,
    offlinePartitionCount: tracked.filter(({ state }) => state === 'OfflinePartition').length,
    preferredReplicaImbalanceCount: tenure?.elections.imbalanceCount() ?? 0,
    topicsToDeleteCount: context?.topicsToBeDeleted.size ?? 0,
    reassigningPartitionCount: context?.reassigning.size ?? 0,
    liveBrokerIds: context?.liveBrokerIds() ?? [],
    shuttingDownBrokerIds: [...(context?.shuttingDown ?? [])],
    channelQueueLengths: tenure?.parts.channels.queueLengths() ?? [],
  }
}
