import { recordsRange } from '../../format/records-range'
import type { SentRequest } from '../../network/inter-broker-client'
import type { ExchangeWatch } from '../../probe/exchange-watch'
import type { Exchange } from '../../probe/replication-facts'
import type { EpochRequest, EpochResult, ReplicaFetchRequest, ReplicaFetchResult } from './leader-end-point'

/** One request of a follower and its answer, as it tells them for the partitions that are watched. */
export interface ToldExchange<Result> {
  sent(request: SentRequest): void
  answered(results: readonly Result[]): void
}

/** A follower's side of what passes between it and its leader; undefined: nothing of it is watched. */
export class ToldLeader {
  constructor(
    private readonly watch: ExchangeWatch | undefined,
    private readonly replicaId: number,
    private readonly leaderId: number,
  ) {}

  fetch(partitions: readonly ReplicaFetchRequest[]): ToldExchange<ReplicaFetchResult> | undefined {
    return this.exchange(
      partitions,
      (watch, exchange, { topic, partition, fetchOffset, currentLeaderEpoch }) => {
        const fact = { topic, partition, fetchOffset, leaderEpoch: currentLeaderEpoch }
        watch.tell({ kind: 'fetch', moment: 'requestSent', exchange, ...fact })
      },
      (watch, exchange, { topic, partition }, result: ReplicaFetchResult | undefined) => {
        const fact = { kind: 'fetch', moment: 'responseReceived', exchange, topic, partition } as const
        if (result === undefined) watch.tell({ ...fact, nothingNew: true })
        else {
          const { errorCode, highWatermark, records } = result
          watch.tell({ ...fact, errorCode, highWatermark, ...recordsRange(records) })
        }
      },
    )
  }

  endOffsets(partitions: readonly EpochRequest[]): ToldExchange<EpochResult> | undefined {
    return this.exchange(
      partitions,
      (watch, exchange, { topic, partition, leaderEpoch }) =>
        watch.tell({ kind: 'offsetForLeaderEpoch', moment: 'requestSent', exchange, topic, partition, leaderEpoch }),
      (watch, exchange, { topic, partition }, result: EpochResult | undefined) => {
        if (result === undefined) return
        const { errorCode, leaderEpoch, endOffset } = result
        const fact = { kind: 'offsetForLeaderEpoch', moment: 'responseReceived', exchange, topic, partition } as const
        watch.tell({ ...fact, errorCode, leaderEpoch, endOffset })
      },
    )
  }

  private exchange<Asked extends OfPartition, Result extends OfPartition>(
    partitions: readonly Asked[],
    tellSent: (watch: ExchangeWatch, exchange: Exchange, asked: Asked) => void,
    tellAnswered: (watch: ExchangeWatch, exchange: Exchange, asked: Asked, result: Result | undefined) => void,
  ): ToldExchange<Result> | undefined {
    const { watch } = this
    if (!watch?.active) return undefined
    const watched = partitions.filter((one) => watch.watches(one))
    if (watched.length === 0) return undefined
    let exchange: Exchange | undefined
    return {
      sent: ({ localPort, correlationId }) => {
        exchange = { from: this.replicaId, to: this.leaderId, port: localPort, correlationId }
        for (const asked of watched) tellSent(watch, exchange, asked)
      },
      answered: (results) => {
        if (exchange === undefined) return
        for (const asked of watched) {
          const result = results.find(({ topic, partition }) => topic === asked.topic && partition === asked.partition)
          tellAnswered(watch, exchange, asked, result)
        }
      },
    }
  }
}

interface OfPartition {
  topic: string
  partition: number
}
