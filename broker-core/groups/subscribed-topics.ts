import { MalformedBytesError, Reader } from '../bytes/reader'

export const CONSUMER_PROTOCOL_TYPE = 'consumer'

/**
 * Topics of one consumer's subscription, the start of the consumer protocol's metadata (any version): int16 version, then an array of
 * names. Throws MalformedBytesError.
 */
export function topicsOfSubscription(metadata: Buffer): string[] {
  const reader = new Reader(metadata)
  if (reader.int16() < 0) throw new MalformedBytesError('subscription of a negative version')
  const count = reader.int32()
  // Each name takes two bytes at least.
  if (count < 0 || count * 2 > reader.remaining) throw new MalformedBytesError(`subscription of ${count} topics`)
  return Array.from({ length: count }, () => {
    const length = reader.int16()
    if (length < 0) throw new MalformedBytesError('subscription with a null topic')
    return reader.utf8(length)
  })
}

/** All topics of these subscriptions; undefined when one is not to be understood: then nothing may be concluded from them. */
export function subscribedTopics(subscriptions: Iterable<Buffer>): ReadonlySet<string> | undefined {
  const topics = new Set<string>()
  try {
    for (const metadata of subscriptions) for (const topic of topicsOfSubscription(metadata)) topics.add(topic)
    return topics
  } catch (error) {
    if (error instanceof MalformedBytesError) return undefined
    throw error
  }
}
