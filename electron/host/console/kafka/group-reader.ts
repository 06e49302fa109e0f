import type { Consumer, KafkaMessage } from 'kafkajs'
import type { CommandContext } from '../command'
import { realClient } from './by-hand'
import { rangeAssigner } from './range-assigner'
import type { ConsumedRecord } from './record-format'

const LOG_APPEND_TIME = 0x08
const COMMIT_MS = 5000

export interface GroupRead {
  bootstrap: string
  groupId: string
  /** Its name, or an expression for several. */
  topics: (string | RegExp)[]
  fromBeginning: boolean
  readCommitted: boolean
  /** Without a group of one's own nothing is committed, as in Kafka. */
  commits: boolean
  settings: ReadonlyMap<string, string>
}

/**
 * Reads as a member of a group, through a real client, until `take` has enough (it returns false) or `signal` fires; commits what was
 * taken, leaves the group. Rejects when the group cannot be joined.
 */
export async function readAsMember(
  context: CommandContext,
  request: GroupRead,
  take: (record: ConsumedRecord) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const kafka = await realClient(context, request.bootstrap, `consumer-${request.groupId}-1`)
  const loaded: typeof import('kafkajs') & { default?: typeof import('kafkajs') } = await import('kafkajs')
  const { AssignerProtocol } = loaded.default ?? loaded
  const { MemberMetadata, MemberAssignment } = AssignerProtocol
  const none = Buffer.alloc(0)
  const number = (name: string, otherwise: number) => Number(request.settings.get(name) ?? otherwise)
  const consumer = kafka.consumer({
    groupId: request.groupId,
    readUncommitted: !request.readCommitted,
    sessionTimeout: number('session.timeout.ms', 10_000),
    heartbeatInterval: number('heartbeat.interval.ms', 3000),
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: true,
    partitionAssigners: [
      rangeAssigner({
        metadata: (topics) => MemberMetadata.encode({ version: 1, topics, userData: none }),
        assignment: (assignment) => MemberAssignment.encode({ version: 1, assignment, userData: none }),
        subscribed: (metadata) => MemberMetadata.decode(metadata)?.topics ?? [],
      }),
    ],
  })
  try {
    await untilEnough(consumer, request, take, signal)
  } finally {
    // Leaves the group; a cluster that is gone cannot be taken leave of.
    await consumer.disconnect().catch(() => undefined)
  }
}

async function untilEnough(
  consumer: Consumer,
  request: GroupRead,
  take: (record: ConsumedRecord) => boolean,
  signal: AbortSignal,
): Promise<void> {
  const next = new Map<string, { topic: string; partition: number; offset: string }>()
  const commit = async () => {
    if (request.commits && next.size > 0) await consumer.commitOffsets([...next.values()])
  }
  await consumer.connect()
  await consumer.subscribe({ topics: request.topics, fromBeginning: request.fromBeginning })
  let committed = Date.now()
  const enough = new Promise<void>((resolve, reject) => {
    signal.addEventListener('abort', () => resolve())
    if (signal.aborted) resolve()
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      // One that starts again by itself goes on.
      if (!payload.restart) reject(payload.error)
    })
    let done = false
    consumer
      .run({
        autoCommit: false,
        eachMessage: async ({ topic, partition, message }) => {
          if (done || signal.aborted) return
          done = !take(consumed(partition, message))
          next.set(`${topic}-${partition}`, { topic, partition, offset: String(Number(message.offset) + 1) })
          if (done) return resolve()
          if (Date.now() - committed < COMMIT_MS) return
          committed = Date.now()
          await commit()
        },
      })
      .catch(reject)
  })
  await enough
  await commit().catch(() => undefined)
}

const consumed = (partition: number, { offset, timestamp, attributes, key, value }: KafkaMessage): ConsumedRecord => ({
  partition,
  offset: Number(offset),
  timestampMs: Number(timestamp),
  timestampType: (attributes & LOG_APPEND_TIME) !== 0 ? 'LogAppendTime' : 'CreateTime',
  key,
  value,
})
