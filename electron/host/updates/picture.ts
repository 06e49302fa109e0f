import type { LabUpdate } from '../api/functions'
import type { BrokerView, CoordinationView, LabView, PartitionView } from '../api/views'
import type { Cluster } from '../cluster/cluster'
import type { ChangeTracker } from './change-tracker'
import type { BrokerSide } from './partition-view'
import { partitionView } from './partition-view'

export interface PictureSources {
  tracker: ChangeTracker
  cluster: Cluster
  lab(): LabView
  coordination(): CoordinationView
  broker(id: number): BrokerView
  minInsyncReplicas(topic: string): number | null
}

/** The lab's state as views, built only for what changed and only when somebody asks. */
export class Picture {
  constructor(private readonly sources: PictureSources) {}

  changedSince(version: number): Pick<LabUpdate, 'lab' | 'coordination' | 'brokers' | 'partitions'> {
    const { tracker, lab, coordination } = this.sources
    const brokers = changed(tracker.brokers, version).map((id) => this.sources.broker(id))
    const partitions = changed(tracker.partitions, version).flatMap((key) => this.partition(key) ?? [])
    return {
      ...(tracker.lab > version ? { lab: lab() } : {}),
      ...(tracker.coordination > version ? { coordination: coordination() } : {}),
      ...(brokers.length > 0 || version === 0 ? { brokers } : {}),
      ...(partitions.length > 0 || version === 0 ? { partitions } : {}),
    }
  }

  /** The live brokers' word counts; with none of them left, what the dead ones last knew. */
  exists(key: string): boolean {
    const brokers = [...this.sources.cluster.brokers.values()]
    const live = brokers.filter(({ process }) => process.live)
    const told = (live.length > 0 ? live : brokers).filter(({ reports }) => reports.metadata !== null)
    if (told.length > 0) return told.some(({ reports }) => reports.metadataPartitions.has(key))
    return brokers.some(({ reports }) => reports.partitions.has(key))
  }

  private partition(key: string): PartitionView | undefined {
    const at = key.lastIndexOf('-')
    const topic = key.slice(0, at)
    const sides = [...this.sources.cluster.brokers.values()].map(
      ({ id, process, reports }): BrokerSide => ({
        id,
        live: process.live,
        telemetry: reports.partitions.get(key),
        telemetryMs: reports.partitionReportedMs.get(key) ?? null,
        metadata: reports.metadataPartitions.get(key),
      }),
    )
    return partitionView(topic, Number(key.slice(at + 1)), sides, this.sources.minInsyncReplicas(topic))
  }
}

function changed<K>(versions: ReadonlyMap<K, number>, since: number): K[] {
  return [...versions].filter(([, version]) => version > since).map(([key]) => key)
}
