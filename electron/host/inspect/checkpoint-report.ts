import { join } from 'node:path'
import {
  CLEANER_OFFSET_CHECKPOINT,
  decodeOffsetCheckpoint,
  LOG_START_OFFSET_CHECKPOINT,
  RECOVERY_POINT_CHECKPOINT,
  REPLICATION_OFFSET_CHECKPOINT,
} from '../../../broker-core/format/offset-checkpoint'
import { found, saidOf } from './found'
import type { ProblemList } from './problems'
import { hasVanished, readSmallFile } from './read-only-file'
import type { CheckpointReport, PartitionReport } from './report-schema'

/** A line takes some 30 bytes: room for a million partitions. */
const SIZE_MAX = 64 * 1024 * 1024

export const OFFSET_CHECKPOINTS = [
  RECOVERY_POINT_CHECKPOINT,
  REPLICATION_OFFSET_CHECKPOINT,
  LOG_START_OFFSET_CHECKPOINT,
  CLEANER_OFFSET_CHECKPOINT,
] as const

/** The checkpoints of a log directory, raw and parsed; what is wrong with one goes to the problems. */
export async function checkpointReports(
  directory: string,
  names: readonly string[],
  problems: ProblemList,
): Promise<CheckpointReport[]> {
  const reports: CheckpointReport[] = []
  for (const file of OFFSET_CHECKPOINTS) {
    if (!names.includes(file)) continue
    try {
      const { content, sizeBytes } = await readSmallFile(join(directory, file), SIZE_MAX)
      if (sizeBytes > SIZE_MAX) throw new Error(`${sizeBytes} bytes are no checkpoint`)
      reports.push(parsed(file, content, problems))
    } catch (error) {
      // Replaced by a rename between the list and the look: the next look has it.
      if (!hasVanished(error)) problems.add({ kind: 'unreadable', file, ...saidOf(error) })
    }
  }
  return reports
}

function parsed(file: string, content: Buffer, problems: ProblemList): CheckpointReport {
  const raw = content.toString('utf8')
  const version = /^\s*(-?\d{1,9})\s*$/.exec(raw.split('\n', 1)[0] ?? '')?.[1]
  const report = { file, raw, version: version === undefined ? null : Number(version) }
  try {
    return { ...report, entries: decodeOffsetCheckpoint(content) }
  } catch (error) {
    problems.add({ kind: 'checkpointMalformed', file, ...saidOf(error) })
    return { ...report, entries: [] }
  }
}

/** What the checkpoints say about one partition. */
export function checkpointsOf(
  reports: readonly CheckpointReport[],
  topic: string,
  partition: number,
): PartitionReport['checkpoints'] {
  const offset = (name: string): number | null =>
    reports
      .find(({ file }) => file === name)
      ?.entries.find((entry) => entry.topic === topic && entry.partition === partition)?.offset ?? null
  return {
    recoveryPoint: offset(RECOVERY_POINT_CHECKPOINT),
    highWatermark: offset(REPLICATION_OFFSET_CHECKPOINT),
    logStartOffset: offset(LOG_START_OFFSET_CHECKPOINT),
    cleanerOffset: offset(CLEANER_OFFSET_CHECKPOINT),
  }
}

const sources: Readonly<Record<keyof PartitionReport['checkpoints'], string>> = {
  recoveryPoint: RECOVERY_POINT_CHECKPOINT,
  highWatermark: REPLICATION_OFFSET_CHECKPOINT,
  logStartOffset: LOG_START_OFFSET_CHECKPOINT,
  cleanerOffset: CLEANER_OFFSET_CHECKPOINT,
}

/** Offsets of a partition that lie behind the end of its log. */
export function checkBeyondEnd(
  name: string,
  checkpoints: PartitionReport['checkpoints'],
  logEndOffset: number,
  problems: ProblemList,
): void {
  for (const [field, file] of Object.entries(sources) as [keyof typeof sources, string][]) {
    const offset = checkpoints[field]
    if (offset !== null && offset > logEndOffset)
      problems.add({
        kind: 'checkpointBeyondEnd',
        file,
        offset,
        ...found('lineBeyondEnd', { name, offset, logEndOffset }),
      })
  }
}
