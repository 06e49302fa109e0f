import { z } from 'zod'
import { topicArg } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const GONE_MS = 20_000

export const deleteTopic = defineVerb(
  'deleteTopic',
  z.strictObject({ topic: topicArg }),
  ({ topic }) => `kafka-topics.sh --bootstrap-server broker1:9092 --delete --topic ${topic}`,
  async ({ topic }, { lab, watch, signal }) => {
    const { command } = await lab.functions.deleteTopic({ topic })
    const gone = () => ![...watch.partitions.values()].some((view) => view.topic === topic)
    await watch.until(gone, GONE_MS, sentence('awaitedDeleted', { list: topic }), signal)
    return { command }
  },
)
