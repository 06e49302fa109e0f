import type { BrokerTelemetry, MetadataTelemetry, PartitionTelemetry } from '../../../broker-core/probe/telemetry'

export type MetadataPartition = MetadataTelemetry['partitions'][number]

export const partitionKey = (partition: { topic: string; partition: number }): string =>
  `${partition.topic}-${partition.partition}`

/** What one life of a broker has told about itself, deltas put together. */
export class BrokerReports {
  version = 0
  last: BrokerTelemetry | null = null
  metadata: MetadataTelemetry | null = null
  reportedMs: number | null = null
  readonly partitions = new Map<string, PartitionTelemetry>()
  /** When each partition's entry last came. */
  readonly partitionReportedMs = new Map<string, number>()
  metadataPartitions: ReadonlyMap<string, MetadataPartition> = new Map()

  /** Returns the partitions of which something changed. */
  apply(telemetry: BrokerTelemetry, nowMs: number): Set<string> {
    const changed = new Set<string>()
    if (telemetry.full) this.forget(telemetry, changed)
    for (const partition of telemetry.partitions) {
      const key = partitionKey(partition)
      this.partitions.set(key, partition)
      this.partitionReportedMs.set(key, nowMs)
      changed.add(key)
    }
    for (const key of telemetry.removed) this.remove(key, changed)
    if (telemetry.metadata) this.applyMetadata(telemetry.metadata, changed)
    this.version = telemetry.version
    this.last = telemetry
    this.reportedMs = nowMs
    return changed
  }

  get logBytes(): number {
    let bytes = 0
    for (const partition of this.partitions.values()) bytes += Math.max(0, partition.sizeBytes)
    return bytes
  }

  private forget(telemetry: BrokerTelemetry, changed: Set<string>): void {
    const kept = new Set(telemetry.partitions.map(partitionKey))
    for (const key of [...this.partitions.keys()]) if (!kept.has(key)) this.remove(key, changed)
  }

  private remove(key: string, changed: Set<string>): void {
    this.partitions.delete(key)
    this.partitionReportedMs.delete(key)
    changed.add(key)
  }

  private applyMetadata(metadata: MetadataTelemetry, changed: Set<string>): void {
    const next = new Map(metadata.partitions.map((partition) => [partitionKey(partition), partition]))
    for (const [key, partition] of next)
      if (!sameMetadata(this.metadataPartitions.get(key), partition)) changed.add(key)
    for (const key of this.metadataPartitions.keys()) if (!next.has(key)) changed.add(key)
    this.metadata = metadata
    this.metadataPartitions = next
  }
}

function sameMetadata(one: MetadataPartition | undefined, other: MetadataPartition): boolean {
  return (
    one !== undefined &&
    one.leader === other.leader &&
    one.leaderEpoch === other.leaderEpoch &&
    sameIds(one.isr, other.isr) &&
    sameIds(one.replicas, other.replicas) &&
    sameIds(one.offline, other.offline)
  )
}

const sameIds = (one: readonly number[], other: readonly number[]): boolean =>
  one.length === other.length && one.every((id, at) => id === other[at])
