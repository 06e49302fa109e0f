import type { OffsetResetTarget } from './group-views'

/** The lab's own actions as lines for Kafka's tools: shown before they run, and answered by the host after. */

/** A word as a shell takes it. */
export function shellWord(text: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

const groupTool = (bootstrap: string, groupId: string) =>
  `kafka-consumer-groups.sh --bootstrap-server ${bootstrap} --group ${shellWord(groupId)}`

export const describeGroupLine = (bootstrap: string, groupId: string): string =>
  `${groupTool(bootstrap, groupId)} --describe`

export const listGroupsLine = (bootstrap: string): string =>
  `kafka-consumer-groups.sh --bootstrap-server ${bootstrap} --list --state`

export const deleteGroupLine = (bootstrap: string, groupId: string): string =>
  `${groupTool(bootstrap, groupId)} --delete`

const withPartitions = (topic: string, partitions: readonly number[] | null) =>
  partitions === null ? topic : `${topic}:${partitions.join(',')}`

export const deleteOffsetsLine = (
  bootstrap: string,
  groupId: string,
  topic: string,
  partitions: readonly number[] | null,
): string => `${groupTool(bootstrap, groupId)} --delete-offsets --topic ${withPartitions(topic, partitions)}`

export interface ResetLine {
  groupId: string
  topics: readonly { topic: string; partitions: readonly number[] | null }[]
  to: OffsetResetTarget
  dryRun: boolean
}

export function resetOffsetsLine(bootstrap: string, { groupId, topics, to, dryRun }: ResetLine): string {
  const scope =
    topics.length === 0
      ? '--all-topics'
      : topics.map(({ topic, partitions }) => `--topic ${withPartitions(topic, partitions)}`).join(' ')
  const run = dryRun ? '--dry-run' : '--execute'
  return `${groupTool(bootstrap, groupId)} --reset-offsets ${targetOption(to)} ${scope} ${run}`
}

function targetOption(to: OffsetResetTarget): string {
  switch (to.kind) {
    case 'earliest':
      return '--to-earliest'
    case 'latest':
      return '--to-latest'
    case 'offset':
      return `--to-offset ${to.offset}`
    case 'shiftBy':
      return `--shift-by ${to.by}`
    case 'datetime':
      return `--to-datetime ${toolDateTime(to.timestampMs)}`
  }
}

/** `2026-11-23T14:32:20.300`, in UTC: the tool reads a time without a zone so (ConsumerGroupCommand.convertTimestamp). */
export const toolDateTime = (timestampMs: number): string => new Date(timestampMs).toISOString().slice(0, -1)

export function consumeLine(
  bootstrap: string,
  topic: string,
  groupId: string,
  fromBeginning: boolean,
  count: number,
): string {
  const from = fromBeginning ? ' --from-beginning' : ''
  return `kafka-console-consumer.sh --bootstrap-server ${bootstrap} --topic ${topic} --group ${shellWord(groupId)}${from} --max-messages ${count}`
}

/** A line and the content of the file that it names; an empty text where it names none. */
export interface ToolLine {
  command: string
  file: string
}

export function reassignTool(
  bootstrap: string,
  topic: string,
  partitions: readonly { partition: number; replicas: readonly number[] }[],
  what: 'execute' | 'cancel',
): ToolLine {
  const moves = partitions.map(({ partition, replicas }) => ({ topic, partition, replicas }))
  return {
    command: `kafka-reassign-partitions.sh --bootstrap-server ${bootstrap} --reassignment-json-file reassignment.json --${what}`,
    file: JSON.stringify({ version: 1, partitions: moves }),
  }
}

export function deleteRecordsTool(
  bootstrap: string,
  topic: string,
  partitions: readonly { partition: number; offset: number }[],
): ToolLine {
  const offsets = partitions.map(({ partition, offset }) => ({ topic, partition, offset }))
  return {
    command: `kafka-delete-records.sh --bootstrap-server ${bootstrap} --offset-json-file delete-records.json`,
    file: JSON.stringify({ partitions: offsets, version: 1 }),
  }
}

/** One partition is named in the line; several stand in a file. */
export function electionTool(
  bootstrap: string,
  type: 'preferred' | 'unclean',
  topic: string,
  partitions: readonly number[],
): ToolLine {
  const tool = `kafka-leader-election.sh --bootstrap-server ${bootstrap} --election-type ${type}`
  if (partitions.length === 1) return { command: `${tool} --topic ${topic} --partition ${partitions[0]}`, file: '' }
  return {
    command: `${tool} --path-to-json-file election.json`,
    file: JSON.stringify({ partitions: partitions.map((partition) => ({ topic, partition })) }),
  }
}
