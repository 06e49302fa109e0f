/** An endpoint of a broker, as UpdateMetadata tells it. */
export interface BrokerEndpoint {
  listenerName: string
  securityProtocol: number
  host: string
  port: number
}

export interface CachedBroker {
  id: number
  rack: string | null
  endpoints: BrokerEndpoint[]
}

export interface CachedPartition {
  topic: string
  partition: number
  controllerEpoch: number
  /** -1: none. */
  leader: number
  leaderEpoch: number
  isr: number[]
  zkVersion: number
  replicas: number[]
  offlineReplicas: number[]
}

export interface MetadataUpdate {
  controllerId: number
  /** Replaces the list of live brokers. */
  liveBrokers: CachedBroker[]
  /** Merged; a leader of -2 removes the partition (its topic is being deleted). */
  partitions: CachedPartition[]
  /** Ids of topics (UpdateMetadata 7); merged. */
  topicIds?: ReadonlyMap<string, string>
}

/** LeaderAndIsr.LeaderDuringDelete. */
export const LEADER_DURING_DELETE = -2

/**
 * The cluster as the controller last told it (kafka.server.MetadataCache): what Metadata requests are answered from, on every broker.
 * `onChange` tells whoever waits for a topic to appear or vanish.
 */
export class MetadataCache {
  private readonly topics = new Map<string, Map<number, CachedPartition>>()
  private readonly ids = new Map<string, string>()
  private readonly namesById = new Map<string, string>()
  private brokers = new Map<number, CachedBroker>()
  private currentControllerId: number | undefined
  private readonly listeners = new Set<(topics: ReadonlySet<string>) => void>()
  /** Grows with every update: cheap change detection for telemetry. */
  version = 0

  get controllerId(): number | undefined {
    return this.currentControllerId
  }

  /** Returns the partitions that were removed because their topic is being deleted. */
  update(update: MetadataUpdate): CachedPartition[] {
    const removed: CachedPartition[] = []
    this.currentControllerId = update.controllerId < 0 ? undefined : update.controllerId
    this.brokers = new Map(update.liveBrokers.map((broker) => [broker.id, broker]))
    for (const [topic, id] of update.topicIds ?? []) this.identify(topic, id)
    const touched = new Set<string>()
    for (const state of update.partitions) {
      touched.add(state.topic)
      if (state.leader === LEADER_DURING_DELETE) {
        const known = this.removePartition(state.topic, state.partition)
        removed.push(known ?? state)
      } else {
        const partitions = this.topics.get(state.topic) ?? new Map<number, CachedPartition>()
        this.topics.set(state.topic, partitions.set(state.partition, state))
      }
    }
    for (const topic of touched) if (!this.topics.has(topic)) this.identify(topic, undefined)
    this.version++
    for (const listener of [...this.listeners]) listener(touched)
    return removed
  }

  private removePartition(topic: string, partition: number): CachedPartition | undefined {
    const partitions = this.topics.get(topic)
    const known = partitions?.get(partition)
    partitions?.delete(partition)
    if (partitions?.size === 0) this.topics.delete(topic)
    return known
  }

  private identify(topic: string, id: string | undefined): void {
    const before = this.ids.get(topic)
    if (before !== undefined) this.namesById.delete(before)
    this.ids.delete(topic)
    if (id === undefined) return
    this.ids.set(topic, id)
    this.namesById.set(id, topic)
  }

  /** Called after each update with the topics it named (none for a change of brokers only). Returns how to stop. */
  onChange(listener: (topics: ReadonlySet<string>) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  topicNames(): string[] {
    return [...this.topics.keys()]
  }

  /** undefined: it has none (protocol below 2.8), or the topic is unknown. */
  topicId(topic: string): string | undefined {
    return this.ids.get(topic)
  }

  topicOfId(id: string): string | undefined {
    return this.namesById.get(id)
  }

  contains(topic: string): boolean {
    return this.topics.has(topic)
  }

  /** In ascending order of partition; undefined for an unknown topic. */
  partitionsOf(topic: string): CachedPartition[] | undefined {
    const partitions = this.topics.get(topic)
    return partitions && [...partitions.values()].sort((a, b) => a.partition - b.partition)
  }

  partition(topic: string, partition: number): CachedPartition | undefined {
    return this.topics.get(topic)?.get(partition)
  }

  allPartitions(): CachedPartition[] {
    return [...this.topics.values()].flatMap((partitions) => [...partitions.values()])
  }

  aliveBrokers(): CachedBroker[] {
    return [...this.brokers.values()]
  }

  aliveBroker(id: number): CachedBroker | undefined {
    return this.brokers.get(id)
  }

  /** undefined: the broker is dead, or has no endpoint on that listener. */
  endpoint(id: number, listenerName: string): BrokerEndpoint | undefined {
    return this.brokers.get(id)?.endpoints.find((endpoint) => endpoint.listenerName === listenerName)
  }
}
