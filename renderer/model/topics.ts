import type { PartitionView } from '../../electron/host/api/views'
import { isLeaderless, isUnderReplicated } from './health'

export interface TopicSummary {
  topic: string
  internal: boolean
  partitions: PartitionView[]
  replicationFactor: number
  underReplicated: number
  leaderless: number
  /** Bytes on the leaders; null when none is known. */
  sizeBytes: number | null
}

export function topicsOf(partitions: Iterable<PartitionView>): TopicSummary[] {
  const byTopic = new Map<string, PartitionView[]>()
  for (const partition of partitions) {
    const list = byTopic.get(partition.topic)
    if (list) list.push(partition)
    else byTopic.set(partition.topic, [partition])
  }
  return [...byTopic]
    .map(([topic, list]) => summarize(topic, list))
    .sort((left, right) => Number(left.internal) - Number(right.internal) || (left.topic < right.topic ? -1 : 1))
}

function summarize(topic: string, partitions: PartitionView[]): TopicSummary {
  const sizes = partitions.map(leaderSize).filter((size): size is number => size !== null)
  return {
    topic,
    internal: partitions.some((partition) => partition.internal),
    partitions: [...partitions].sort((left, right) => left.partition - right.partition),
    replicationFactor: Math.max(...partitions.map((partition) => partition.replicas.length)),
    underReplicated: partitions.filter(isUnderReplicated).length,
    leaderless: partitions.filter(isLeaderless).length,
    sizeBytes: sizes.length ? sizes.reduce((sum, size) => sum + size, 0) : null,
  }
}

const leaderSize = (partition: PartitionView) =>
  partition.replicaViews.find((view) => view.brokerId === partition.leader)?.sizeBytes ?? null

/** Kafka's rule for topic names; null when the name is fine. */
export function topicNameProblem(name: string): 'empty' | 'long' | 'dots' | 'characters' | null {
  if (name === '') return 'empty'
  if (name === '.' || name === '..') return 'dots'
  if (name.length > 249) return 'long'
  return /^[a-zA-Z0-9._-]+$/.test(name) ? null : 'characters'
}

/** `key=value` lines of a form as configs; lines that are none are returned apart. */
export function parseConfigLines(text: string): { configs: Record<string, string>; bad: string[] } {
  const configs: Record<string, string> = {}
  const bad: string[] = []
  for (const line of text.split('\n').map((raw) => raw.trim())) {
    if (line === '' || line.startsWith('#')) continue
    const at = line.indexOf('=')
    if (at <= 0) bad.push(line)
    else configs[line.slice(0, at).trim()] = line.slice(at + 1).trim()
  }
  return { configs, bad }
}
