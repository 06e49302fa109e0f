import type { BrokerView, PartitionView } from '../../electron/host/api/views'
import { isServing } from './broker-state'

/** Kafka's own topics have many partitions and are seldom what is looked for: they come last. */
export const shownPartitions = (partitions: readonly PartitionView[]): PartitionView[] =>
  [...partitions].sort(
    (left, right) =>
      Number(left.internal) - Number(right.internal) ||
      left.topic.localeCompare(right.topic) ||
      left.partition - right.partition,
  )

/** Why no partition is shown: nobody has told anything yet, no broker runs that could, or there is none. */
export function nothingShown(
  connected: boolean,
  brokers: readonly BrokerView[],
): 'connecting' | 'starting' | 'noTopic' {
  if (!connected) return 'connecting'
  return brokers.some(({ state }) => isServing(state)) ? 'noTopic' : 'starting'
}

/** The partition that was asked for; else the first with most replicas. */
export function preferredPartition(partitions: readonly PartitionView[], wished: string | null): PartitionView | null {
  const found = partitions.find(({ topic, partition }) => `${topic}-${partition}` === wished)
  if (found) return found
  const own = partitions.filter(({ internal }) => !internal)
  const most = Math.max(0, ...own.map(({ replicas }) => replicas.length))
  return own.find(({ replicas }) => replicas.length === most) ?? null
}
