import type { IoTelemetry } from '../probe/storage-telemetry'
import type { BrokerTelemetry, MetadataTelemetry, PartitionTelemetry } from '../probe/telemetry'
import type { Partition } from '../replication/partition'
import type { ReplicaManager } from '../replication/replica-manager'
import { type BrokerAccount, ioCauses } from '../runtime/io-account'
import type { Runtime } from '../runtime/runtime'
import type { BrokerServer } from './broker-server'

/**
 * What the lab sees of a broker, computed when asked and only then; an answer holds what differs from the answer before it. One reader:
 * another `sinceVersion` than the last answer's gets everything.
 */
export class TelemetryReporter {
  private version = 0
  private sent = new Map<string, string>()
  private sentMetadataVersion = -1

  constructor(
    private readonly server: BrokerServer,
    private readonly runtime: Pick<Runtime, 'clock'>,
  ) {}

  report(sinceVersion: number): BrokerTelemetry {
    const full = sinceVersion !== this.version || this.version === 0
    if (full) {
      this.sent.clear()
      this.sentMetadataVersion = -1
    }
    const { partitions, removed } = this.changedPartitions()
    const { server } = this
    const controller = server.controller?.snapshot()
    const metadata = this.changedMetadata()
    this.version++
    return {
      brokerId: server.brokerId,
      version: this.version,
      full,
      state: server.state.name,
      wallMs: this.runtime.clock.wallMs(),
      monotonicMs: this.runtime.clock.monotonicMs(),
      brokerEpoch: server.brokerEpoch,
      sessionTimeoutMs: server.session?.sessionTimeoutMs ?? 0,
      sessionConnected: server.session?.state === 'connected',
      isController: controller?.active ?? false,
      controllerEpoch: controller?.epoch ?? 0,
      partitions,
      removed,
      ...(metadata && { metadata }),
      offlineLogDirs: [...(server.logManager?.offlineLogDirs ?? [])],
      purgatory: {
        produce: server.replicaManager?.producePurgatory.size ?? 0,
        fetch: server.replicaManager?.fetchPurgatory.size ?? 0,
      },
      connections: server.socketServer?.metrics.connectionsOpen ?? 0,
      io: server.replicaManager?.io ?? {
        appendBytes: 0,
        replicaAppendBytes: 0,
        consumerFetchBytes: 0,
        followerFetchBytes: 0,
      },
      moved: movedOf(server.account),
    }
  }

  private changedPartitions(): { partitions: PartitionTelemetry[]; removed: string[] } {
    const partitions: PartitionTelemetry[] = []
    const { replicaManager } = this.server
    const seen = new Set<string>()
    const nowMs = this.runtime.clock.monotonicMs()
    for (const partition of replicaManager?.partitions() ?? []) {
      seen.add(partition.name)
      const described = describePartition(partition, replicaManager!, nowMs)
      // The age of a follower's last catch-up changes all the time and is no news by itself.
      const signature = JSON.stringify(described, (key, value: unknown) => (key === 'caughtUpAgoMs' ? 0 : value))
      if (this.sent.get(partition.name) === signature) continue
      this.sent.set(partition.name, signature)
      partitions.push(described)
    }
    const removed = [...this.sent.keys()].filter((name) => !seen.has(name))
    for (const name of removed) this.sent.delete(name)
    return { partitions, removed }
  }

  private changedMetadata(): MetadataTelemetry | undefined {
    const { metadataCache, clusterId } = this.server
    if (metadataCache.version === this.sentMetadataVersion) return undefined
    this.sentMetadataVersion = metadataCache.version
    return {
      clusterId,
      controllerId: metadataCache.controllerId ?? -1,
      brokers: metadataCache.aliveBrokers().map(({ id, rack, endpoints }) => ({
        id,
        host: endpoints[0]?.host ?? '',
        port: endpoints[0]?.port ?? -1,
        rack,
      })),
      partitions: metadataCache
        .allPartitions()
        .map(({ topic, partition, leader, leaderEpoch, isr, replicas, offlineReplicas }) => ({
          topic,
          partition,
          leader,
          leaderEpoch,
          isr,
          replicas,
          offline: offlineReplicas,
        })),
    }
  }
}

function movedOf({ files, sockets, channel, logLines }: BrokerAccount): IoTelemetry {
  return {
    causes: ioCauses,
    files: files.counts(),
    socketsIn: sockets.in,
    socketsOut: sockets.out,
    channelIn: channel.in,
    channelOut: channel.out,
    logLines,
  }
}

function describePartition(partition: Partition, replicas: ReplicaManager, nowMs: number): PartitionTelemetry {
  const { log, isLeader } = partition
  const segments = log?.snapshot().segments ?? []
  return {
    ...partition.topicPartition,
    role: log === undefined ? 'offline' : isLeader ? 'leader' : 'follower',
    leader: partition.leader,
    leaderEpoch: partition.leaderEpoch,
    controllerEpoch: partition.controllerEpoch,
    replicas: [...partition.replicas],
    isr: [...partition.inSyncReplicas],
    logStartOffset: log?.logStartOffset ?? -1,
    logEndOffset: log?.logEndOffset ?? -1,
    highWatermark: log?.highWatermark ?? -1,
    lastStableOffset: log?.lastStableOffset ?? -1,
    recoveryPoint: log?.recoveryPoint ?? -1,
    sizeBytes: log?.size ?? 0,
    segmentCount: segments.length,
    activeSegmentBaseOffset: segments[segments.length - 1]?.baseOffset ?? -1,
    logDir: log?.parentDirectory ?? '',
    followers: isLeader
      ? [...partition.remoteReplicas].map((replica) => ({
          brokerId: replica.brokerId,
          logEndOffset: replica.logEndOffset,
          logStartOffset: replica.logStartOffset,
          caughtUpAgoMs: Number.isFinite(replica.lastCaughtUpMs) ? Math.round(nowMs - replica.lastCaughtUpMs) : -1,
        }))
      : [],
    leaderEpochs: (log?.leaderEpochs.entries() ?? []).map(({ epoch, startOffset }) => ({ epoch, startOffset })),
    truncating: replicas.isTruncating(partition.name),
  }
}
