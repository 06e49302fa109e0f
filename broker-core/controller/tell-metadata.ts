import type { ControlledPartition } from './context'
import type { ControllerParts } from './parts'
import { RequestBatch } from './request-batch'

/** UpdateMetadata with these partitions (and always the list of live brokers) to these brokers. */
export function tellMetadata(
  { context, channels }: ControllerParts,
  brokerIds: readonly number[],
  partitions: Iterable<ControlledPartition>,
): void {
  const batch = new RequestBatch(context)
  batch.addMetadata(brokerIds, partitions)
  channels.send(batch)
}
