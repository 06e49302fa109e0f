import { CheckpointError } from './checkpoint-lines'

/** 16 zero bytes mean "no id" on the wire and never stand in a file. */
const TOPIC_ID = /^(?!A{22}$)[A-Za-z0-9_-]{22}$/

/**
 * `partition.metadata` of a partition (Kafka 2.8 and later; absent where topics have no id).
 *
 *     version: 0
 *     topic_id: 4eBLzjzpR7eVu2EnZ6lPNg
 */
export function encodePartitionMetadata(topicId: string): Buffer {
  return Buffer.from(`version: 0\ntopic_id: ${topicId}`)
}

/** Throws CheckpointError when it is malformed. */
export function decodePartitionMetadata(content: Buffer): { topicId: string } {
  const match = /^version:\s+0\r?\ntopic_id:\s+(\S+)\s*$/.exec(content.toString('utf8'))
  const topicId = match?.[1]
  if (topicId === undefined || !TOPIC_ID.test(topicId)) throw new CheckpointError('malformed partition.metadata')
  return { topicId }
}
