import { offsetOfFileName } from '../../../broker-core/format/file-names'
import { LEADER_EPOCH_CHECKPOINT } from '../../../broker-core/format/leader-epoch-checkpoint'
import type { Codec } from '../../../broker-core/runtime/codec'
import { checkBeyondEnd } from './checkpoint-report'
import type { Listing } from './directory-listing'
import { EpochCheck } from './epoch-check'
import { type DirectoryRole, directoryMeanings } from './file-roles'
import { found, saidOf } from './found'
import { leaderEpochs, producerSnapshots, topicId } from './partition-files'
import { ProblemList } from './problems'
import { hasVanished } from './read-only-file'
import type { FileReport, PartitionReport, SegmentReport } from './report-schema'
import { segmentReport } from './segment-report'

export interface PartitionInput {
  directory: string
  /** Name of the folder inside the log directory; empty when the folder itself was opened. */
  name: string
  role: DirectoryRole
  listing: Listing
  checkpoints: PartitionReport['checkpoints']
  codec: Codec
  checkCrc: boolean
  signal: AbortSignal | undefined
  onBytes(bytes: number): void
}

/** Everything about one partition's folder: its segments read from end to end, its other files decoded, all of it compared. */
export async function partitionReport(input: PartitionInput): Promise<PartitionReport> {
  const { directory, role, listing, checkpoints } = input
  const problems = new ProblemList()
  const prefix = input.name === '' ? '' : `${input.name}/`
  const place = { directory, prefix, files: listing.files, problems }
  const epochs = await leaderEpochs(place)
  const epochCheck = new EpochCheck(epochs, `${prefix}${LEADER_EPOCH_CHECKPOINT}`, problems)
  const segments = await segmentReports(input, prefix, epochCheck, problems)
  const [first] = segments
  const last = segments[segments.length - 1]
  const logEndOffset = last && (last.lastOffset === null ? last.baseOffset : last.lastOffset + 1)
  if (logEndOffset !== undefined) {
    epochCheck.finish(
      logEndOffset,
      listing.files.some(({ name }) => name === LEADER_EPOCH_CHECKPOINT),
    )
    if (role.kind === 'current') checkBeyondEnd(input.name || role.topic, checkpoints, logEndOffset, problems)
  }
  orphans(listing.files, prefix, problems)
  return {
    topic: role.topic,
    partition: role.partition,
    directory: input.name === '' ? '.' : input.name,
    kind: role.kind,
    meaning: directoryMeanings[role.kind],
    topicId: await topicId(place),
    recordCount: sum(segments.map(({ recordCount }) => recordCount)),
    sizeBytes: sum(listing.files.map(({ sizeBytes }) => sizeBytes)),
    allocatedBytes: sum(listing.files.map(({ allocatedBytes }) => allocatedBytes)),
    logStartOffset: first === undefined ? null : Math.max(first.baseOffset, checkpoints.logStartOffset ?? 0),
    logEndOffset: logEndOffset ?? null,
    checkpoints,
    leaderEpochs: epochs ?? [],
    segments,
    producerSnapshots: await producerSnapshots(place),
    files: listing.files,
    problems: problems.all(),
  }
}

async function segmentReports(
  input: PartitionInput,
  prefix: string,
  epochs: EpochCheck,
  problems: ProblemList,
): Promise<SegmentReport[]> {
  const { directory, listing, codec, checkCrc, signal, onBytes } = input
  const bases = segmentBases(listing.files)
  const reports: SegmentReport[] = []
  for (const [index, baseOffset] of bases.entries()) {
    const nextBaseOffset = bases[index + 1]
    const segment = {
      directory,
      prefix,
      baseOffset,
      nextBaseOffset,
      files: listing.files,
      codec,
      checkCrc,
      epochs,
      problems,
      signal,
      onBytes,
    }
    try {
      reports.push(await segmentReport(segment))
    } catch (error) {
      if (signal?.aborted) throw error
      // Deleted by retention or renamed by the cleaner since it was listed.
      if (!hasVanished(error))
        problems.add({
          kind: 'unreadable',
          file: `${prefix}${baseOffset}`,
          ...saidOf(error),
        })
    }
  }
  return reports
}

/** Base offsets of the `.log` files, ascending. */
export function segmentBases(files: readonly FileReport[]): number[] {
  const logs = files.filter(({ role }) => role === 'log')
  return logs.flatMap(({ name }) => offsetOfFileName(name) ?? []).sort((one, other) => one - other)
}

/** Indexes without their segment. */
export function orphans(files: readonly FileReport[], prefix: string, problems: ProblemList): void {
  const bases = new Set(segmentBases(files))
  for (const { name, role } of files) {
    if (role !== 'offsetIndex' && role !== 'timeIndex' && role !== 'txnIndex') continue
    const base = offsetOfFileName(name)
    if (base !== undefined && !bases.has(base))
      problems.add({ kind: 'orphanFile', file: `${prefix}${name}`, ...found('noLogFile', {}) })
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
