import { join } from 'node:path'
import { createNodeDisk } from '../../../broker-core/runtime/node/disk'
import type { PartitionWhatIf, WhatIfReport, WhatIfSettings, WhatIfTotal } from '../api/what-if-views'
import { clientCodec } from '../client/node-runtime'
import { throwIfCancelled } from '../inspect/cancelled'
import { checkpointReports, checkpointsOf } from '../inspect/checkpoint-report'
import { listDirectory, openDirectory } from '../inspect/directory-listing'
import { chosenPartitions } from '../inspect/inspect-directory'
import { ProblemList } from '../inspect/problems'
import { inspectWords } from '../words/inspect-words'
import { errorText, sentence } from '../words/wording'
import { compactionOutcome } from './compaction-outcome'
import { dryDisk } from './dry-disk'
import { partitionFacts } from './partition-facts'
import { retentionOutcome } from './retention-outcome'

export interface WhatIfOptions {
  topic?: string | undefined
  partition?: number | undefined
  /** What time it is taken to be; now unless told. */
  nowMs?: number
  mapBytesMax?: number
  signal?: AbortSignal | undefined
  /** What a running broker knows better than its checkpoint, which is seconds old; undefined: it does not tell. */
  highWatermarkOf?: ((topic: string, partition: number) => number | undefined) | undefined
  /** Bytes read since the last call, in the run over the headers and in the cleaning. */
  onBytes?: ((partition: string, bytes: number) => void) | undefined
  onJudged?: ((outcome: PartitionWhatIf) => void) | undefined
}

/** transactional.id.expiration.ms */
const PRODUCER_EXPIRATION_MS = 604_800_000
/** 22 million keys. */
const MAP_BYTES_MAX = 512 * 1024 * 1024

/** What settings would do to the partitions of a data directory, from the real segments and without touching them. */
export async function whatIf(
  dir: string,
  settings: WhatIfSettings,
  options: WhatIfOptions = {},
): Promise<WhatIfReport> {
  const opened = await openDirectory(dir)
  const names = opened.listing.files.map(({ name }) => name)
  const root = opened.kind === 'partition' ? join(opened.path, '..') : opened.path
  const known = opened.kind === 'partition' ? (await listDirectory(root)).files.map(({ name }) => name) : names
  const checkpoints = await checkpointReports(root, known, new ProblemList())
  const partitions: PartitionWhatIf[] = []
  for (const { path, name, role } of chosenPartitions(opened, options)) {
    if (role.kind !== 'current') continue
    throwIfCancelled(options.signal)
    const { topic, partition } = role
    const written = checkpointsOf(checkpoints, topic, partition)
    const highWatermark = options.highWatermarkOf?.(topic, partition) ?? written.highWatermark
    const outcome = await onePartition(path, name || topic, { ...written, highWatermark }, settings, options)
    partitions.push({ topic, partition, ...outcome })
    options.onJudged?.(partitions[partitions.length - 1]!)
  }
  return { dir: opened.path, settings, partitions, total: totals(partitions) }
}

type Told = ReturnType<typeof checkpointsOf>

async function onePartition(
  directory: string,
  name: string,
  told: Told,
  settings: WhatIfSettings,
  { nowMs = Date.now(), mapBytesMax = MAP_BYTES_MAX, signal, onBytes: tellBytes }: WhatIfOptions,
): Promise<Omit<PartitionWhatIf, 'topic' | 'partition'>> {
  const codec = await clientCodec()
  const onBytes = (bytes: number) => tellBytes?.(name, bytes)
  const facts = await partitionFacts(directory, await listDirectory(directory), codec, signal, onBytes)
  const { segments, logEndOffset } = facts
  const highWatermark = Math.min(told.highWatermark ?? logEndOffset, logEndOffset)
  const logStartOffset = Math.max(segments[0]?.baseOffset ?? 0, told.logStartOffset ?? 0)
  const asksRetention = settings.retentionMs !== null || settings.retentionBytes !== null
  const outcome = {
    bytes: sum(segments.map(({ size }) => size)),
    records: sum(segments.map(({ recordCount }) => recordCount)),
    retention: asksRetention ? retentionOutcome({ segments, highWatermark, logEndOffset, nowMs }, settings) : null,
  }
  if (!settings.compact || segments.length === 0) return { ...outcome, compaction: null, problem: null }
  try {
    const tools = { disk: dryDisk(createNodeDisk()), codec }
    const cleaning = { logStartOffset, highWatermark, cleanerOffset: told.cleanerOffset, settings, tools, nowMs }
    const limits = { producerExpirationMs: PRODUCER_EXPIRATION_MS, mapBytesMax, signal, onBytes }
    return { ...outcome, compaction: await compactionOutcome({ facts, ...cleaning, ...limits }), problem: null }
  } catch (error) {
    if (signal?.aborted) throw error
    // What stops the cleaner would stop it on the real log too: it would mark the partition uncleanable.
    return {
      ...outcome,
      compaction: null,
      problem: sentence(inspectWords.cleanerWouldStop, { text: errorText(error) }),
    }
  }
}

export function totals(partitions: readonly PartitionWhatIf[]): WhatIfTotal {
  const compactions = partitions.flatMap(({ compaction }) => compaction ?? [])
  return {
    bytes: sum(partitions.map(({ bytes }) => bytes)),
    freedByRetention: sum(partitions.map(({ retention }) => retention?.bytesNow ?? 0)),
    freedByCompaction: sum(compactions.map(({ bytesBefore, bytesAfter }) => bytesBefore - bytesAfter)),
    readBytes: sum(compactions.map(({ readBytes }) => readBytes)),
    writeBytes: sum(compactions.map(({ writeBytes }) => writeBytes)),
    estimatedSeconds: sum(compactions.map(({ estimatedSeconds }) => estimatedSeconds)),
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
