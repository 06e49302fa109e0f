import { z } from 'zod'
import { createTopics } from '../../../../broker-core/protocol/messages/19-create-topics'
import { kafkaFailure } from '../../client/kafka-failure'
import { names } from '../../words/names'
import { brokerArg, numberOf, topicArg } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const VERSION = 5
const TIMEOUT_MS = 8000
const READY_MS = 10_000

/** A topic with its replicas where the exercise wants them; done when every replica is in sync and the leader is the first. */
export const createTopic = defineVerb(
  'createTopic',
  z.strictObject({
    topic: topicArg,
    assignment: z.array(z.array(brokerArg).min(1)).min(1),
    configs: z.record(z.string(), z.string()).default({}),
  }),
  ({ topic, assignment, configs }) => {
    const replicas = assignment.map((ids) => ids.join(':')).join(',')
    const settings = Object.entries(configs).map(([key, value]) => ` --config ${key}=${value}`)
    return `kafka-topics.sh --bootstrap-server broker1:9092 --create --topic ${topic} --replica-assignment ${replicas}${settings.join('')}`
  },
  async ({ topic, assignment, configs }, { lab, watch, signal }) => {
    const answer = await lab.client.controller(createTopics, VERSION, {
      topics: [
        {
          name: topic,
          numPartitions: -1,
          replicationFactor: -1,
          assignments: assignment.map((ids, partitionIndex) => ({ partitionIndex, brokerIds: ids.map(numberOf) })),
          configs: Object.entries(configs).map(([name, value]) => ({ name, value })),
        },
      ],
      timeoutMs: TIMEOUT_MS,
      validateOnly: false,
    })
    for (const { errorCode, errorMessage } of answer.topics)
      if (errorCode !== 0) throw kafkaFailure(errorCode, errorMessage, names.topic(topic))
    const ready = () =>
      assignment.every((ids, partition) => {
        const view = watch.partition(topic, partition)
        return (
          view?.isr.length === ids.length &&
          view.leader === numberOf(ids[0]!) &&
          view.replicaViews.every(({ role }) => role !== 'unknown')
        )
      })
    await watch.until(() => ready(), READY_MS, sentence('awaitedInSync', { topic }), signal)
    return { output: [sentence('created', { topic })] }
  },
)
