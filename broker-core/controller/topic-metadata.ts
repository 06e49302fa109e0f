import type { Scheduler } from '../runtime/time'

/** What the topic service asks of the broker's metadata cache. */
export interface TopicMetadata {
  contains(topic: string): boolean
  partition(topic: string, partition: number): { leader: number } | undefined
  aliveBrokers(): readonly { id: number; rack: string | null }[]
  /** Called after each UpdateMetadata; returns how to stop. */
  onChange(listener: () => void): () => void
}

/**
 * Resolves once `isDone` is true, looked at now and after every UpdateMetadata, or after `timeoutMs`. What AdminManager's purgatory
 * does: nothing is polled.
 */
export function metadataShows(
  metadata: TopicMetadata,
  scheduler: Scheduler,
  timeoutMs: number,
  isDone: () => boolean,
): Promise<void> {
  if (timeoutMs <= 0 || isDone()) return Promise.resolve()
  return new Promise((resolve) => {
    const finish = () => {
      timer.cancel()
      stop()
      resolve()
    }
    const timer = scheduler.after(timeoutMs, finish)
    const stop = metadata.onChange(() => {
      if (isDone()) finish()
    })
  })
}

/** Every partition is known with a leader. */
export function haveLeaders(metadata: TopicMetadata, topic: string, partitions: Iterable<number>): boolean {
  for (const partition of partitions) {
    const known = metadata.partition(topic, partition)
    if (known === undefined || known.leader < 0) return false
  }
  return true
}
