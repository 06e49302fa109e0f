import { LEADER_EPOCH_CHECKPOINT } from '../../../broker-core/format/leader-epoch-checkpoint'
import {
  CLEANER_OFFSET_CHECKPOINT,
  LOG_START_OFFSET_CHECKPOINT,
  RECOVERY_POINT_CHECKPOINT,
  REPLICATION_OFFSET_CHECKPOINT,
} from '../../../broker-core/format/offset-checkpoint'
import type { PartitionTelemetry } from '../../../broker-core/probe/telemetry'
import type { CheckpointFileView, CheckpointRowView } from '../api/views'

interface OffsetFile {
  file: string
  inMemory(telemetry: PartitionTelemetry): number | null
  /** Setting that says how often the broker writes it, and Kafka's default. */
  interval: readonly [key: string, defaultMs: number] | null
}

const shown = (offset: number): number | null => (offset < 0 ? null : offset)

const offsetFiles: readonly OffsetFile[] = [
  {
    file: REPLICATION_OFFSET_CHECKPOINT,
    inMemory: ({ highWatermark }) => shown(highWatermark),
    interval: ['replica.high.watermark.checkpoint.interval.ms', 5000],
  },
  {
    file: RECOVERY_POINT_CHECKPOINT,
    inMemory: ({ recoveryPoint }) => shown(recoveryPoint),
    interval: ['log.flush.offset.checkpoint.interval.ms', 60_000],
  },
  {
    file: LOG_START_OFFSET_CHECKPOINT,
    inMemory: ({ logStartOffset }) => shown(logStartOffset),
    interval: ['log.flush.start.offset.checkpoint.interval.ms', 60_000],
  },
  { file: CLEANER_OFFSET_CHECKPOINT, inMemory: () => null, interval: null },
]

export const logDirCheckpoints: readonly string[] = offsetFiles.map(({ file }) => file)

export interface CheckpointRowsInput {
  topic: string
  partition: number
  telemetry: PartitionTelemetry | undefined
  /** Checkpoint files of the log dir and of the partition's own directory, by name. */
  files: ReadonlyMap<string, CheckpointFileView>
  setting(key: string): string | undefined
}

/** Each value of a partition that stands in a checkpoint file, beside the one in its broker's memory. */
export function checkpointRows({
  topic,
  partition,
  telemetry,
  files,
  setting,
}: CheckpointRowsInput): CheckpointRowView[] {
  const prefix = `${topic} ${partition} `
  const rows = offsetFiles.map(({ file, inMemory, interval }): CheckpointRowView => {
    const view = files.get(file)
    const line = view?.entries.find(({ text }) => text.startsWith(prefix))?.text ?? null
    return {
      file,
      line,
      onDisk: line === null ? null : offsetOf(line.slice(prefix.length)),
      inMemory: telemetry ? inMemory(telemetry) : null,
      epoch: null,
      writtenMs: view?.writtenMs ?? null,
      intervalMs: interval === null ? null : Number(setting(interval[0]) ?? interval[1]),
    }
  })
  return [...rows, ...epochRows(telemetry, files.get(LEADER_EPOCH_CHECKPOINT))]
}

/** The last epochs, newest first: what a truncation is decided by. */
function epochRows(
  telemetry: PartitionTelemetry | undefined,
  view: CheckpointFileView | undefined,
): CheckpointRowView[] {
  const inMemory = new Map(telemetry?.leaderEpochs.map(({ epoch, startOffset }) => [epoch, startOffset]))
  const onDisk = new Map(view?.entries.map(({ text }) => [Number(text.split(' ')[0]), text]))
  const epochs = [...new Set([...inMemory.keys(), ...onDisk.keys()])].sort((one, other) => other - one).slice(0, 5)
  return epochs.map((epoch) => {
    const line = onDisk.get(epoch) ?? null
    return {
      file: LEADER_EPOCH_CHECKPOINT,
      line,
      onDisk: line === null ? null : offsetOf(line.split(' ')[1] ?? ''),
      inMemory: inMemory.get(epoch) ?? null,
      epoch,
      writtenMs: view?.writtenMs ?? null,
      intervalMs: null,
    }
  })
}

function offsetOf(text: string): number | null {
  const value = Number(text)
  return /^-?\d+$/.test(text.trim()) && Number.isSafeInteger(value) ? value : null
}
