import { join } from 'node:path'
import { offsetFileName, TXN_INDEX_SUFFIX } from '../../../../broker-core/format/file-names'
import { decodeTxnIndex } from '../../../../broker-core/format/txn-index'
import type { AbortedTransactionView, InspectedPartition, InspectedSegment } from '../../api/inspect-views'
import { checkBeyondEnd, checkpointsOf } from '../checkpoint-report'
import { type Listing, listDirectory } from '../directory-listing'
import { type DirectoryRole, directoryMeanings } from '../file-roles'
import { leaderEpochs, producerSnapshots, topicId } from '../partition-files'
import { orphans, segmentBases } from '../partition-report'
import { ProblemList } from '../problems'
import { readSmallFile } from '../read-only-file'
import type { CheckpointReport, PartitionReport } from '../report-schema'
import { lookAtSegment } from '../segment-look'
import { filesStamp, stampOf } from './stamp'

const POOL_SIZE = 8
const SEGMENTS_MAX = 5000
const TXN_INDEX_SIZE_MAX = 1024 * 1024
/** Behind the last index entry of a closed segment there are some kilobytes; of one without index the end is left to a check. */
const CLOSED_TAIL_MAX = 1024 * 1024
const ACTIVE_TAIL_MAX = 16 * 1024 * 1024

export interface KeptReport {
  report: PartitionReport
  atMs: number
  crc: boolean
  /** Of the folder when it was read. */
  stamp: string
}

export interface PartitionLookInput {
  /** Real path. */
  path: string
  folder: string
  role: DirectoryRole
  checkpoints: readonly CheckpointReport[]
  kept: KeptReport | undefined
}

/** A partition's folder as it can be told in a moment, however large it is; counts where a check has been. */
export async function partitionLook(input: PartitionLookInput): Promise<InspectedPartition> {
  const { path, folder, role, kept } = input
  const listing = await listDirectory(path, { confined: true })
  const problems = new ProblemList()
  const prefix = folder === '' ? '' : `${folder}/`
  const place = { directory: path, prefix, files: listing.files, problems }
  const segments = await looks(path, listing, kept)
  const checkpoints = checkpointsOf(input.checkpoints, role.topic, role.partition)
  const epochs = (await leaderEpochs(place)) ?? []
  const logEndOffset = endOf(segments)
  if (role.kind === 'current' && logEndOffset !== null)
    checkBeyondEnd(folder || role.topic, checkpoints, logEndOffset, problems)
  orphans(listing.files, prefix, problems)
  const sum = (pick: 'sizeBytes' | 'allocatedBytes') => listing.files.reduce((total, file) => total + file[pick], 0)
  return {
    ...role,
    folder,
    path,
    meaning: directoryMeanings[role.kind],
    topicId: await topicId(place),
    logStartOffset: segments[0] ? Math.max(segments[0].baseOffset, checkpoints.logStartOffset ?? 0) : null,
    logEndOffset,
    sizeBytes: sum('sizeBytes'),
    allocatedBytes: sum('allocatedBytes'),
    checkpoints,
    leaderEpochs: epochs,
    segments,
    producerSnapshots: await producerSnapshots(place),
    abortedTransactions: await abortedTransactions(path, listing),
    files: listing.files,
    problems: kept ? kept.report.problems : problems.all(),
    checked: kept ? { atMs: kept.atMs, crc: kept.crc, stale: kept.stamp !== filesStamp(listing.files) } : null,
    stamp: stampOf(listing),
  }
}

function endOf(segments: readonly InspectedSegment[]): number | null {
  const last = segments[segments.length - 1]
  if (last === undefined) return null
  if (last.lastOffset !== null) return last.lastOffset + 1
  return last.sizeBytes === 0 ? last.baseOffset : null
}

async function looks(path: string, listing: Listing, kept: KeptReport | undefined): Promise<InspectedSegment[]> {
  const bases = segmentBases(listing.files).slice(-SEGMENTS_MAX)
  const found: (InspectedSegment | undefined)[] = new Array(bases.length)
  let next = 0
  const runner = async () => {
    while (next < bases.length) {
      const at = next++
      found[at] = await oneLook(path, listing, bases[at]!, at === bases.length - 1, kept).catch(() => undefined)
    }
  }
  await Promise.all(Array.from({ length: POOL_SIZE }, runner))
  // What vanished or cannot be read since it was listed is among the files, or in the problems of a check.
  return found.filter((each) => each !== undefined)
}

async function oneLook(
  path: string,
  listing: Listing,
  baseOffset: number,
  active: boolean,
  kept: KeptReport | undefined,
): Promise<InspectedSegment> {
  const name = offsetFileName(baseOffset, '.log')
  const file = listing.files.find((each) => each.name === name)
  const { end, ...look } = await lookAtSegment(path, baseOffset, active ? ACTIVE_TAIL_MAX : CLOSED_TAIL_MAX)
  const counted = kept?.report.segments.find((each) => each.baseOffset === baseOffset)
  return {
    ...look,
    active,
    allocatedBytes: file?.allocatedBytes ?? 0,
    modifiedMs: file?.modifiedMs ?? 0,
    fault: end === null || end.kind === 'end' ? null : { position: end.position, ...end.found },
    counts: counted !== undefined && counted.sizeBytes === look.sizeBytes ? counted : null,
  }
}

async function abortedTransactions(path: string, { files }: Listing): Promise<AbortedTransactionView[]> {
  const found: AbortedTransactionView[] = []
  for (const { name, role, sizeBytes } of files) {
    if (role !== 'txnIndex' || sizeBytes === 0 || sizeBytes > TXN_INDEX_SIZE_MAX) continue
    const baseOffset = Number(name.slice(0, -TXN_INDEX_SUFFIX.length))
    try {
      const { content } = await readSmallFile(join(path, name), TXN_INDEX_SIZE_MAX)
      for (const entry of decodeTxnIndex(content))
        found.push({ baseOffset, ...entry, producerId: String(entry.producerId) })
    } catch {
      // Vanished, or malformed: a check says which.
    }
  }
  return found
}
