import { LabError } from '../../api/errors'
import type { ClusterClient } from '../../client/cluster-client'
import {
  EARLIEST,
  LATEST,
  leadersOf,
  type OffsetsByPartition,
  offsetsAt,
  partitionKey,
  type TopicPartition,
} from '../../client/partition-offsets'
import { planReset } from '../../client/reset-plan'
import { groupOffsets } from './group-calls'
import { illegalArgument, KafkaToolError } from './kafka-error'
import type { PlannedOffset, ResetWish } from './reset-wish'

export interface ResetRow extends TopicPartition {
  group: string
  offset: number
  /** The offset that was asked for lies outside the log. */
  warning: string | null
}

/** `topic` or `topic:0,1`; a topic alone means all its partitions. */
export async function namedPartitions(client: ClusterClient, topics: readonly string[]): Promise<TopicPartition[]> {
  const wanted = topics.map((text) => text.split(':') as [string, string?])
  const answer = await client.metadata([...new Set(wanted.map(([topic]) => topic))])
  return wanted.flatMap(([topic, list]) => {
    if (list !== undefined) return list.split(',').map((partition) => ({ topic, partition: Number(partition) }))
    const found = answer.topics.find(({ name }) => name === topic)
    if (found?.errorCode !== 0) throw KafkaToolError.ofCode(found?.errorCode ?? 3, null)
    return found.partitions
      .map(({ partitionIndex }) => ({ topic, partition: partitionIndex }))
      .sort((one, other) => one.partition - other.partition)
  })
}

export interface ResetRequest {
  group: string
  /** null: all that the group has committed. */
  topics: readonly string[] | null
  wish: ResetWish
  /** Of a file, for `wish.kind` file. */
  planned: readonly PlannedOffset[]
  patienceMs: number
}

/** Where each partition's offset goes. Nothing is changed. */
export async function plannedReset(client: ClusterClient, request: ResetRequest): Promise<ResetRow[]> {
  const { group, wish } = request
  const committed = await groupOffsets(client, group, request.patienceMs)
  const fromFile = request.planned.filter((each) => each.group === null || each.group === group)
  const partitions: TopicPartition[] =
    wish.kind === 'file'
      ? fromFile.map(({ topic, partition }) => ({ topic, partition }))
      : request.topics === null
        ? committed.map(({ topic, partition }) => ({ topic, partition })).sort(byName)
        : await namedPartitions(client, request.topics)
  const leaders = await leadersOf(client, partitions)
  const none: OffsetsByPartition = new Map()
  const [earliest, latest, atTime] = await Promise.all([
    offsetsAt(client, leaders, EARLIEST),
    offsetsAt(client, leaders, LATEST),
    wish.kind === 'datetime' ? offsetsAt(client, leaders, wish.timestampMs) : none,
  ])
  const facts = {
    committed: new Map(committed.map((each) => [partitionKey(each), each.offset])),
    earliest,
    latest,
    atTime,
  }
  return partitions.flatMap((each) => {
    const key = partitionKey(each)
    const current = facts.committed.get(key)
    const target =
      wish.kind === 'file'
        ? { kind: 'offset' as const, offset: fromFile.find((planned) => partitionKey(planned) === key)?.offset ?? 0 }
        : wish.kind === 'current'
          ? current === undefined
            ? { kind: 'latest' as const }
            : { kind: 'offset' as const, offset: current }
          : wish
    if (target.kind === 'shiftBy' && current === undefined)
      throw illegalArgument(`Cannot shift offset for partition ${key} since there is no current committed offset`)
    return planned(() => planReset([each], target, facts)).map((row) => {
      const asked =
        target.kind === 'offset' ? target.offset : target.kind === 'shiftBy' ? (current ?? 0) + target.by : row.target
      return { ...each, group, offset: row.target, warning: warningOf(key, asked, row.target) }
    })
  })
}

function planned<Value>(plan: () => Value): Value {
  try {
    return plan()
  } catch (failure) {
    throw failure instanceof LabError ? illegalArgument(failure.message) : failure
  }
}

function warningOf(key: string, asked: number, target: number): string | null {
  if (asked === target) return null
  const than = asked > target ? 'higher than latest' : 'lower than earliest'
  return `New offset (${asked}) is ${than} offset for topic partition ${key}. Value will be set to ${target}`
}

const byName = (one: TopicPartition, other: TopicPartition): number =>
  one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1
