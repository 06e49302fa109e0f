import { dirname, join } from 'node:path'
import {
  decodeLeaderEpochCheckpoint,
  LEADER_EPOCH_CHECKPOINT,
} from '../../../broker-core/format/leader-epoch-checkpoint'
import type { ReplicaLaneView, TailRecordView } from '../api/replication-views'
import { clientCodec } from '../client/node-runtime'
import { shownBytes } from '../client/shown-bytes'
import { readCheckpointFile } from '../disk/checkpoint-files'
import { listDirectory } from '../inspect/directory-listing'
import { segmentBases } from '../inspect/partition-report'
import { streamRecords } from '../inspect/record-stream'
import { lookAtSegment } from '../inspect/segment-look'

const HIGH_WATERMARKS = 'replication-offset-checkpoint'
/** Offsets drawn at most. */
const TAIL_OFFSETS = 40
/** Larger records cost the tail its older ones. */
const TAIL_BYTES_MAX = 4 * 1024 * 1024
const TEXT_MAX = 40

/** The last records of a log, as its files hold them. Without a sound end (a write under way) it ends before that. */
export async function readTail(directory: string, logEndOffset: number): Promise<Omit<TailRecordView, 'committed'>[]> {
  const tail: Omit<TailRecordView, 'committed'>[] = []
  let bytes = 0
  const from = Math.max(0, logEndOffset - TAIL_OFFSETS)
  for await (const step of streamRecords(directory, { codec: await clientCodec(), from })) {
    if (step.kind === 'batch') bytes += step.batch.sizeBytes
    if (step.kind === 'fault' || bytes > TAIL_BYTES_MAX) break
    if (step.kind !== 'record') continue
    const { offset, key, value, control } = step.record
    if (offset >= logEndOffset) break
    if (offset < from) continue
    tail.push({
      offset,
      leaderEpoch: step.batch.partitionLeaderEpoch,
      key: key && control === null ? short(key) : null,
      value: value && control === null ? short(value) : null,
      control: control !== null,
    })
  }
  return tail
}

const short = (bytes: Buffer): string => shownBytes(bytes.subarray(0, TEXT_MAX))

/** Where the log ends by its files: of a broker that does not run. */
export async function endOfLog(directory: string): Promise<{ logStartOffset: number; logEndOffset: number }> {
  const bases = segmentBases((await listDirectory(directory)).files)
  const last = bases[bases.length - 1]
  if (last === undefined) return { logStartOffset: 0, logEndOffset: 0 }
  const { lastOffset } = await lookAtSegment(directory, last)
  return { logStartOffset: bases[0]!, logEndOffset: lastOffset === null ? last : lastOffset + 1 }
}

export function readReplicaCheckpoints(directory: string): ReplicaLaneView['files'] {
  return {
    replicationOffset: readCheckpointFile(join(dirname(directory), HIGH_WATERMARKS), HIGH_WATERMARKS) ?? null,
    leaderEpoch: readCheckpointFile(join(directory, LEADER_EPOCH_CHECKPOINT), LEADER_EPOCH_CHECKPOINT) ?? null,
  }
}

/** -1: the file has no line of this partition. */
export function checkpointedHighWatermark(files: ReplicaLaneView['files'], topic: string, partition: number): number {
  const start = `${topic} ${partition} `
  const line = files.replicationOffset?.entries.find(({ text }) => text.startsWith(start))
  return line === undefined ? -1 : Number(line.text.slice(start.length))
}

export function checkpointedEpochs({ leaderEpoch }: ReplicaLaneView['files']): ReplicaLaneView['leaderEpochs'] {
  if (leaderEpoch === null || leaderEpoch.problem !== null) return []
  return decodeLeaderEpochCheckpoint(Buffer.from(leaderEpoch.raw)).map(({ epoch, startOffset }) => ({
    epoch,
    startOffset,
  }))
}
