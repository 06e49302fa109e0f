import {
  CheckpointError,
  decodeCheckpointLines,
  encodeCheckpointLines,
  parseCheckpointInteger,
} from './checkpoint-lines'

/**
 * `leader-epoch-checkpoint` of a partition: where each leader epoch began, both columns ascending.
 *
 *     0           version
 *     2           number of entries
 *     0 0         epoch, start offset
 *     3 1500
 */
export const LEADER_EPOCH_CHECKPOINT = 'leader-epoch-checkpoint'

export function encodeLeaderEpochCheckpoint(entries: Iterable<{ epoch: number; startOffset: number }>): Buffer {
  const lines: string[] = []
  for (const { epoch, startOffset } of entries) lines.push(`${epoch} ${startOffset}`)
  return encodeCheckpointLines(lines)
}

export function decodeLeaderEpochCheckpoint(content: Buffer): { epoch: number; startOffset: number }[] {
  return decodeCheckpointLines(content).map((line) => {
    const fields = line.split(/\s+/)
    if (fields.length !== 2) throw new CheckpointError(`malformed line "${line}"`)
    return { epoch: parseCheckpointInteger(fields[0]!, line), startOffset: parseCheckpointInteger(fields[1]!, line) }
  })
}
