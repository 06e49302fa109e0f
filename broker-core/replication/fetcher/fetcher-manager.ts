import { atLeast } from '../../config/api-version'
import type { BrokerConfig } from '../../config/broker-config'
import { type TopicPartition, topicPartitionName } from '../../format/topic-partition'
import type { LogManager } from '../../log/log-manager'
import type { Probe } from '../../probe/events'
import type { ReplicaGates } from '../../probe/gate-points'
import type { Runtime } from '../../runtime/runtime'
import type { Partition } from '../partition'
import type { ReplicaIo } from '../replica-io'
import { Fetcher } from './fetcher'
import type { LeaderEndPoint } from './leader-end-point'

export interface FetcherManagerOptions {
  brokerId: number
  config: () => BrokerConfig
  connectLeader: (brokerId: number, fetcherId: number) => LeaderEndPoint
  getPartition: (topicPartition: TopicPartition) => Partition | undefined
  logManager: LogManager
  runtime: Runtime
  probe: Probe
  onProgress: () => void
  io: ReplicaIo
  gates?: ReplicaGates | undefined
}

/** Java's String.hashCode: Kafka spreads partitions over fetchers by it. */
function javaHashCode(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index++) hash = (Math.imul(31, hash) + text.charCodeAt(index)) | 0
  return hash
}

/** The fetchers of this broker: `num.replica.fetchers` for each leader, made when first needed, gone when idle (ReplicaFetcherManager). */
export class FetcherManager {
  private readonly fetchers = new Map<string, Fetcher>()
  private readonly fetcherOf = new Map<string, Fetcher>()

  constructor(private readonly options: FetcherManagerOptions) {
    options.gates?.attach({
      whenOut: (point, { topic, partition }) => {
        const name = topicPartitionName(topic, partition)
        return this.fetcherOf.get(name)?.whenOut(point, name)
      },
      opened: () => {
        for (const fetcher of this.fetchers.values()) fetcher.gatesOpened()
      },
    })
  }

  /** Follows the partition's leader from `initialOffset`, its high watermark. */
  add(partition: Partition, initialOffset: number): void {
    const { topic, partition: index } = partition.topicPartition
    const hash = (Math.imul(31, javaHashCode(topic)) + index) | 0
    const fetcherId = Math.abs(hash) % this.options.config().numReplicaFetchers
    const key = `${partition.leader}-${fetcherId}`
    let fetcher = this.fetchers.get(key)
    if (fetcher === undefined) {
      fetcher = this.start(partition.leader, fetcherId)
      this.fetchers.set(key, fetcher)
    }
    this.fetcherOf.get(partition.name)?.remove(partition.name)
    this.fetcherOf.set(partition.name, fetcher)
    fetcher.add(partition.topicPartition, initialOffset, partition.leaderEpoch)
  }

  private start(leader: number, fetcherId: number): Fetcher {
    const { config, connectLeader, getPartition, logManager, runtime, probe, onProgress, io, gates } = this.options
    return new Fetcher({
      name: `ReplicaFetcher replicaId=${this.options.brokerId}, leaderId=${leader}, fetcherId=${fetcherId}`,
      leader: connectLeader(leader, fetcherId),
      getPartition,
      logManager,
      fetchBackoffMs: config().replicaFetchBackoffMs,
      truncateByLeaderEpoch: atLeast(config().interBrokerProtocolVersion, '0.11.0-IV2'),
      clock: runtime.clock,
      scheduler: runtime.scheduler,
      logger: runtime.logger.named('kafka.server.ReplicaFetcherThread'),
      probe,
      onProgress,
      io,
      gates,
    })
  }

  remove(name: string): void {
    this.fetcherOf.get(name)?.remove(name)
    this.fetcherOf.delete(name)
  }

  isTruncating(name: string): boolean {
    return this.fetcherOf.get(name)?.isTruncating(name) ?? false
  }

  stopIdle(): void {
    for (const [key, fetcher] of this.fetchers) {
      if (fetcher.size > 0) continue
      fetcher.stop()
      this.fetchers.delete(key)
    }
  }

  stop(): void {
    for (const fetcher of this.fetchers.values()) fetcher.stop()
    this.fetchers.clear()
    this.fetcherOf.clear()
  }
}
