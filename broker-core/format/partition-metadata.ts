/**
 * `partition.metadata` of a partition (Kafka 2.8 and later; absent where topics have no id).
 *
 *     version: 0
 *     topic_id: 4eBLzjzpR7eVu2EnZ6lPNg
 */
export function encodePartitionMetadata(topicId: string): Buffer {
  return Buffer.from(`version: 0\ntopic_id: ${topicId}`)
}

/** Throws when it is malformed. */
export function decodePartitionMetadata(content: Buffer): { topicId: string } {
  const match = /^version: 0\r?\ntopic_id: (\S+)\s*$/.exec(content.toString('utf8'))
  if (match === null) throw new Error('malformed partition.metadata')
  return { topicId: match[1]! }
}
