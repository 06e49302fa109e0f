import { fetch } from '../../broker-core/protocol/messages/01-fetch'
import { listOffsets } from '../../broker-core/protocol/messages/02-list-offsets'
import { metadata } from '../../broker-core/protocol/messages/03-metadata'
import type { ClusterClient } from '../../electron/host/client/cluster-client'
import { PARTITION_FETCH_VERSION } from '../../electron/host/client/partition-fetch'
import {
  byTopic,
  EARLIEST,
  LATEST,
  partitionKey,
  type TopicPartition,
} from '../../electron/host/client/partition-offsets'

const LIST_OFFSETS_VERSION = 5
const METADATA_VERSION = 9
/** ListOffsetRequest.DEBUGGING_REPLICA_ID: a follower answers too, and the latest offset is the end of its own log. */
const DEBUGGING_REPLICA = -2

export interface ReplicaOffsets {
  logStartOffset: number
  logEndOffset: number
  /** null: the log was cut between the two questions. */
  highWatermark: number | null
}

/** What an Apache broker says over the wire of its own replicas, as leader or follower, and which topics it knows. One question at a time. */
export class ApacheReplicas {
  /** By `topic-partition`. */
  offsets: ReadonlyMap<string, ReplicaOffsets> = new Map()
  /** Topics that it can tell a client of. */
  topics: ReadonlySet<string> = new Set()
  /** When the question was sent that `offsets` answer; null: none has been answered. */
  askedMs: number | null = null
  private asking = false

  constructor(
    private readonly client: ClusterClient,
    private readonly broker: number,
  ) {}

  /** Asks, unless an answer is awaited. A broker that does not answer leaves what is known as old as it is. */
  look(partitions: readonly TopicPartition[]): void {
    if (this.asking) return
    this.asking = true
    void this.ask(partitions)
      .catch(() => undefined)
      .finally(() => {
        this.asking = false
      })
  }

  private async ask(partitions: readonly TopicPartition[]): Promise<void> {
    const nowMs = Date.now()
    const told = await this.client.broker(this.broker, metadata, METADATA_VERSION, {
      topics: null,
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    })
    this.topics = new Set(told.topics.flatMap(({ name }) => name ?? []))
    const [starts, ends] = [await this.ends(partitions, EARLIEST), await this.ends(partitions, LATEST)]
    const there = partitions.filter((each) => ends.has(partitionKey(each)))
    const marks = await this.highWatermarks(there, ends)
    const offsets = there.map((each) => {
      const key = partitionKey(each)
      const [logStartOffset, logEndOffset] = [starts.get(key) ?? 0, ends.get(key)!]
      return [key, { logStartOffset, logEndOffset, highWatermark: marks.get(key) ?? null }] as const
    })
    this.offsets = new Map(offsets)
    this.askedMs = nowMs
  }

  private async ends(partitions: readonly TopicPartition[], timestamp: number): Promise<Map<string, number>> {
    const answer = await this.client.broker(this.broker, listOffsets, LIST_OFFSETS_VERSION, {
      replicaId: DEBUGGING_REPLICA,
      isolationLevel: 0,
      topics: byTopic(partitions).map(([name, ofTopic]) => ({
        name,
        partitions: ofTopic.map((partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    })
    const answered = answer.topics.flatMap(({ name, partitions: found }) =>
      found.flatMap(({ partitionIndex, errorCode, offset }) =>
        errorCode === 0 ? [[`${name}-${partitionIndex}`, offset] as const] : [],
      ),
    )
    return new Map(answered)
  }

  /** A consumer's fetch of version 11 may go to a follower, and at the end of the log it brings no records, only the mark. */
  private async highWatermarks(
    partitions: readonly TopicPartition[],
    ends: ReadonlyMap<string, number>,
  ): Promise<Map<string, number>> {
    const answer = await this.client.broker(this.broker, fetch, PARTITION_FETCH_VERSION, {
      ...{ replicaId: -1, maxWaitMs: 0, minBytes: 0, maxBytes: 1, isolationLevel: 0, sessionId: 0, sessionEpoch: -1 },
      topics: byTopic(partitions).map(([topic, ofTopic]) => ({
        topic,
        partitions: ofTopic.map((partition) => {
          const fetchOffset = ends.get(partitionKey({ topic, partition }))!
          return { partition, fetchOffset, partitionMaxBytes: 1 }
        }),
      })),
      forgottenTopicsData: [],
      rackId: '',
    })
    const answered = answer.responses.flatMap(({ topic, partitions: found }) =>
      found.flatMap(({ partitionIndex, errorCode, highWatermark }) =>
        errorCode === 0 ? [[`${topic}-${partitionIndex}`, highWatermark] as const] : [],
      ),
    )
    return new Map(answered)
  }
}
