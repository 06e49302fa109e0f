import type { EachMessagePayload, KafkaMessage } from 'kafkajs'
import { LabError } from '../api/errors'
import type { LabFunctions, RecordView } from '../api/functions'
import { clientWords } from '../words/client-words'
import { names } from '../words/names'
import { errorText, failure } from '../words/wording'
import { plugCodecs } from './kafkajs-codecs'
import { shownBytes } from './shown-bytes'

type Request = Parameters<LabFunctions['consumeWithGroup']>[0]
type Answer = Omit<Awaited<ReturnType<LabFunctions['consumeWithGroup']>>, 'command'>

/** A group that is just forming waits for others (group.initial.rebalance.delay.ms, 3 s); one that rebalances takes longer. */
const JOIN_MS_MAX = 45_000
/** Nothing more for this long: the end of what is committed has been reached. */
const QUIET_MS = 2000
const SESSION_MS = 10_000
/** kafkajs's names of COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE and NOT_COORDINATOR. */
const STARTING = new Set(['GROUP_LOAD_IN_PROGRESS', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP'])

/** Reads once as one more member of a group, through a real client: joins, reads, commits, leaves. */
export async function consumeWithGroup(brokers: string[], request: Request): Promise<Answer> {
  if (brokers.length === 0) throw failure('UNREACHABLE', clientWords.noBroker)
  const { Kafka, logLevel } = await import('kafkajs')
  await plugCodecs()
  const kafka = new Kafka({ clientId: 'highwater-by-hand', brokers, logLevel: logLevel.NOTHING, retry: { retries: 3 } })
  const consumer = kafka.consumer({
    groupId: request.groupId,
    sessionTimeout: SESSION_MS,
    heartbeatInterval: 1000,
    maxWaitTimeInMs: 500,
    allowAutoTopicCreation: false,
  })
  const reading = new Reading(request.count)
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    reading.joined(payload.memberAssignment[request.topic] ?? []),
  )
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!payload.restart || !isStarting(payload.error)) reading.failed(payload.error)
  })
  try {
    await consumer.connect()
    await consumer.subscribe({ topics: [request.topic], fromBeginning: request.fromBeginning })
    await consumer.run({ autoCommit: false, eachMessage: async (payload) => reading.take(payload) })
    await reading.done
    const committed = reading.positions()
    if (committed.length > 0)
      await consumer.commitOffsets(
        committed.map(({ partition, offset }) => ({ topic: request.topic, partition, offset: String(offset) })),
      )
    return { records: reading.records, assignment: reading.assignment, committed }
  } catch (error) {
    if (error instanceof LabError) throw error
    const values = { about: names.group(request.groupId), text: errorText(error) }
    throw failure('KAFKA_ERROR', clientWords.clientError, values)
  } finally {
    reading.close()
    // Leaves the group; a cluster that is gone cannot be taken leave of.
    await consumer.disconnect().catch(() => undefined)
  }
}

/** A coordinator that becomes one at this moment: the client begins again, until there is no more time. */
function isStarting({ type, cause }: { type?: unknown; cause?: unknown }): boolean {
  return STARTING.has(String(type ?? (cause as { type?: unknown } | undefined)?.type))
}

/** What came so far, and when it is enough. */
class Reading {
  readonly records: RecordView[] = []
  assignment: number[] = []
  readonly done: Promise<void>
  private settle: { resolve(): void; reject(error: Error): void } = {
    resolve: () => undefined,
    reject: () => undefined,
  }
  private readonly next = new Map<number, number>()
  private timer: ReturnType<typeof setTimeout>

  constructor(private readonly count: number) {
    this.done = new Promise((resolve, reject) => {
      this.settle = { resolve, reject }
    })
    // Whoever fails before it waits has thrown already.
    this.done.catch(() => undefined)
    const late = failure('TIMED_OUT', clientWords.joinLate, { seconds: JOIN_MS_MAX / 1000 })
    this.timer = setTimeout(() => this.settle.reject(late), JOIN_MS_MAX)
  }

  joined(partitions: number[]): void {
    this.assignment = [...partitions].sort((one, other) => one - other)
    this.quiet()
  }

  take({ partition, message }: EachMessagePayload): void {
    if (this.records.length >= this.count) return
    this.records.push(recordView(partition, message))
    this.next.set(partition, Number(message.offset) + 1)
    if (this.records.length === this.count) this.settle.resolve()
    else this.quiet()
  }

  failed(error: Error): void {
    this.settle.reject(error)
  }

  positions(): { partition: number; offset: number }[] {
    return [...this.next]
      .map(([partition, offset]) => ({ partition, offset }))
      .sort((one, other) => one.partition - other.partition)
  }

  close(): void {
    clearTimeout(this.timer)
  }

  private quiet(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.settle.resolve(), QUIET_MS)
  }
}

function recordView(partition: number, message: KafkaMessage): RecordView {
  const headers = Object.entries(message.headers ?? {}).flatMap(([key, value]) =>
    (Array.isArray(value) ? value : [value]).map((each) => ({
      key,
      value: each === undefined ? null : shownBytes(Buffer.from(each)),
    })),
  )
  return {
    partition,
    offset: Number(message.offset),
    timestampMs: Number(message.timestamp),
    key: message.key === null ? null : shownBytes(message.key),
    value: message.value === null ? null : shownBytes(message.value),
    headers,
    leaderEpoch: null,
  }
}
