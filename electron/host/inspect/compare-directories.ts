import type { ComparisonView } from '../api/comparison-views'
import { clientCodec } from '../client/node-runtime'
import { inspectWords } from '../words/inspect-words'
import { failure } from '../words/wording'
import { comparePartitions } from './compare-partitions'
import { openDirectory } from './directory-listing'
import { chosenPartitions, type InspectOptions } from './inspect-directory'

export interface NamedComparison {
  topic: string
  partition: number
  comparison: ComparisonView
}

/**
 * Compares the partitions that two log directories both have, or two folders of a partition whatever their names. Rejects with a
 * LabError when nothing is in both.
 */
export async function compareDirectories(
  left: string,
  right: string,
  options: Pick<InspectOptions, 'topic' | 'partition' | 'signal'> = {},
): Promise<NamedComparison[]> {
  const codec = await clientCodec()
  const [one, other] = [await openDirectory(left), await openDirectory(right)]
  if (one.kind === 'partition' && other.kind === 'partition') {
    const comparison = await comparePartitions(one.path, other.path, codec, options)
    return [{ topic: one.role.topic, partition: one.role.partition, comparison }]
  }
  const rights = chosenPartitions(other, options).filter(({ role }) => role.kind === 'current')
  const found: NamedComparison[] = []
  for (const { path, role } of chosenPartitions(one, options)) {
    const { topic, partition, kind } = role
    const match = rights.find((candidate) => candidate.role.topic === topic && candidate.role.partition === partition)
    if (kind !== 'current' || match === undefined) continue
    found.push({ topic, partition, comparison: await comparePartitions(path, match.path, codec, options) })
  }
  if (found.length === 0) throw failure('NOT_FOUND', inspectWords.nothingInCommon, { one: one.path, other: other.path })
  return found
}
