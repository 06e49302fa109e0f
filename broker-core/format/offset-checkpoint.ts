import {
  CheckpointError,
  decodeCheckpointLines,
  encodeCheckpointLines,
  parseCheckpointInteger,
} from './checkpoint-lines'

/**
 * One offset per partition: `recovery-point-offset-checkpoint`, `replication-offset-checkpoint`, `log-start-offset-checkpoint` and
 * `cleaner-offset-checkpoint` (kafka.server.checkpoints.OffsetCheckpointFile).
 *
 *     0                   version
 *     2                   number of entries
 *     orders 0 1500       topic, partition, offset
 *     orders 1 7
 */
export interface OffsetCheckpointEntry {
  topic: string
  partition: number
  offset: number
}

export const RECOVERY_POINT_CHECKPOINT = 'recovery-point-offset-checkpoint'
export const REPLICATION_OFFSET_CHECKPOINT = 'replication-offset-checkpoint'
export const LOG_START_OFFSET_CHECKPOINT = 'log-start-offset-checkpoint'
export const CLEANER_OFFSET_CHECKPOINT = 'cleaner-offset-checkpoint'

export function encodeOffsetCheckpoint(entries: Iterable<OffsetCheckpointEntry>): Buffer {
  const lines: string[] = []
  for (const { topic, partition, offset } of entries) lines.push(`${topic} ${partition} ${offset}`)
  return encodeCheckpointLines(lines)
}

/** Throws CheckpointError when version, count or a line is not as it should be. */
export function decodeOffsetCheckpoint(content: Buffer): OffsetCheckpointEntry[] {
  return decodeCheckpointLines(content).map((line) => {
    const fields = line.split(/\s+/)
    if (fields.length !== 3) throw new CheckpointError(`malformed line "${line}"`)
    return {
      topic: fields[0]!,
      partition: parseCheckpointInteger(fields[1]!, line),
      offset: parseCheckpointInteger(fields[2]!, line),
    }
  })
}
