import type { InternalTopicName } from './internal-topics'
import { partitionFor } from './partition-for'

export interface KnownPartitions {
  partitionsOf(topic: string): readonly unknown[] | undefined
}

/**
 * How many partitions an internal topic has, which must not change while a broker runs: keys are spread by it. Taken from the znodes at
 * start (`stored`), else from the metadata once the topic is there; before that it is what this broker would make.
 */
export class InternalTopicPartitions {
  private fixed: number | undefined

  constructor(
    readonly topic: InternalTopicName,
    private readonly metadata: KnownPartitions,
    private readonly configured: () => number,
    stored: number | undefined,
  ) {
    this.fixed = stored
  }

  get count(): number {
    this.fixed ??= this.metadata.partitionsOf(this.topic)?.length
    return this.fixed ?? this.configured()
  }

  /** The partition that keeps this group's or transactional id's state. */
  partitionFor(key: string): number {
    return partitionFor(key, this.count)
  }
}
