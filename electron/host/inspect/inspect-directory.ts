import { join } from 'node:path'
import type { InBothLanguages } from '../api/exercise-functions'
import { clientCodec } from '../client/node-runtime'
import { inspectWords } from '../words/inspect-words'
import { failure, sentence } from '../words/wording'
import { throwIfCancelled } from './cancelled'
import { checkpointReports, checkpointsOf } from './checkpoint-report'
import { type Listing, listDirectory, type OpenedKind, openDirectory } from './directory-listing'
import { type DirectoryRole, directoryRole } from './file-roles'
import { found, saidOf } from './found'
import { parseMetaProperties } from './meta-properties'
import { partitionReport } from './partition-report'
import { ProblemList } from './problems'
import { hasVanished, readSmallFile } from './read-only-file'
import type { CheckpointReport, DirectoryReport, PartitionReport } from './report-schema'

const META_SIZE_MAX = 64 * 1024
/** Partitions read at the same time. */
const POOL_SIZE = 4

export interface InspectOptions {
  /** Only this topic, only this partition of each topic. */
  topic?: string | undefined
  partition?: number | undefined
  /** Only the folder of this name. */
  folder?: string | undefined
  /** Read all bytes and compare the batches' CRCs; false: headers alone. */
  checkCrc?: boolean
  signal?: AbortSignal | undefined
  onProgress?: ((progress: InspectProgress) => void) | undefined
  /** As soon as each is read. */
  onPartition?: ((report: PartitionReport) => void) | undefined
}

export interface InspectProgress {
  /** Folder being read. */
  partition: string
  readBytes: number
  /** Of all `.log` files that will be read; a live broker's may grow meanwhile. */
  totalBytes: number
}

export interface PartitionFolder {
  path: string
  /** Empty: the folder itself was opened. */
  name: string
  role: DirectoryRole
}

/** Partition folders of an opened directory that the options ask for, by topic and number. Rejects when they ask for none that is there. */
export function chosenPartitions(
  opened: OpenedKind,
  { topic, partition, folder }: InspectOptions = {},
): PartitionFolder[] {
  const all =
    opened.kind === 'partition'
      ? [{ path: opened.path, name: '', role: opened.role }]
      : opened.listing.directories.flatMap((name) => {
          const role = directoryRole(name)
          return role === undefined ? [] : [{ path: join(opened.path, name), name, role }]
        })
  const chosen = all.filter(
    ({ name, role }) =>
      (topic === undefined || role.topic === topic) &&
      (partition === undefined || role.partition === partition) &&
      (folder === undefined || name === folder),
  )
  if (chosen.length === 0 && (topic !== undefined || partition !== undefined)) {
    const topics = [...new Set(all.map(({ role }) => role.topic))].sort().slice(0, 20)
    throw failure('NOT_FOUND', inspectWords.notInDirectory, {
      path: opened.path,
      wanted: wantedWords(topic, partition),
      topics: topics.length === 0 ? inspectWords.none : topics.join(', '),
    })
  }
  return chosen.sort(byTopic)
}

function wantedWords(topic: string | undefined, partition: number | undefined): InBothLanguages {
  if (topic === undefined) return sentence(inspectWords.wantedPartition, { partition: partition ?? null })
  if (partition === undefined) return sentence(inspectWords.wantedTopic, { topic })
  return sentence(inspectWords.wantedBoth, { topic, partition })
}

/** Several at once, results in order: opening files is mostly waiting. */
async function inPool<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  let next = 0
  const runner = async () => {
    while (next < items.length) {
      const index = next++
      results[index] = await work(items[index]!)
    }
  }
  await Promise.all(Array.from({ length: POOL_SIZE }, runner))
  return results
}

const byTopic = (one: PartitionFolder, other: PartitionFolder): number =>
  one.role.topic === other.role.topic
    ? one.role.partition - other.role.partition || (one.name < other.name ? -1 : 1)
    : one.role.topic < other.role.topic
      ? -1
      : 1

/**
 * Reads a log directory, or one partition's folder, of any Kafka from 0.11 on, whether its broker runs or not: counts, decodes,
 * compares. Opens files for reading only, takes no lock. Rejects with a LabError for a path that is missing, unreadable or not Kafka's.
 */
export async function inspectDirectory(dir: string, options: InspectOptions = {}): Promise<DirectoryReport> {
  return inspectOpened(await openDirectory(dir), options)
}

/** The same of a directory that was listed a moment ago. */
export async function inspectOpened(opened: OpenedKind, options: InspectOptions = {}): Promise<DirectoryReport> {
  const { checkCrc = true, signal, onProgress } = options
  const problems = new ProblemList()
  const root = await rootFiles(opened, problems)
  const codec = await clientCodec()
  const folders = await listed(chosenPartitions(opened, options), problems)
  const progress: InspectProgress = { partition: '', readBytes: 0, totalBytes: totalLogBytes(folders) }
  const partitions = await inPool(folders, async ({ path, name, role, listing }) => {
    throwIfCancelled(signal)
    const onBytes = (bytes: number) => {
      progress.readBytes += bytes
      onProgress?.({ ...progress, partition: name || role.topic })
    }
    const checkpoints = checkpointsOf(root.checkpoints, role.topic, role.partition)
    const place = { directory: path, name, role, listing, checkpoints }
    const report = await partitionReport({ ...place, codec, checkCrc, signal, onBytes })
    options.onPartition?.(report)
    return report
  })
  return {
    dir: opened.path,
    partitions,
    kind: opened.kind,
    ...root,
    files: opened.kind === 'partition' ? [] : opened.listing.files,
    recordCount: sum(partitions.map(({ recordCount }) => recordCount)),
    sizeBytes: sum(partitions.map(({ sizeBytes }) => sizeBytes)),
    allocatedBytes: sum(partitions.map(({ allocatedBytes }) => allocatedBytes)),
    crcChecked: checkCrc,
    problems: problems.all(),
  }
}

export type RootFiles = Pick<DirectoryReport, 'metaProperties' | 'cleanShutdown' | 'checkpoints'>

/** What the files of the directory itself say; nothing of its partitions is read. */
export async function rootFiles(opened: OpenedKind, problems: ProblemList): Promise<RootFiles> {
  if (opened.kind === 'partition') return { metaProperties: null, cleanShutdown: null, checkpoints: [] }
  const names = opened.listing.files.map(({ name }) => name)
  for (const name of opened.listing.links) problems.add({ kind: 'linkedOut', file: name, ...found('leadsOut', {}) })
  for (const name of opened.listing.directories)
    if (directoryRole(name) === undefined)
      problems.add({ kind: 'unknownDirectory', file: name, ...found('notAPartition', {}) })
  const checkpoints = await checkpointReports(opened.path, names, problems)
  staleLines(checkpoints, opened.listing, problems)
  return {
    metaProperties: await metaProperties(opened, names, problems),
    cleanShutdown: names.includes('.kafka_cleanshutdown'),
    checkpoints,
  }
}

async function metaProperties(
  opened: OpenedKind,
  names: readonly string[],
  problems: ProblemList,
): Promise<DirectoryReport['metaProperties']> {
  const file = 'meta.properties'
  if (!names.includes(file)) {
    problems.add({ kind: 'metaMissing', file, ...found('missingFile', {}) })
    return null
  }
  try {
    const raw = (await readSmallFile(join(opened.path, file), META_SIZE_MAX)).content.toString('latin1')
    return { raw, ...parseMetaProperties(raw) }
  } catch (error) {
    if (!hasVanished(error)) problems.add({ kind: 'metaMalformed', file, ...saidOf(error) })
    return null
  }
}

function staleLines(
  checkpoints: readonly CheckpointReport[],
  { directories, links }: Listing,
  problems: ProblemList,
): void {
  const there = new Set([...directories, ...links])
  for (const { file, entries } of checkpoints)
    for (const { topic, partition } of entries)
      if (!there.has(`${topic}-${partition}`))
        problems.add({ kind: 'checkpointStale', file, ...found('notInDirectory', { name: `${topic}-${partition}` }) })
}

async function listed(
  folders: readonly PartitionFolder[],
  problems: ProblemList,
): Promise<(PartitionFolder & { listing: Listing })[]> {
  const found: (PartitionFolder & { listing: Listing })[] = []
  for (const folder of folders) {
    try {
      found.push({ ...folder, listing: await listDirectory(folder.path, { confined: true }) })
    } catch (error) {
      // A topic deleted since the directory was listed.
      if (!hasVanished(error)) problems.add({ kind: 'unreadable', file: folder.name, ...saidOf(error) })
    }
  }
  return found
}

const totalLogBytes = (folders: readonly { listing: Listing }[]): number =>
  sum(
    folders.flatMap(({ listing }) =>
      listing.files.filter(({ role }) => role === 'log').map(({ sizeBytes }) => sizeBytes),
    ),
  )

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
