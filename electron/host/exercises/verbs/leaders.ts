import { z } from 'zod'
import { brokerArg, numberOf, topicArg } from '../facts/args'
import { sentence } from '../words'
import { defineVerb } from './verb'

const PARTITIONS = z.array(z.number().int()).default([0])
const DONE_MS = 60_000

export const electLeader = defineVerb(
  'electLeader',
  z.strictObject({ type: z.enum(['preferred', 'unclean']), topic: topicArg, partitions: PARTITIONS }),
  ({ type, topic, partitions }) =>
    `kafka-leader-election.sh --bootstrap-server broker1:9092 --election-type ${type} --topic ${topic} --partition ${partitions.join(',')}`,
  async ({ type, topic, partitions }, { lab }) => {
    const { command, elected, notNeeded } = await lab.functions.electLeaders({ type, topic, partitions })
    return {
      command,
      output: [sentence('elected', { elected: elected.join(', ') || null, notNeeded: notNeeded.join(', ') || null })],
    }
  },
)

/** Done when every new replica is in sync. */
export const reassign = defineVerb(
  'reassign',
  z.strictObject({ topic: topicArg, partition: z.number().int().default(0), replicas: z.array(brokerArg).min(1) }),
  ({ topic, partition, replicas }) =>
    `kafka-reassign-partitions.sh --bootstrap-server broker1:9092 --execute --reassignment-json-file move.json  # ${topic}-${partition} → ${replicas.join(',')}`,
  async ({ topic, partition, replicas }, { lab, watch, signal }) => {
    const ids = replicas.map(numberOf)
    const { command, file } = await lab.functions.reassign({ topic, partitions: [{ partition, replicas: ids }] })
    const done = () => {
      const view = watch.partition(topic, partition)
      return view?.replicas.join() === ids.join() && ids.every((id) => view.isr.includes(id))
    }
    await watch.until(
      () => done(),
      DONE_MS,
      sentence('awaitedReplicas', { name: `${topic}-${partition}`, list: ids.join(', ') }),
      signal,
    )
    return { command, output: [file] }
  },
)

export const deleteRecords = defineVerb(
  'deleteRecords',
  z.strictObject({ topic: topicArg, partition: z.number().int().default(0), offset: z.number().int() }),
  ({ topic, partition, offset }) =>
    `kafka-delete-records.sh --bootstrap-server broker1:9092 --offset-json-file delete.json  # ${topic}-${partition} before ${offset}`,
  async ({ topic, partition, offset }, { lab }) => {
    const { command, lowWatermarks } = await lab.functions.deleteRecords({ topic, partitions: [{ partition, offset }] })
    return { command, output: lowWatermarks.map((low) => sentence('lowWatermark', low)) }
  },
)
