import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createCoordinationClient } from '../../broker-core/znodes/create-client'
import type { LabUpdate } from '../../electron/host/api/functions'
import type { BrokerView, PartitionView, ReplicaView } from '../../electron/host/api/views'
import { ClusterClient, type Endpoint } from '../../electron/host/client/cluster-client'
import { clientRuntime } from '../../electron/host/client/node-runtime'
import { partitionKey, type TopicPartition } from '../../electron/host/client/partition-offsets'
import type { ApacheBroker } from './apache-exercise-lab'
import { ApacheLogEvents } from './apache-log-events'
import { ApacheReplicas } from './apache-replicas'

const SESSION_MS = 10_000
const CONNECT_MS = 10_000
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, named: () => silent }

type CoordinationClient = ReturnType<typeof createCoordinationClient>

interface Watched {
  broker: ApacheBroker
  replicas: ApacheReplicas
  events: ApacheLogEvents
}

/** Looks at a running Apache Kafka from outside: its processes, its ZooKeeper, its files and logs, and what it answers over the wire. */
export class ApacheView {
  private version = 0
  private seq = 0
  private leaders: ReadonlyMap<string, number> = new Map()
  private readonly watched: readonly Watched[]

  private constructor(
    private readonly zookeeper: CoordinationClient,
    private readonly client: ClusterClient,
    brokers: readonly ApacheBroker[],
  ) {
    this.watched = brokers.map((broker) => ({
      broker,
      replicas: new ApacheReplicas(client, broker.id),
      events: new ApacheLogEvents(broker.id, broker.logFile),
    }))
  }

  /** `reachable`: the brokers that are up now. */
  static async open(
    connectString: string,
    brokers: readonly ApacheBroker[],
    reachable: () => Endpoint[],
  ): Promise<ApacheView> {
    const client = createCoordinationClient(
      { ...clientRuntime, logger: silent },
      { connectString, sessionTimeoutMs: SESSION_MS, name: 'view' },
    )
    await client.connect(CONNECT_MS)
    // Connections of its own: a broker that is asked and frozen then keeps nobody else waiting.
    return new ApacheView(client, new ClusterClient(reachable), brokers)
  }

  async look(): Promise<LabUpdate> {
    const controller = (await this.json<{ brokerid: number }>('/controller'))?.brokerid
    const registered = new Set((await this.zookeeper.getChildren('/brokers/ids'))?.children.map(Number) ?? [])
    const topics = (await this.zookeeper.getChildren('/brokers/topics'))?.children ?? []
    const partitions = (await Promise.all(topics.map((topic) => this.partitionsOf(topic)))).flat()
    this.leaders = new Map(partitions.map((each) => [partitionKey(each), each.leader]))
    const brokers = this.watched.map(({ broker, replicas }) => {
      const state = stateOf(broker, registered)
      const own = partitions.filter((each) => each.replicas.includes(broker.id))
      if (state === 'RunningAsBroker') replicas.look(own)
      return {
        ...(empty as BrokerView),
        id: broker.id,
        pid: broker.process.exit ? null : broker.process.pid,
        state,
        isController: broker.id === controller,
        cleanMarker: broker.process.exit ? existsSync(join(broker.logDir, '.kafka_cleanshutdown')) : null,
        reportedMs: replicas.askedMs,
      }
    })
    const running = brokers.filter(({ state }) => state === 'RunningAsBroker').map(({ id }) => id)
    // What is in ZooKeeper and not yet with every broker would be news that a client cannot use.
    const known = ({ topic }: PartitionView) =>
      this.watched.every(({ broker: { id }, replicas }) => !running.includes(id) || replicas.topics.has(topic))
    const timeline = this.watched.flatMap(({ events }) => events.fresh(() => ++this.seq))
    return {
      version: ++this.version,
      resync: false,
      nowMs: Date.now(),
      brokers,
      partitions: partitions.filter(known),
      timeline,
    }
  }

  /** Of the leader's replica, as it last told. */
  leaderOffsets({ topic, partition }: TopicPartition): { logStartOffset: number; highWatermark: number } | undefined {
    const key = partitionKey({ topic, partition })
    const found = this.watched.find(({ broker }) => broker.id === this.leaders.get(key))?.replicas.offsets.get(key)
    return found && { logStartOffset: found.logStartOffset, highWatermark: found.highWatermark ?? found.logStartOffset }
  }

  async close(): Promise<void> {
    await this.client.close()
    await this.zookeeper.close()
  }

  private async partitionsOf(topic: string): Promise<PartitionView[]> {
    const assigned = await this.json<{ partitions: Record<string, number[]> }>(`/brokers/topics/${topic}`)
    const views = Object.entries(assigned?.partitions ?? {}).map(async ([partition, replicas]) => {
      const path = `/brokers/topics/${topic}/partitions/${partition}/state`
      const state = await this.json<{ leader: number; leader_epoch: number; isr: number[] }>(path)
      if (!state) return []
      const { leader, isr } = state
      const replicaViews = replicas.map((id) => this.replicaOf(id, `${topic}-${partition}`, id === leader))
      return [
        {
          topic,
          partition: Number(partition),
          replicas,
          isr,
          leader,
          leaderEpoch: state.leader_epoch,
          outOfSync: replicas
            .filter((id) => !isr.includes(id))
            .map((brokerId) => ({ brokerId, reason: 'offline' as const })),
          minInsyncReplicas: null,
          internal: topic.startsWith('__'),
          replicaViews,
        },
      ]
    })
    return (await Promise.all(views)).flat()
  }

  private replicaOf(id: number, name: string, leads: boolean): ReplicaView {
    const { broker, replicas } = this.watched.find((each) => each.broker.id === id)!
    const isThere = existsSync(join(broker.logDir, name))
    const unknown = { logStartOffset: null, logEndOffset: null, highWatermark: null }
    return {
      ...(empty as ReplicaView),
      brokerId: id,
      role: isThere ? (leads ? 'leader' : 'follower') : 'unknown',
      ...((broker.process.exit ? undefined : replicas.offsets.get(name)) ?? unknown),
      lag: null,
    }
  }

  private async json<Content>(path: string): Promise<Content | undefined> {
    const content = await this.zookeeper.getData(path)
    return content?.data ? (JSON.parse(content.data.toString('utf8')) as Content) : undefined
  }
}

/** What nobody can see from outside stays undefined: no exercise that runs here asks for it. */
const empty: unknown = {}

function stateOf({ id, process, frozen }: ApacheBroker, registered: ReadonlySet<number>): BrokerView['state'] {
  if (process.exit) return process.exit.signal === 'SIGKILL' ? 'Killed' : 'NotRunning'
  if (frozen) return 'Paused'
  return registered.has(id) ? 'RunningAsBroker' : 'Starting'
}
