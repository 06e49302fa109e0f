/** A broker as a place for replicas. */
export interface BrokerPlace {
  id: number
  rack: string | null
}

export interface AssignmentOptions {
  partitionCount: number
  replicationFactor: number
  /** Position of the first partition's leader in the list of brokers. */
  startIndex: number
  /** Distance of followers from their leader, grows with every round over the brokers. */
  startShift: number
  /** Number of the first partition; 0 for a new topic. */
  firstPartition: number
}

/**
 * Spreads replicas (kafka.admin.AdminUtils.assignReplicasToBrokers): leaders round robin over the brokers, the followers of one broker's
 * partitions over all others. With racks the brokers take turns by rack, and a partition's replicas stay on different racks as long as
 * there are some left. Either all brokers have a rack or none. `replicationFactor` is at most the number of brokers.
 */
export function assignReplicas(brokers: readonly BrokerPlace[], options: AssignmentOptions): Map<number, number[]> {
  const racks = new Map(brokers.flatMap(({ id, rack }) => (rack === null ? [] : [[id, rack] as const])))
  const order = racks.size === 0 ? brokers.map(({ id }) => id) : alternateRacks(racks)
  const rackCount = racks.size === 0 ? 1 : new Set(racks.values()).size
  const assignments = new Map<number, number[]>()
  let shift = options.startShift
  for (let count = 0; count < options.partitionCount; count++) {
    const partition = options.firstPartition + count
    if (partition > 0 && partition % order.length === 0) shift++
    const leaderIndex = (partition + options.startIndex) % order.length
    const candidate = (index: number): number =>
      order[followerIndex(leaderIndex, shift * rackCount, index, order.length)]!
    assignments.set(partition, replicasOf(order[leaderIndex]!, candidate, racks, options.replicationFactor))
  }
  return assignments
}

/** Brokers in turns by rack, racks by name, brokers of a rack by id: r1: 0 1, r2: 2 3 gives 0 2 1 3. */
export function alternateRacks(racks: ReadonlyMap<number, string>): number[] {
  const names = [...new Set(racks.values())].sort()
  const queues = names.map((name) =>
    [...racks]
      .filter(([, rack]) => rack === name)
      .map(([id]) => id)
      .sort(ascending),
  )
  const order: number[] = []
  while (order.length < racks.size) {
    for (const queue of queues) {
      const next = queue.shift()
      if (next !== undefined) order.push(next)
    }
  }
  return order
}

function replicasOf(
  leader: number,
  candidate: (index: number) => number,
  racks: ReadonlyMap<number, string>,
  replicationFactor: number,
): number[] {
  const rackCount = new Set(racks.values()).size
  const replicas = [leader]
  const usedRacks = new Set([racks.get(leader)])
  for (let index = 0; replicas.length < replicationFactor; index++) {
    const broker = candidate(index)
    const rack = racks.get(broker)
    const rackIsFree = racks.size === 0 || !usedRacks.has(rack) || usedRacks.size === rackCount
    if (!rackIsFree || replicas.includes(broker)) continue
    replicas.push(broker)
    usedRacks.add(rack)
  }
  return replicas
}

function followerIndex(leaderIndex: number, shift: number, index: number, brokerCount: number): number {
  return (leaderIndex + 1 + ((shift + index) % (brokerCount - 1))) % brokerCount
}

function ascending(left: number, right: number): number {
  return left - right
}
