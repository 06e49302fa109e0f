export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** `orders-0`: the directory's name, the key of maps, the way logs and tools print it. */
export function topicPartitionName(topic: string, partition: number): string {
  return `${topic}-${partition}`
}
