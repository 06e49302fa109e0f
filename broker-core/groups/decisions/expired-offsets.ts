import type { Group } from '../group'
import { offsetKey, type StoredOffset } from '../group-offsets'

/**
 * Keys of a group's offsets that are kept no longer (GroupMetadata.removeExpiredOffsets, KIP-211):
 * a group that has lost its members, since it has; one without a protocol, since each commit; an active consumer group, since each commit
 * but only for topics that no member reads. Offsets with a time of their own go by that.
 */
export function expiredOffsets(group: Group, nowMs: number, retentionMs: number): string[] {
  const since = retentionBase(group)
  if (since === undefined) return []
  const expired: string[] = []
  for (const stored of group.offsets.all()) {
    const { value } = stored
    const key = offsetKey(value)
    if (group.offsets.isPending(key)) continue
    if (group.state !== 'Empty' && group.protocolType !== undefined && group.isSubscribedTo(value.topic)) continue
    const { expireTimestampMs } = value
    if (expireTimestampMs === undefined ? nowMs - since(stored) >= retentionMs : nowMs >= expireTimestampMs) {
      expired.push(key)
    }
  }
  return expired
}

/** From when a group's offsets age; undefined: they do not. */
function retentionBase(group: Group): ((offset: StoredOffset) => number) | undefined {
  const commit = ({ value }: StoredOffset): number => value.commitTimestampMs
  if (group.protocolType === undefined) return commit
  if (group.state === 'Empty') {
    const { currentStateTimestampMs } = group
    return currentStateTimestampMs === undefined ? commit : () => currentStateTimestampMs
  }
  return group.isConsumerGroup && group.topics !== undefined ? commit : undefined
}
