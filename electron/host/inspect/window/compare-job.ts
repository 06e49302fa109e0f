import type { NamedComparisonView } from '../../api/comparison-views'
import type { CompareResult } from '../../api/inspect-views'
import { clientCodec } from '../../client/node-runtime'
import { inspectWords } from '../../words/inspect-words'
import { failure } from '../../words/wording'
import { comparePartitions } from '../compare-partitions'
import { listDirectory, openDirectory } from '../directory-listing'
import { directoryRole } from '../file-roles'
import { chosenPartitions } from '../inspect-directory'
import type { JobControl } from '../jobs'

export interface Side {
  /** Real path of the opened directory, or of the folder in it. */
  path: string
  /** Name of the folder; null: all that the directory has. */
  folder: string | null
}

export const emptyComparison: CompareResult = { kind: 'compare', comparisons: [] }

interface Pair {
  topic: string
  partition: number
  folders: [string, string]
  paths: [string, string]
}

/** Compares partitions that both sides have, or two folders whatever their names. */
export async function runCompare(left: Side, right: Side, control: JobControl<CompareResult>): Promise<CompareResult> {
  const codec = await clientCodec()
  const pairs = await pairsOf(left, right)
  const sizes = await Promise.all(pairs.flatMap(({ paths }) => paths.map(logBytes)))
  const totalBytes = sizes.reduce((sum, size) => sum + size, 0)
  const comparisons: NamedComparisonView[] = []
  let readBytes = 0
  for (const { paths, ...names } of pairs) {
    let told = 0
    const comparison = await comparePartitions(...paths, codec, {
      signal: control.signal,
      onBytes: (bytes) => {
        readBytes += bytes
        told += bytes
        if (told < 1024 * 1024) return
        told = 0
        control.tell(
          { name: names.folders[0], readBytes, totalBytes },
          { kind: 'compare', comparisons: [...comparisons] },
        )
      },
    })
    comparisons.push({ ...names, comparison })
  }
  return { kind: 'compare', comparisons }
}

async function pairsOf(left: Side, right: Side): Promise<Pair[]> {
  if (left.folder !== null && right.folder !== null) {
    const role = directoryRole(left.folder)
    return [
      {
        topic: role?.topic ?? left.folder,
        partition: role?.partition ?? 0,
        folders: [left.folder, right.folder],
        paths: [left.path, right.path],
      },
    ]
  }
  const [one, other] = [await currentFolders(left.path), await currentFolders(right.path)]
  const pairs = one.flatMap((mine): Pair[] => {
    const match = other.find(({ role }) => role.topic === mine.role.topic && role.partition === mine.role.partition)
    if (match === undefined) return []
    return [{ ...mine.role, folders: [mine.name, match.name], paths: [mine.path, match.path] }]
  })
  if (pairs.length === 0)
    throw failure('NOT_FOUND', inspectWords.nothingInCommon, { one: left.path, other: right.path })
  return pairs.map(({ topic, partition, folders, paths }) => ({ topic, partition, folders, paths }))
}

const currentFolders = async (path: string) =>
  chosenPartitions(await openDirectory(path, { confined: true })).filter(({ role }) => role.kind === 'current')

async function logBytes(path: string): Promise<number> {
  const { files } = await listDirectory(path, { confined: true })
  return files.filter(({ role }) => role === 'log').reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}
