import { describe, expect, it } from 'vitest'
import { alternateRacks, assignReplicas } from '../../../broker-core/controller/decisions/assign-replicas'
import { planGrowth } from '../../../broker-core/controller/decisions/create-partitions-plan'
import { planTopic, type TopicWish } from '../../../broker-core/controller/decisions/create-topic-plan'
import { collidingTopics, topicNameProblem } from '../../../broker-core/controller/decisions/topic-name'
import { reassignedTo, settledAssignment } from '../../../broker-core/controller/replica-assignment'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'

const brokers = (count: number) => Array.from({ length: count }, (_, id) => ({ id, rack: null }))

describe('replica assignment', () => {
  it('spreads leaders round robin and followers with a growing shift (the example in AdminUtils)', () => {
    const options = { partitionCount: 10, replicationFactor: 3, startIndex: 0, startShift: 0, firstPartition: 0 }
    expect([...assignReplicas(brokers(5), options).values()]).toEqual([
      [0, 1, 2],
      [1, 2, 3],
      [2, 3, 4],
      [3, 4, 0],
      [4, 0, 1],
      [0, 2, 3],
      [1, 3, 4],
      [2, 4, 0],
      [3, 0, 1],
      [4, 1, 2],
    ])
  })

  it('goes on where the existing partitions ended', () => {
    const options = { partitionCount: 1, replicationFactor: 2, startIndex: 1, startShift: 1, firstPartition: 3 }
    expect([...assignReplicas(brokers(3), options)]).toEqual([[3, [1, 2]]])
  })

  const racks = new Map([
    [0, 'rack1'],
    [1, 'rack3'],
    [2, 'rack3'],
    [3, 'rack2'],
    [4, 'rack2'],
    [5, 'rack1'],
  ])

  it('takes brokers in turns by rack', () => {
    expect(alternateRacks(racks)).toEqual([0, 3, 1, 5, 4, 2])
  })

  it('puts the replicas of a partition on different racks (the example in AdminUtils)', () => {
    const places = [...racks].map(([id, rack]) => ({ id, rack }))
    const options = { partitionCount: 7, replicationFactor: 3, startIndex: 0, startShift: 0, firstPartition: 0 }
    const assignments = [...assignReplicas(places, options).values()]
    expect(assignments.slice(0, 6)).toEqual([
      [0, 3, 1],
      [3, 1, 5],
      [1, 5, 4],
      [5, 4, 2],
      [4, 2, 0],
      [2, 0, 3],
    ])
    expect(assignments[6]).toEqual([0, 4, 2])
  })

  it('uses every broker equally often and never twice in a partition, whatever the start', () => {
    for (let start = 0; start < 4; start++) {
      const options = {
        partitionCount: 12,
        replicationFactor: 3,
        startIndex: start,
        startShift: start,
        firstPartition: 0,
      }
      const lists = [...assignReplicas(brokers(4), options).values()]
      expect(lists.every((replicas) => new Set(replicas).size === 3)).toBe(true)
      const counts = brokers(4).map(({ id }) => lists.filter((replicas) => replicas.includes(id)).length)
      expect(counts).toEqual([9, 9, 9, 9])
    }
  })
})

describe('topic names', () => {
  it.each(['', '.', '..', 'a/b', 'a b', 'ü', 'x'.repeat(250)])('%j is refused', (name) => {
    expect(topicNameProblem(name)).toBeTypeOf('string')
  })
  it.each(['a', 'A.b_c-9', '...', 'x'.repeat(249)])('%j is fine', (name) => {
    expect(topicNameProblem(name)).toBeUndefined()
  })
  it('collide when they differ in . and _ only', () => {
    expect(collidingTopics('a.b', ['a_b', 'a-b', 'ab', 'a.b'])).toEqual(['a_b', 'a.b'])
    expect(collidingTopics('ab', ['ab'])).toEqual([])
  })
})

describe('creation of a topic', () => {
  const wish = (fields: Partial<TopicWish> = {}): TopicWish => ({
    name: 't',
    numPartitions: 2,
    replicationFactor: 1,
    assignments: [],
    configs: [],
    ...fields,
  })
  const manual = (...lists: number[][]) => ({
    numPartitions: -1,
    replicationFactor: -1,
    assignments: lists.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
  })
  const plan = (fields: Partial<TopicWish>) =>
    planTopic(wish(fields), brokers(3), { numPartitions: 4, defaultReplicationFactor: 2 }, () => 0)

  it.each([
    { name: 'no partitions', fields: { numPartitions: 0 }, code: 'INVALID_PARTITIONS' },
    { name: 'far too many partitions', fields: { numPartitions: 2 ** 31 - 1 }, code: 'INVALID_PARTITIONS' },
    { name: 'no replicas', fields: { replicationFactor: 0 }, code: 'INVALID_REPLICATION_FACTOR' },
    { name: 'more replicas than brokers', fields: { replicationFactor: 4 }, code: 'INVALID_REPLICATION_FACTOR' },
    { name: 'a bad name', fields: { name: 'a/b' }, code: 'INVALID_TOPIC_EXCEPTION' },
    { name: 'an unknown setting', fields: { configs: [{ name: 'x', value: '1' }] }, code: 'INVALID_CONFIG' },
    {
      name: 'a bad setting',
      fields: { configs: [{ name: 'retention.ms', value: 'soon' }] },
      code: 'INVALID_CONFIG',
    },
    { name: 'a null setting', fields: { configs: [{ name: 'retention.ms', value: null }] }, code: 'INVALID_REQUEST' },
    { name: 'both ways', fields: { ...manual([1]), numPartitions: 1 }, code: 'INVALID_REQUEST' },
    { name: 'unequal lists', fields: manual([1, 2], [1]), code: 'INVALID_REPLICA_ASSIGNMENT' },
    { name: 'a broker twice', fields: manual([1, 1]), code: 'INVALID_REPLICA_ASSIGNMENT' },
    { name: 'empty lists', fields: manual([], []), code: 'INVALID_REPLICA_ASSIGNMENT' },
    {
      name: 'a gap in the partitions',
      fields: { ...manual([1]), assignments: [{ partitionIndex: 1, brokerIds: [1] }] },
      code: 'INVALID_REPLICA_ASSIGNMENT',
    },
  ] as const)('$name is $code', ({ fields, code }) => {
    expect(plan(fields)).toMatchObject({ code: ErrorCode[code] })
  })

  it('takes what is not given from the broker', () => {
    const made = plan({ numPartitions: -1, replicationFactor: -1 })
    expect('code' in made ? made : [...made.assignments.values()].map(({ length }) => length)).toEqual([2, 2, 2, 2])
  })

  it('takes an assignment as given, brokers that are not alive included', () => {
    const made = plan(manual([9, 1], [1, 9]))
    expect('code' in made ? made : [...made.assignments]).toEqual([
      [0, [9, 1]],
      [1, [1, 9]],
    ])
  })

  it('refuses brokers of which only some have a rack', () => {
    const mixed = [
      { id: 1, rack: 'a' },
      { id: 2, rack: null },
    ]
    const made = planTopic(wish(), mixed, { numPartitions: 1, defaultReplicationFactor: 1 }, () => 0)
    expect(made).toMatchObject({ code: ErrorCode.UNKNOWN_SERVER_ERROR })
  })
})

describe('growth of a topic', () => {
  const existing = new Map([
    [0, settledAssignment([1, 2])],
    [1, settledAssignment([2, 0])],
  ])
  const grow = (count: number, assignments: number[][] | null = null, from = existing) =>
    planGrowth(
      { name: 't', count, assignments: assignments === null ? null : assignments.map((brokerIds) => ({ brokerIds })) },
      from,
      brokers(3),
    )

  it.each([
    { name: 'fewer', count: 1, assignments: null, code: 'INVALID_PARTITIONS' },
    { name: 'the same', count: 2, assignments: null, code: 'INVALID_PARTITIONS' },
    { name: 'too few lists', count: 4, assignments: [[0, 1]], code: 'INVALID_REPLICA_ASSIGNMENT' },
    { name: 'another replication factor', count: 3, assignments: [[0]], code: 'INVALID_REPLICA_ASSIGNMENT' },
    { name: 'an unknown broker', count: 3, assignments: [[0, 7]], code: 'INVALID_REPLICA_ASSIGNMENT' },
    { name: 'a broker twice', count: 3, assignments: [[0, 0]], code: 'INVALID_REPLICA_ASSIGNMENT' },
  ] as const)('$name is $code', ({ count, assignments, code }) => {
    expect(grow(count, assignments?.map((ids) => [...ids]) ?? null)).toMatchObject({ code: ErrorCode[code] })
  })

  it('keeps what exists and spreads the rest from the leader of partition 0', () => {
    const grown = grow(4)
    expect(grown instanceof Map && [...grown].map(([partition, { replicas }]) => [partition, replicas])).toEqual([
      [0, [1, 2]],
      [1, [2, 0]],
      [2, [0, 2]],
      [3, [1, 2]],
    ])
  })

  it('waits for a reassignment', () => {
    const moving = new Map([[0, reassignedTo(settledAssignment([1, 2]), [0, 1])]])
    expect(grow(2, null, moving)).toMatchObject({ code: ErrorCode.REASSIGNMENT_IN_PROGRESS })
  })

  it('needs a topic', () => {
    expect(planGrowth({ name: 't', count: 2, assignments: null }, undefined, brokers(3))).toMatchObject({
      code: ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
    })
  })
})
