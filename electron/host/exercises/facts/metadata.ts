import { z } from 'zod'
import { metadata as metadataApi } from '../../../../broker-core/protocol/messages/03-metadata'
import { sentence } from '../words'
import { brokerArg, numberOf, topicPartition } from './args'
import { defineFact, seen } from './fact'

/** What a Kafka 2.6 broker serves too. */
const VERSION = 9

/** What one broker answers a client that asks it who leads: its own metadata cache, and nobody else's. */
export const metadata = defineFact(
  'metadata',
  z.strictObject({ ...topicPartition, broker: brokerArg, field: z.enum(['leader', 'leaderEpoch', 'isr']) }),
  async ({ topic, partition, broker, field }, { lab: { client } }) => {
    const id = numberOf(broker)
    const { topics } = await client.broker(id, metadataApi, VERSION, {
      topics: [{ name: topic }],
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    })
    const found = topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === numberOf(partition))
    if (!found) return seen(null, sentence('metadataWithout', { broker: id, name: `${topic}-${partition}` }))
    const { leaderId: leader, leaderEpoch, isrNodes } = found
    const isr = [...isrNodes].sort((one, other) => one - other)
    const text = sentence('metadata', { broker: id, leader, epoch: leaderEpoch, isr: isr.join(',') })
    return seen({ leader, leaderEpoch, isr }[field], text)
  },
)
