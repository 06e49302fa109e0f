import { recordsRange } from '../format/records-range'
import type { IncomingRequest } from '../network/dispatch'
import type { ExchangeWatch } from '../probe/exchange-watch'
import type { Exchange } from '../probe/replication-facts'
import { ApiKey } from '../protocol/api-keys'
import type { ProduceRequest, ProduceResponseInput } from '../protocol/messages/00-produce'
import type { FetchRequest, FetchResponseInput } from '../protocol/messages/01-fetch'
import type { LeaderAndIsrRequest } from '../protocol/messages/04-leader-and-isr'
import type { UpdateMetadataRequest } from '../protocol/messages/06-update-metadata'
import type {
  OffsetForLeaderEpochRequest,
  OffsetForLeaderEpochResponseInput,
} from '../protocol/messages/23-offset-for-leader-epoch'

const CLIENT = -1

/** Tells of the answer to a request that was told of. */
export type AnswerTeller = (response: unknown) => void

/**
 * Tells what a request brings to partitions that are watched, as this broker receives it. undefined: nothing of it is watched, and its
 * answer is not told either.
 */
export function tellRequest(
  watch: ExchangeWatch,
  brokerId: number,
  request: IncomingRequest,
): AnswerTeller | undefined {
  const { header, body, connection } = request
  const exchange = (from: number): Exchange => ({
    from,
    to: brokerId,
    port: connection.remotePort,
    correlationId: header.correlationId,
  })
  switch (header.apiKey) {
    case ApiKey.Produce:
      return tellProduce(watch, exchange(CLIENT), header.clientId ?? '', body as ProduceRequest)
    case ApiKey.Fetch: {
      const { replicaId } = body as FetchRequest
      // Consumers would hide what passes between replicas.
      return replicaId < 0 ? undefined : tellFetch(watch, exchange(replicaId), body as FetchRequest)
    }
    case ApiKey.OffsetForLeaderEpoch: {
      const asked = body as OffsetForLeaderEpochRequest
      return tellEpochQuestion(watch, exchange(Math.max(CLIENT, asked.replicaId)), asked)
    }
    case ApiKey.LeaderAndIsr:
    case ApiKey.UpdateMetadata: {
      const told = body as LeaderAndIsrRequest | UpdateMetadataRequest
      const kind = header.apiKey === ApiKey.LeaderAndIsr ? 'leaderAndIsr' : 'updateMetadata'
      return tellStates(watch, exchange(told.controllerId), kind, told)
    }
    default:
      return undefined
  }
}

function tellProduce(
  watch: ExchangeWatch,
  exchange: Exchange,
  clientId: string,
  { topicData, acks }: ProduceRequest,
): AnswerTeller | undefined {
  const of = topicData.flatMap(({ name, partitionData }) =>
    partitionData.map(({ index }) => ({ topic: name, partition: index })).filter((one) => watch.watches(one)),
  )
  for (const one of of) watch.tell({ kind: 'produce', moment: 'requestReceived', exchange, ...one, clientId, acks })
  if (of.length === 0) return undefined
  return (response) => {
    for (const { name, partitionResponses } of (response as ProduceResponseInput).responses)
      for (const { index, errorCode, baseOffset } of partitionResponses) {
        const one = { topic: name, partition: index }
        if (!watch.watches(one)) continue
        watch.tell({ kind: 'produce', moment: 'responseSent', exchange, ...one, errorCode, baseOffset })
      }
  }
}

function tellFetch(watch: ExchangeWatch, exchange: Exchange, request: FetchRequest): AnswerTeller {
  for (const { topic, partitions } of request.topics)
    for (const { partition, fetchOffset, currentLeaderEpoch } of partitions) {
      const fact = { topic, partition, fetchOffset, leaderEpoch: currentLeaderEpoch }
      if (watch.watches(fact)) watch.tell({ kind: 'fetch', moment: 'requestReceived', exchange, ...fact })
    }
  // A session may answer for partitions that this request did not name again.
  return (response) => {
    for (const { topic, partitions } of (response as FetchResponseInput).responses ?? [])
      for (const { partitionIndex, errorCode, highWatermark, records } of partitions) {
        const one = { topic: topic ?? '', partition: partitionIndex }
        if (!watch.watches(one)) continue
        const answer = { errorCode, highWatermark, ...recordsRange(records ?? null) }
        watch.tell({ kind: 'fetch', moment: 'responseSent', exchange, ...one, ...answer })
      }
  }
}

function tellEpochQuestion(
  watch: ExchangeWatch,
  exchange: Exchange,
  request: OffsetForLeaderEpochRequest,
): AnswerTeller | undefined {
  const of = request.topics.flatMap(({ topic, partitions }) =>
    partitions
      .map(({ partition, leaderEpoch }) => ({ topic, partition, leaderEpoch }))
      .filter((one) => watch.watches(one)),
  )
  for (const one of of) watch.tell({ kind: 'offsetForLeaderEpoch', moment: 'requestReceived', exchange, ...one })
  if (of.length === 0) return undefined
  return (response) => {
    for (const { topic, partitions } of (response as OffsetForLeaderEpochResponseInput).topics)
      for (const { partition, errorCode, leaderEpoch = -1, endOffset = -1 } of partitions) {
        const one = { topic, partition, errorCode, leaderEpoch, endOffset }
        if (watch.watches(one)) watch.tell({ kind: 'offsetForLeaderEpoch', moment: 'responseSent', exchange, ...one })
      }
  }
}

function tellStates(
  watch: ExchangeWatch,
  exchange: Exchange,
  kind: 'leaderAndIsr' | 'updateMetadata',
  request: LeaderAndIsrRequest | UpdateMetadataRequest,
): AnswerTeller | undefined {
  const states = [
    ...request.ungroupedPartitionStates.map((state) => ({ topic: state.topicName, state })),
    ...request.topicStates.flatMap(({ topicName, partitionStates }) =>
      partitionStates.map((state) => ({ topic: topicName, state })),
    ),
  ]
  const of = states.flatMap(({ topic, state: { partitionIndex, leader, leaderEpoch, isr } }) => {
    const one = { topic, partition: partitionIndex }
    return watch.watches(one) ? [{ ...one, leader, leaderEpoch, isr: [...isr] }] : []
  })
  for (const one of of) watch.tell({ kind, moment: 'requestReceived', exchange, ...one })
  if (of.length === 0) return undefined
  return () => {
    for (const { topic, partition } of of) watch.tell({ kind, moment: 'responseSent', exchange, topic, partition })
  }
}
