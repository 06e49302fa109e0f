import { describe, expect, it } from 'vitest'
import { brokerConfigOf } from '../../../broker-core/config/broker-config'
import { InternalTopicCreator } from '../../../broker-core/internal-topics/internal-topic-creator'
import { InternalTopicPartitions } from '../../../broker-core/internal-topics/internal-topic-partitions'
import { javaHashCode, partitionFor } from '../../../broker-core/internal-topics/partition-for'
import { ErrorCode } from '../../../broker-core/protocol/error-codes'
import { createLogger } from '../../../broker-core/runtime/node'

describe('the partition of a key', () => {
  // Values of java.lang.String.hashCode.
  it.each([
    ['', 0, 0],
    ['g', 103, 3],
    ['console-consumer-1', 35_782_224, 24],
    ['그룹', 1_427_969, 19],
    // The one hash whose absolute value is no int32.
    ['polygenelubricants', -2_147_483_648, 0],
  ])('%s', (key, hash, partition) => {
    expect(javaHashCode(key)).toBe(hash)
    expect(partitionFor(key, 50)).toBe(partition)
  })

  it('does not move when the topic is made with another number than this broker would take', () => {
    const known = new Map<string, unknown[]>()
    const partitions = (stored?: number) =>
      new InternalTopicPartitions('__consumer_offsets', { partitionsOf: (topic) => known.get(topic) }, () => 50, stored)
    const early = partitions()
    expect(early.count).toBe(50)
    known.set('__consumer_offsets', Array(4).fill(0))
    expect(early.count).toBe(4)
    known.set('__consumer_offsets', Array(9).fill(0))
    expect(early.count).toBe(4)
    expect(partitions(7).count).toBe(7)
  })
})

describe('an internal topic', () => {
  const world = (alive: number, settings: Record<string, string> = {}) => {
    const made: unknown[] = []
    const creator = new InternalTopicCreator({
      config: () => brokerConfigOf(settings),
      aliveBrokerCount: () => alive,
      autoCreate: async (name, { configs, ...own }) => {
        made.push({ name, ...own, configs: Object.fromEntries(configs) })
        return ErrorCode.LEADER_NOT_AVAILABLE
      },
      logger: createLogger([]),
    })
    return { creator, made }
  }

  it('is not made before enough brokers are alive for its replicas', async () => {
    const { creator, made } = world(2)
    expect(await creator.create('__consumer_offsets')).toBe(ErrorCode.COORDINATOR_NOT_AVAILABLE)
    expect(made).toEqual([])
  })

  it('is made once for all that ask at once, compacted', async () => {
    const { creator, made } = world(3, { 'offsets.topic.num.partitions': '5' })
    const asked = [creator.create('__consumer_offsets'), creator.create('__consumer_offsets')]
    expect(await Promise.all(asked)).toEqual([ErrorCode.LEADER_NOT_AVAILABLE, ErrorCode.LEADER_NOT_AVAILABLE])
    expect(made).toEqual([
      {
        ...{ name: '__consumer_offsets', numPartitions: 5, defaultReplicationFactor: 3 },
        configs: { 'cleanup.policy': 'compact', 'segment.bytes': '104857600', 'compression.type': 'producer' },
      },
    ])
  })

  it('of transactions refuses what would lose something', async () => {
    const { creator, made } = world(3)
    await creator.create('__transaction_state')
    expect(made).toMatchObject([
      {
        ...{ name: '__transaction_state', numPartitions: 50, defaultReplicationFactor: 3 },
        configs: {
          'unclean.leader.election.enable': 'false',
          'compression.type': 'uncompressed',
          'cleanup.policy': 'compact',
          'min.insync.replicas': '2',
          'segment.bytes': '104857600',
        },
      },
    ])
  })
})
