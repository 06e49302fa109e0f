import type { ReassignmentView } from '../../api/topic-work-views'

export interface PartitionReplicas {
  topic: string
  partition: number
  replicas: number[]
}

export function sortedPartitions<Row extends { topic: string; partition: number }>(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) =>
    one.topic === other.topic ? one.partition - other.partition : one.topic < other.topic ? -1 : 1,
  )
}

const name = ({ topic, partition }: { topic: string; partition: number }): string => `${topic}-${partition}`

/** The file that `--reassignment-json-file` takes. Pure. */
export const assignmentJson = (rows: readonly PartitionReplicas[]): string =>
  JSON.stringify({
    version: 1,
    partitions: rows.map(({ topic, partition, replicas }) => ({
      topic,
      partition,
      replicas,
      log_dirs: replicas.map(() => 'any'),
    })),
  })

/** `--list`. Pure. */
export function listText(moves: readonly ReassignmentView[]): string {
  if (moves.length === 0) return 'No partition reassignments found.'
  const lines = sortedPartitions(moves).map((move) => {
    const adding = move.adding.length === 0 ? '' : ` adding: ${move.adding.join(',')}.`
    const removing = move.removing.length === 0 ? '' : ` removing: ${move.removing.join(',')}.`
    return `${name(move)}: replicas: ${move.replicas.join(',')}.${adding}${removing}`
  })
  return `Current partition reassignments:\n${lines.join('\n')}`
}

/** `--verify`. Pure. */
export function statusText(
  wanted: readonly PartitionReplicas[],
  current: readonly PartitionReplicas[],
  active: ReadonlySet<string>,
): string {
  const lines = wanted.map((each) => {
    if (active.has(name(each))) return `Reassignment of partition ${name(each)} is still in progress.`
    const now = current.find((row) => name(row) === name(each))?.replicas.join(',') ?? ''
    if (now === each.replicas.join(',')) return `Reassignment of partition ${name(each)} is complete.`
    return `There is no active reassignment of partition ${name(each)}, but replica set is ${now} rather than ${each.replicas.join(',')}.`
  })
  return ['Status of partition reassignment:', ...lines].join('\n')
}

/**
 * `--generate`: each topic spread over the brokers in turn, followers shifted by one more at every round (AdminUtils.assignReplicasToBrokers,
 * which begins at a random broker; here it is the first, so that the same question has the same answer). Pure.
 */
export function proposedAssignment(
  current: readonly PartitionReplicas[],
  brokers: readonly number[],
): PartitionReplicas[] {
  let shift = 0
  return current.map((row) => {
    const at = row.partition
    if (at > 0 && at % brokers.length === 0) shift++
    else if (at === 0) shift = 0
    const first = at % brokers.length
    const followers = Array.from({ length: row.replicas.length - 1 }, (_, index) => {
      const distance = 1 + ((shift + index) % Math.max(1, brokers.length - 1))
      return brokers[(first + distance) % brokers.length]!
    })
    return { ...row, replicas: [brokers[first]!, ...followers] }
  })
}
