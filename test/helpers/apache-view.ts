import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { createCoordinationClient } from '../../broker-core/znodes/create-client'
import type { LabUpdate } from '../../electron/host/api/functions'
import type { BrokerView, PartitionView, ReplicaView, TimelineEvent } from '../../electron/host/api/views'
import { clientRuntime } from '../../electron/host/client/node-runtime'
import { readCheckpointFile } from '../../electron/host/disk/checkpoint-files'
import type { ApacheBroker } from './apache-exercise-lab'

const SESSION_MS = 10_000
const CONNECT_MS = 10_000
const HIGH_WATERMARKS = 'replication-offset-checkpoint'
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {}, fatal() {}, named: () => silent }

/** What Kafka 2.6 logs of the events that exercises ask for. */
const EVENT_LINES: readonly {
  kind: string
  pattern: RegExp
  details(found: RegExpExecArray): TimelineEvent['details']
}[] = [
  {
    kind: 'truncated',
    pattern: /\[Log partition=(\S+?), .*Truncating to offset (\d+)/,
    details: ([, , to]) => ({ to: Number(to) }),
  },
  {
    kind: 'configChanged',
    pattern: /Processing override for entityPath: topics\/(\S+) with config/,
    details: () => ({}),
  },
]

type CoordinationClient = ReturnType<typeof createCoordinationClient>

/** Looks at a running Apache Kafka from outside: its processes, its ZooKeeper, its files and logs. */
export class ApacheView {
  private version = 0
  private seq = 0
  private readonly linesRead = new Map<number, number>()

  private constructor(
    private readonly zookeeper: CoordinationClient,
    private readonly brokers: readonly ApacheBroker[],
  ) {}

  static async open(connectString: string, brokers: readonly ApacheBroker[]): Promise<ApacheView> {
    const client = createCoordinationClient(
      { ...clientRuntime, logger: silent },
      { connectString, sessionTimeoutMs: SESSION_MS, name: 'view' },
    )
    await client.connect(CONNECT_MS)
    return new ApacheView(client, brokers)
  }

  async look(): Promise<LabUpdate> {
    const controller = (await this.json<{ brokerid: number }>('/controller'))?.brokerid
    const registered = new Set((await this.zookeeper.getChildren('/brokers/ids'))?.children.map(Number) ?? [])
    const topics = (await this.zookeeper.getChildren('/brokers/topics'))?.children ?? []
    const partitions = (await Promise.all(topics.map((topic) => this.partitionsOf(topic)))).flat()
    return {
      version: ++this.version,
      resync: false,
      nowMs: Date.now(),
      brokers: this.brokers.map((broker) => ({
        ...(empty as BrokerView),
        id: broker.id,
        pid: broker.process.pid,
        state: stateOf(broker, registered),
        isController: broker.id === controller,
        reportedMs: partitions.length === 0 ? Date.now() : writtenMs(broker),
      })),
      partitions,
      timeline: this.brokers.flatMap((broker) => this.eventsOf(broker)),
    }
  }

  close(): Promise<void> {
    return this.zookeeper.close()
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
    const broker = this.brokers.find((each) => each.id === id)!
    const dash = name.lastIndexOf('-')
    const start = `${name.slice(0, dash)} ${name.slice(dash + 1)} `
    const entry = readCheckpointFile(join(broker.logDir, HIGH_WATERMARKS), HIGH_WATERMARKS)?.entries.find(({ text }) =>
      text.startsWith(start),
    )
    const isThere = existsSync(join(broker.logDir, name))
    return {
      ...(empty as ReplicaView),
      brokerId: id,
      role: isThere ? (leads ? 'leader' : 'follower') : 'unknown',
      highWatermark: entry ? Number(entry.text.slice(start.length)) : null,
      logEndOffset: null,
      lag: null,
    }
  }

  private eventsOf({ id, logFile }: ApacheBroker): TimelineEvent[] {
    const lines = readFileSync(logFile, 'utf8').split('\n').slice(0, -1)
    const fresh = lines.slice(this.linesRead.get(id) ?? 0)
    this.linesRead.set(id, lines.length)
    return fresh.flatMap((text) =>
      EVENT_LINES.flatMap(({ kind, pattern, details }) => {
        const found = pattern.exec(text)
        if (!found) return []
        return [
          {
            seq: ++this.seq,
            atMs: Date.now(),
            source: id,
            kind,
            text,
            topicPartition: found[1] ?? null,
            severity: 'info' as const,
            details: details(found),
          },
        ]
      }),
    )
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

const writtenMs = ({ logDir }: ApacheBroker): number | null =>
  statSync(join(logDir, HIGH_WATERMARKS), { throwIfNoEntry: false })?.mtimeMs ?? null
