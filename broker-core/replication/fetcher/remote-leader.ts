import type { BrokerConfig } from '../../config/broker-config'
import type { TopicPartition } from '../../format/topic-partition'
import { InterBrokerClient, type SentRequest } from '../../network/inter-broker-client'
import type { ExchangeWatch } from '../../probe/exchange-watch'
import { ErrorCode, KafkaError } from '../../protocol/error-codes'
import { type FetchResponse, fetch } from '../../protocol/messages/01-fetch'
import { listOffsets } from '../../protocol/messages/02-list-offsets'
import { offsetForLeaderEpoch } from '../../protocol/messages/23-offset-for-leader-epoch'
import type { Runtime } from '../../runtime/runtime'
import { groupBy } from '../group-by'
import { FetchSessionClient } from './fetch-session-client'
import type {
  EpochRequest,
  EpochResult,
  LeaderEndPoint,
  ReplicaFetchRequest,
  ReplicaFetchResult,
} from './leader-end-point'
import { ToldLeader } from './told-leader'

/** Versions a follower speaks at inter.broker.protocol.version 2.6. */
const FETCH_VERSION = 11
const LIST_OFFSETS_VERSION = 5
const OFFSET_FOR_LEADER_EPOCH_VERSION = 3

const EMPTY = Buffer.alloc(0)

type Sent = (request: SentRequest) => void

export interface RemoteLeaderOptions {
  runtime: Runtime
  config: () => BrokerConfig
  /** This broker: the replica id of its fetches. */
  replicaId: number
  leaderId: number
  fetcherId: number
  /** The leader's inter-broker endpoint now; undefined while it is not known to be alive. */
  endpoint: () => { host: string; port: number } | undefined
  /** Hears of what passes; undefined without a lab. */
  exchanges?: ExchangeWatch | undefined
}

const SESSION_ERRORS: readonly number[] = [ErrorCode.FETCH_SESSION_ID_NOT_FOUND, ErrorCode.INVALID_FETCH_SESSION_EPOCH]

/** The leader behind a TCP connection (ReplicaFetcherBlockingSend). */
export class RemoteLeader implements LeaderEndPoint {
  readonly brokerId: number
  private client: InterBrokerClient | undefined
  private address = ''
  private closed = false
  private readonly session = new FetchSessionClient()
  private readonly told: ToldLeader

  constructor(private readonly options: RemoteLeaderOptions) {
    this.brokerId = options.leaderId
    this.told = new ToldLeader(options.exchanges, options.replicaId, options.leaderId)
  }

  async fetch(partitions: readonly ReplicaFetchRequest[]): Promise<ReplicaFetchResult[]> {
    const told = this.told.fetch(partitions)
    const response = await this.sendFetch(partitions, told?.sent)
    if (SESSION_ERRORS.includes(response.errorCode)) {
      this.session.failed(response.errorCode !== ErrorCode.FETCH_SESSION_ID_NOT_FOUND)
      return []
    }
    if (response.errorCode !== ErrorCode.NONE) {
      this.session.failed(true)
      throw new KafkaError(response.errorCode)
    }
    this.session.answered(response.sessionId)
    const results = response.responses.flatMap((topic) =>
      topic.partitions.map((partition) => ({
        topic: topic.topic,
        partition: partition.partitionIndex,
        errorCode: partition.errorCode,
        highWatermark: partition.highWatermark,
        logStartOffset: partition.logStartOffset,
        records: partition.records ?? EMPTY,
      })),
    )
    told?.answered(results)
    return results
  }

  private async sendFetch(partitions: readonly ReplicaFetchRequest[], sent?: Sent): Promise<FetchResponse> {
    try {
      return await this.sendInSession(partitions, sent)
    } catch (error) {
      this.session.failed(true)
      throw error
    }
  }

  private sendInSession(partitions: readonly ReplicaFetchRequest[], sent?: Sent): Promise<FetchResponse> {
    const config = this.options.config()
    const { sessionId, sessionEpoch, partitions: changed, forgotten } = this.session.next(partitions)
    const request = {
      replicaId: this.options.replicaId,
      maxWaitMs: config.replicaFetchWaitMaxMs,
      minBytes: config.replicaFetchMinBytes,
      maxBytes: config.replicaFetchResponseMaxBytes,
      sessionId,
      sessionEpoch,
      topics: [...groupBy(changed, (wanted) => wanted.topic)].map(([topic, wanted]) => ({
        topic,
        partitions: wanted.map((one) => ({
          partition: one.partition,
          currentLeaderEpoch: one.currentLeaderEpoch,
          fetchOffset: one.fetchOffset,
          logStartOffset: one.logStartOffset,
          partitionMaxBytes: config.replicaFetchMaxBytes,
        })),
      })),
      forgottenTopicsData: [...groupBy(forgotten, ({ topic }) => topic)].map(([topic, gone]) => ({
        topic,
        partitions: gone.map(({ partition }) => partition),
      })),
      rackId: '',
    }
    return this.connected().send(fetch, FETCH_VERSION, request, sent)
  }

  async endOffsetsForEpochs(partitions: readonly EpochRequest[]): Promise<EpochResult[]> {
    const told = this.told.endOffsets(partitions)
    const request = {
      replicaId: this.options.replicaId,
      topics: [...groupBy(partitions, (asked) => asked.topic)].map(([topic, asked]) => ({
        topic,
        partitions: asked.map(({ partition, currentLeaderEpoch, leaderEpoch }) => ({
          partition,
          currentLeaderEpoch,
          leaderEpoch,
        })),
      })),
    }
    const send = this.connected().send(offsetForLeaderEpoch, OFFSET_FOR_LEADER_EPOCH_VERSION, request, told?.sent)
    const results = (await send).topics.flatMap((topic) =>
      topic.partitions.map((partition) => ({ ...partition, topic: topic.topic })),
    )
    told?.answered(results)
    return results
  }

  earliestOffset(topicPartition: TopicPartition, currentLeaderEpoch: number): Promise<number> {
    return this.offset(topicPartition, currentLeaderEpoch, -2)
  }

  latestOffset(topicPartition: TopicPartition, currentLeaderEpoch: number): Promise<number> {
    return this.offset(topicPartition, currentLeaderEpoch, -1)
  }

  private async offset(topicPartition: TopicPartition, currentLeaderEpoch: number, timestamp: number): Promise<number> {
    const { topic, partition } = topicPartition
    const response = await this.connected().send(listOffsets, LIST_OFFSETS_VERSION, {
      replicaId: this.options.replicaId,
      isolationLevel: 0,
      topics: [{ name: topic, partitions: [{ partitionIndex: partition, currentLeaderEpoch, timestamp }] }],
    })
    const answer = response.topics[0]?.partitions[0]
    if (answer === undefined) throw new KafkaError(ErrorCode.UNKNOWN_SERVER_ERROR, 'no answer for the partition asked')
    if (answer.errorCode !== ErrorCode.NONE) throw new KafkaError(answer.errorCode)
    return answer.offset
  }

  /** The leader may have come back on another port: then the old connection is of no use. */
  private connected(): InterBrokerClient {
    const endpoint = this.options.endpoint()
    if (endpoint === undefined || this.closed) {
      throw new KafkaError(ErrorCode.BROKER_NOT_AVAILABLE, `broker ${this.brokerId} is not known to be alive`)
    }
    const address = `${endpoint.host}:${endpoint.port}`
    if (this.client === undefined || address !== this.address) {
      this.client?.close()
      this.address = address
      this.client = new InterBrokerClient({
        runtime: this.options.runtime,
        ...endpoint,
        name: `broker ${this.brokerId}`,
        clientId: `broker-${this.options.replicaId}-fetcher-${this.options.fetcherId}`,
        requestTimeoutMs: this.options.config().replicaSocketTimeoutMs,
        inFlightMax: 1,
      })
    }
    return this.client
  }

  close(): void {
    this.closed = true
    this.client?.close()
  }
}
