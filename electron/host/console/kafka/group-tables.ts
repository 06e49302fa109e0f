import { left, widthOf } from './columns'

export interface OffsetRow {
  group: string
  topic: string | null
  partition: number | null
  offset: number | null
  logEndOffset: number | null
  consumerId: string
  host: string
  clientId: string
}

/** `--describe`: a blank line, the heading, a line a partition. Widths as in ConsumerGroupCommand. Pure. */
export function offsetsTable(rows: readonly OffsetRow[]): string {
  const group = widthOf(
    15,
    rows.map((row) => row.group),
  )
  const topic = widthOf(
    15,
    rows.map((row) => row.topic ?? '-'),
  )
  const consumer = widthOf(
    15,
    rows.map((row) => row.consumerId),
  )
  const host = widthOf(
    15,
    rows.map((row) => row.host),
  )
  const line = (cells: readonly (string | number | null)[]) =>
    [
      left(cells[0], group),
      left(cells[1], topic),
      left(cells[2], 10),
      left(cells[3], 15),
      left(cells[4], 15),
      left(cells[5], 15),
      left(cells[6], consumer),
      left(cells[7], host),
      String(cells[8]),
    ].join(' ')
  const heading = [
    'GROUP',
    'TOPIC',
    'PARTITION',
    'CURRENT-OFFSET',
    'LOG-END-OFFSET',
    'LAG',
    'CONSUMER-ID',
    'HOST',
    'CLIENT-ID',
  ]
  const lines = rows.map((row) => {
    const lag = row.offset === null || row.logEndOffset === null ? null : row.logEndOffset - row.offset
    return line([
      row.group,
      row.topic,
      row.partition,
      row.offset,
      row.logEndOffset,
      lag,
      row.consumerId,
      row.host,
      row.clientId,
    ])
  })
  return `\n${[line(heading), ...lines].join('\n')}\n`
}

export interface MemberRow {
  group: string
  consumerId: string
  instanceId: string
  host: string
  clientId: string
  assignment: { topic: string; partitions: readonly number[] }[]
}

/** `--describe --members [--verbose]`. Pure. */
export function membersTable(rows: readonly MemberRow[], verbose: boolean): string {
  const group = widthOf(
    15,
    rows.map((row) => row.group),
  )
  const consumer = widthOf(
    15,
    rows.map((row) => row.consumerId),
  )
  const instance = widthOf(
    17,
    rows.map((row) => row.instanceId),
  )
  const host = widthOf(
    15,
    rows.map((row) => row.host),
  )
  const client = widthOf(
    15,
    rows.map((row) => row.clientId),
  )
  const named = rows.some((row) => row.instanceId !== '')
  const line = (cells: readonly string[], last: string) =>
    `${[
      left(cells[0], group),
      left(cells[1], consumer),
      ...(named ? [left(cells[2], instance)] : []),
      left(cells[3], host),
      left(cells[4], client),
      left(cells[5], 15),
    ].join(' ')} ${verbose ? last : ''}`
  const lines = rows.map((row) => {
    const count = row.assignment.reduce((sum, { partitions }) => sum + partitions.length, 0)
    const cells = [row.group, row.consumerId, row.instanceId, row.host, row.clientId, String(count)]
    return line(cells, assignmentText(row.assignment))
  })
  const heading = ['GROUP', 'CONSUMER-ID', 'GROUP-INSTANCE-ID', 'HOST', 'CLIENT-ID', '#PARTITIONS']
  return `\n${[line(heading, 'ASSIGNMENT'), ...lines].join('\n')}\n`
}

/** `t(0,1), u(2)` */
function assignmentText(assignment: MemberRow['assignment']): string {
  const topics = assignment.map(
    ({ topic, partitions }) => `${topic}(${[...partitions].sort((one, other) => one - other).join(',')})`,
  )
  return topics.length === 0 ? '-' : topics.sort().join(', ')
}

export interface StateRow {
  group: string
  coordinator: string
  strategy: string
  state: string
  members: number
}

/** `--describe --state`. The width of the first column is the coordinator's, as in Kafka. Pure. */
export function stateTable({ group, coordinator, strategy, state, members }: StateRow): string {
  const width = Math.max(25, coordinator.length)
  const line = (cells: readonly (string | number)[]) =>
    `${left(cells[0], width)} ${left(cells[1], 25)} ${left(cells[2], 20)} ${left(cells[3], 15)} ${cells[4]}`
  const heading = line(['GROUP', 'COORDINATOR (ID)', 'ASSIGNMENT-STRATEGY', 'STATE', '#MEMBERS'])
  return `\n${heading}\n${line([group, coordinator, strategy, state, members])}\n`
}

/** `--list --state`. Pure. */
export function statesTable(groups: readonly { groupId: string; state: string }[]): string {
  const width = widthOf(
    15,
    groups.map(({ groupId }) => groupId),
  )
  const lines = groups.map(({ groupId, state }) => `${left(groupId, width)} ${state}`)
  return `${[`${left('GROUP', width)} STATE`, ...lines].join('\n')}\n`
}

/** `--reset-offsets`: where each partition goes. Pure. */
export function resetTable(
  rows: readonly { group: string; topic: string; partition: number; offset: number }[],
): string {
  const line = (cells: readonly (string | number)[]) =>
    `${left(cells[0], 30)} ${left(cells[1], 30)} ${left(cells[2], 10)} ${left(cells[3], 15)}`
  const heading = line(['GROUP', 'TOPIC', 'PARTITION', 'NEW-OFFSET'])
  return `\n${[heading, ...rows.map((row) => line([row.group, row.topic, row.partition, row.offset]))].join('\n')}\n`
}

/** `--delete-offsets`. Pure. */
export function deletedOffsetsTable(rows: readonly { topic: string; partition: number; status: string }[]): string {
  const line = (cells: readonly (string | number)[]) =>
    `${left(cells[0], 30)} ${left(cells[1], 15)} ${left(cells[2], 15)}`
  const lines = rows.map(({ topic, partition, status }) =>
    line([topic, partition < 0 ? 'Not Provided' : partition, status]),
  )
  return `\n${[line(['TOPIC', 'PARTITION', 'STATUS']), ...lines].join('\n')}\n`
}
