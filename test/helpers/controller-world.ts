import { apiVersion } from '../../broker-core/config/api-version'
import { Controller } from '../../broker-core/controller/controller'
import type { ControllerSettings } from '../../broker-core/controller/controller-settings'
import { TopicAdmin } from '../../broker-core/controller/topic-admin'
import { CoordinationServer } from '../../broker-core/coordination/server'
import type { ProbeFact } from '../../broker-core/probe/events'
import { createLogger, createNodeRuntime } from '../../broker-core/runtime/node'
import type { Runtime } from '../../broker-core/runtime/runtime'
import type { CoordinationClient } from '../../broker-core/znodes/client'
import { ClusterZnodes } from '../../broker-core/znodes/cluster-znodes'
import { createCoordinationClient } from '../../broker-core/znodes/create-client'
import type { PartitionState } from '../../broker-core/znodes/types'
import { FreezableNetwork } from './freezable-network'
import { ScriptedBroker } from './scripted-broker'
import { temporaryDirectory } from './temp'

const TOPIC_TIMEOUT_MS = 10_000
const TICK_TIME_MS = 1000
/** Two ticks: the shortest a server grants; shorter ones end by themselves on a busy machine. */
const SESSION_TIMEOUT_MS = 2 * TICK_TIME_MS

/** One broker of the world: its session, its controller, and what the controllers' channels reach under its id. */
export interface Member {
  id: number
  client: CoordinationClient
  znodes: ClusterZnodes
  controller: Controller
  admin: TopicAdmin
  network: FreezableNetwork
  facts: ProbeFact[]
  brokerEpoch: number
  /** Resolves with the first fact, told already or later, that matches. */
  fact(matches: (fact: ProbeFact) => boolean): Promise<ProbeFact>
}

/**
 * Controllers against a real coordination server in this process, over real sessions; the brokers behind them are scripted. Everything
 * of the controller is real except the brokers that obey it.
 */
export class ControllerWorld {
  readonly members = new Map<number, Member>()
  readonly brokers = new Map<number, ScriptedBroker>()
  settings: ControllerSettings = {
    interBrokerListenerName: 'PLAINTEXT',
    interBrokerProtocolVersion: apiVersion('2.6-IV0'),
    deleteTopicEnable: true,
    autoLeaderRebalanceEnable: false,
    leaderImbalanceCheckIntervalSeconds: 300,
    leaderImbalancePerBrokerPercentage: 10,
    uncleanLeaderElectionEnable: false,
  }
  private readonly clients: CoordinationClient[] = []

  private constructor(
    private readonly runtime: Runtime,
    private readonly server: CoordinationServer,
    private readonly port: number,
    /** What the controllers logged. */
    readonly lines: readonly string[],
  ) {}

  static async start(brokerIds: number[], settings: Partial<ControllerSettings> = {}): Promise<ControllerWorld> {
    const lines: string[] = []
    const runtime = await createNodeRuntime({ logger: createLogger([(line) => lines.push(line)], { level: 'debug' }) })
    const options = { host: '127.0.0.1', port: 0, dataDirectory: temporaryDirectory('controller'), fsync: false }
    const server = new CoordinationServer(runtime, { ...options, tickTimeMs: TICK_TIME_MS })
    const world = new ControllerWorld(runtime, server, await server.start(), lines)
    Object.assign(world.settings, settings)
    for (const id of brokerIds) await world.startMember(id)
    return world
  }

  async stop(): Promise<void> {
    for (const member of this.members.values()) {
      member.network.thaw()
      await member.controller.shutdown()
    }
    for (const client of this.clients) await client.close()
    await this.server.close()
  }

  async startMember(id: number): Promise<Member> {
    const network = new FreezableNetwork(this.runtime.network)
    const client = await this.connect(network)
    const znodes = new ClusterZnodes(client, this.runtime)
    await znodes.createTopLevelPaths()
    const broker = this.broker(id)
    const facts: ProbeFact[] = []
    const waiting = new Set<(fact: ProbeFact) => void>()
    const register = () => znodes.brokers.register(registrationOf(id))
    const member: Member = {
      ...{ id, client, znodes, network, facts, brokerEpoch: await register() },
      controller: new Controller({
        runtime: hurried(this.runtime),
        brokerId: id,
        settings: () => this.settings,
        znodes,
        probe: (fact) => {
          facts.push(fact)
          for (const look of [...waiting]) look(fact)
        },
        connectBroker: (brokerId) => this.broker(brokerId).connect(),
        registerBroker: async () => {
          member.brokerEpoch = await register()
          return member.brokerEpoch
        },
      }),
      admin: new TopicAdmin({
        runtime: this.runtime,
        znodes,
        metadata: broker.metadata,
        settings: () => ({ ...this.settings, numPartitions: 1, defaultReplicationFactor: 1 }),
        describeTopic: () => [],
      }),
      fact: (matches) => {
        const found = facts.find(matches)
        if (found !== undefined) return Promise.resolve(found)
        return new Promise((resolve) => {
          const look = (fact: ProbeFact) => {
            if (!matches(fact)) return
            waiting.delete(look)
            resolve(fact)
          }
          waiting.add(look)
        })
      },
    }
    this.members.set(id, member)
    await member.controller.startup()
    return member
  }

  /** Ends a member's session at once: its registration and, if it had it, /controller are gone. */
  async leave(id: number): Promise<void> {
    const member = this.member(id)
    this.members.delete(id)
    await member.client.close()
    await member.controller.shutdown()
  }

  member(id: number): Member {
    const member = this.members.get(id)
    if (member === undefined) throw new Error(`no member ${id}`)
    return member
  }

  get active(): Member {
    const active = [...this.members.values()].find(({ controller }) => controller.isActive)
    if (active === undefined) throw new Error('no member is the controller')
    return active
  }

  broker(id: number): ScriptedBroker {
    let broker = this.brokers.get(id)
    if (broker === undefined) {
      broker = new ScriptedBroker(id)
      this.brokers.set(id, broker)
    }
    return broker
  }

  /** A session that belongs to no broker. */
  async outsider(): Promise<ClusterZnodes> {
    return new ClusterZnodes(await this.connect(this.runtime.network), this.runtime)
  }

  async state(topic: string, partition = 0): Promise<PartitionState | undefined> {
    return this.active.znodes.partitionStates.get({ topic, partition })
  }

  /** A topic with these replicas, led by the first of each list. */
  async createTopic(
    topic: string,
    assignments: number[][],
    configs: { name: string; value: string }[] = [],
  ): Promise<void> {
    const wish = {
      name: topic,
      numPartitions: -1,
      replicationFactor: -1,
      assignments: assignments.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
      configs,
    }
    const [outcome] = await this.active.admin.createTopics([wish], TOPIC_TIMEOUT_MS, false)
    if (outcome?.error.code !== 0) throw new Error(`topic ${topic}: ${JSON.stringify(outcome?.error)}`)
  }

  private async connect(network: Runtime['network']): Promise<CoordinationClient> {
    const client = createCoordinationClient(
      { ...this.runtime, network },
      { connectString: `127.0.0.1:${this.port}`, sessionTimeoutMs: SESSION_TIMEOUT_MS },
    )
    this.clients.push(client)
    await client.connect(5000)
    return client
  }
}

/** The controller's first check of the leaders' balance comes after a tenth of a second instead of five. */
function hurried(runtime: Runtime): Runtime {
  const { scheduler } = runtime
  const after = (delayMs: number, task: () => void) => scheduler.after(delayMs === 5000 ? 100 : delayMs, task)
  return { ...runtime, scheduler: { ...scheduler, after } }
}

function registrationOf(id: number) {
  const endpoint = {
    listenerName: 'PLAINTEXT',
    securityProtocol: 'PLAINTEXT' as const,
    host: '127.0.0.1',
    port: 9000 + id,
  }
  return { id, endpoints: [endpoint], jmxPort: -1, timestampMs: 0 }
}
