import type { BrokerConfig } from '../config/broker-config'
import { topicLogConfig } from '../config/broker-config'
import { brokerConfigHandler } from '../config/broker-config-handler'
import { ConfigChangeListener } from '../config/config-change-listener'
import { describeTopicConfig } from '../config/describe-config'
import { DynamicBrokerConfig } from '../config/dynamic-broker-config'
import { LoggerLevels } from '../config/logger-levels'
import { brokerConfigSynonyms, topicConfigSynonyms } from '../config/synonyms'
import { TopicConfigs } from '../config/topic-configs'
import { Controller } from '../controller/controller'
import { TopicAdmin } from '../controller/topic-admin'
import { ProducerIds } from '../handlers/producer-ids'
import { dispatcherOver, SERVED_APIS } from '../handlers/registry'
import type { BrokerServices } from '../handlers/services'
import type { LogDirFailure, LogManager } from '../log/log-manager'
import { startLogManager } from '../log/start-log-manager'
import { InterBrokerClient } from '../network/inter-broker-client'
import { SocketServer } from '../network/socket-server'
import type { Probe, ProbeFact } from '../probe/events'
import { RemoteLeader } from '../replication/fetcher/remote-leader'
import { MetadataCache } from '../replication/metadata-cache'
import { ReplicaManager } from '../replication/replica-manager'
import type { Runtime } from '../runtime/runtime'
import type { CoordinationClient } from '../znodes/client'
import { ClusterZnodes } from '../znodes/cluster-znodes'
import { createCoordinationClient } from '../znodes/create-client'
import { BROKER_IDS_PATH } from '../znodes/paths'
import type { Endpoint } from '../znodes/types'
import { randomBase64Uuid } from './base64-uuid'
import { BrokerState, type StateListener } from './broker-state'
import { requestControlledShutdown } from './controlled-shutdown'
import { tellLogEvent } from './log-facts'
import { registerBroker } from './register'
import { StartupError } from './startup-error'
import { readStoredIdentity, writeIdentity } from './stored-identity'

export interface BrokerServerOptions {
  runtime: Runtime
  config: BrokerConfig
  /** Exit instead of waiting for the session of this broker's earlier life. */
  strict: boolean
  onState: StateListener
  onRecoveryProgress: (progress: { loaded: number; total: number }) => void
  probe: Probe
  /** Telemetry would show something else than before. Called often. */
  onChange: () => void
  /** Nothing can go on (no log directory left): the process must end, without a clean shutdown. */
  onFatal: (reason: string) => void
}

/** Broker settings that are the defaults of topics'. */
const LOG_KEYS = Object.values(topicConfigSynonyms).flatMap((key) => brokerConfigSynonyms(key, false))

/** Requests being read or answered, all connections together: queued.max.request.bytes when set, else this. */
const BYTES_IN_FLIGHT_MAX = 256 * 1024 * 1024

/**
 * A whole broker: its parts, the order in which they start and stop (kafka.server.KafkaServer). It runs on any runtime; only
 * `bin/broker` makes a process of it.
 */
export class BrokerServer {
  readonly state: BrokerState
  readonly metadataCache = new MetadataCache()
  private readonly runtime: Runtime
  private readonly loggerLevels: LoggerLevels
  private readonly dynamicConfig: DynamicBrokerConfig
  private brokerIdNow = -1
  private brokerEpochNow = -1
  private clusterIdNow = ''
  private coordination: CoordinationClient | undefined
  private znodesNow: ClusterZnodes | undefined
  private logs: LogManager | undefined
  private sockets: SocketServer | undefined
  private replicas: ReplicaManager | undefined
  private controllerNow: Controller | undefined
  private configChanges: ConfigChangeListener | undefined
  private topicConfigsNow: TopicConfigs | undefined
  private advertised: Endpoint[] = []
  private stopping: Promise<void> | undefined

  constructor(private readonly options: BrokerServerOptions) {
    this.loggerLevels = new LoggerLevels(options.runtime.logger)
    this.runtime = { ...options.runtime, logger: this.loggerLevels.logger }
    this.dynamicConfig = new DynamicBrokerConfig(options.config, this.runtime.logger)
    this.state = new BrokerState(this.runtime.logger.named('kafka.server.KafkaServer'), options.onState)
  }

  get brokerId(): number {
    return this.brokerIdNow
  }

  get brokerEpoch(): number {
    return this.brokerEpochNow
  }

  get clusterId(): string {
    return this.clusterIdNow
  }

  get session(): CoordinationClient | undefined {
    return this.coordination
  }

  get replicaManager(): ReplicaManager | undefined {
    return this.replicas
  }

  get logManager(): LogManager | undefined {
    return this.logs
  }

  get controller(): Controller | undefined {
    return this.controllerNow
  }

  get socketServer(): SocketServer | undefined {
    return this.sockets
  }

  get config(): BrokerConfig {
    return this.dynamicConfig.current
  }

  /** Rejects with StartupError (or the like of other parts) when the operator must act. */
  async startup(): Promise<void> {
    this.state.become('Starting')
    const { logger } = this.runtime
    const znodes = await this.connectCoordination()
    const unmarkedLogDirs = await this.identify(znodes)
    this.dynamicConfig.updateDefaultConfig(await znodes.configs.get('brokers', '<default>'))
    this.dynamicConfig.updateBrokerConfig(await znodes.configs.get('brokers', String(this.brokerIdNow)))
    const logManager = await this.startLogs(znodes)
    const sockets = await this.bindSockets()
    const replicaManager = this.startReplicas(znodes, logManager)
    this.brokerEpochNow = await this.register(znodes)
    this.options.probe({ kind: 'brokerRegistered', brokerEpoch: this.brokerEpochNow })
    this.markLogDirs(logManager, unmarkedLogDirs)
    await this.startController(znodes)
    await this.followConfigChanges(znodes, logManager)
    sockets.begin()
    this.state.become('RunningAsBroker')
    logger.named('kafka.server.KafkaServer').info(`[KafkaServer id=${this.brokerIdNow}] started`)
    replicaManager.startup()
  }

  private async connectCoordination(): Promise<ClusterZnodes> {
    const { config } = this
    const logger = this.runtime.logger.named('kafka.server.KafkaServer')
    logger.info(`Connecting to the coordination service at ${config.zookeeperConnect}`)
    const client = createCoordinationClient(this.runtime, {
      connectString: config.zookeeperConnect,
      sessionTimeoutMs: config.zookeeperSessionTimeoutMs,
      maxInFlightRequests: config.zookeeperMaxInFlightRequests,
      name: 'Kafka server',
    })
    this.coordination = client
    client.onStateChange((state) => {
      if (state === 'expired') this.options.probe({ kind: 'sessionExpired' })
      this.options.onChange()
    })
    try {
      await client.connect(config.zookeeperConnectionTimeoutMs)
    } catch (error) {
      throw new StartupError(
        `no coordination server answers at zookeeper.connect=${config.zookeeperConnect} within ${config.zookeeperConnectionTimeoutMs} ms: start it, or correct the address`,
        error,
      )
    }
    const znodes = new ClusterZnodes(client, this.runtime)
    this.znodesNow = znodes
    await znodes.createTopLevelPaths()
    this.clusterIdNow = await znodes.identity.clusterIdOrElse(randomBase64Uuid(this.runtime.random))
    logger.info(`Cluster ID = ${this.clusterIdNow}`)
    return znodes
  }

  /** Settles the broker id; refuses directories of another broker or cluster. Returns directories still to be marked. */
  private async identify(znodes: ClusterZnodes): Promise<string[]> {
    const { config } = this
    const stored = readStoredIdentity(this.runtime.disk, config.logDirs)
    if (stored.clusterId !== undefined && stored.clusterId !== this.clusterIdNow) {
      throw new StartupError(
        `meta.properties in log.dirs says cluster ${stored.clusterId}, but zookeeper.connect=${config.zookeeperConnect} is cluster ${this.clusterIdNow}: this broker is about to join the wrong cluster`,
      )
    }
    if (config.brokerId >= 0 && stored.brokerId !== undefined && stored.brokerId !== config.brokerId) {
      throw new StartupError(
        `broker.id=${config.brokerId} does not match broker.id ${stored.brokerId} in meta.properties: correct broker.id, or use other log.dirs`,
      )
    }
    const configured = config.brokerId >= 0 ? config.brokerId : stored.brokerId
    if (configured === undefined && !config.brokerIdGenerationEnable) {
      throw new StartupError('broker.id is not set, and broker.id.generation.enable is false')
    }
    this.brokerIdNow = configured ?? (await znodes.brokers.nextSequenceId()) + config.reservedBrokerMaxId
    this.failedAtStart = stored.failedLogDirs
    return stored.unmarkedLogDirs
  }

  private failedAtStart: string[] = []

  private async startLogs(znodes: ClusterZnodes): Promise<LogManager> {
    const { config, runtime, options } = this
    const topicConfigs = new TopicConfigs(
      this.dynamicConfig,
      { get: (topic) => znodes.configs.get('topics', topic) },
      runtime.logger,
    )
    this.topicConfigsNow = topicConfigs
    for (const [topic, overrides] of await znodes.configs.getAll('topics')) topicConfigs.set(topic, overrides)
    this.logs = await startLogManager({
      runtime,
      logDirs: config.logDirs,
      offlineLogDirs: this.failedAtStart,
      configOf: (topic) => topicConfigs.configOf(topic),
      recoveryThreadsPerDataDir: config.numRecoveryThreadsPerDataDir,
      flushSchedulerIntervalMs: config.logFlushSchedulerIntervalMs,
      flushOffsetCheckpointIntervalMs: config.logFlushOffsetCheckpointIntervalMs,
      flushStartOffsetCheckpointIntervalMs: config.logFlushStartOffsetCheckpointIntervalMs,
      retentionCheckIntervalMs: config.logRetentionCheckIntervalMs,
      producerIdExpirationMs: config.transactionalIdExpirationMs,
      fileDeleteDelayMs: config.logSegmentDeleteDelayMs,
      events: (event) => {
        tellLogEvent(event, options.probe)
        options.onChange()
      },
      onLoading: (clean) => {
        if (!clean) this.state.become('RecoveringFromUncleanShutdown')
      },
      onProgress: options.onRecoveryProgress,
      onLogDirFailure: (failure) => this.logDirFailed(failure),
      onAllLogDirsFailed: (failure) =>
        options.onFatal(`log directory ${failure.directory} failed, and none is left: ${failure.error.message}`),
    })
    return this.logs
  }

  private logDirFailed(failure: LogDirFailure): void {
    if (this.replicas !== undefined) this.replicas.handleLogDirFailure(failure)
    else this.runtime.logger.error(`Log directory ${failure.directory} failed while starting`, failure.error)
  }

  private async bindSockets(): Promise<SocketServer> {
    const { config, runtime } = this
    const sockets = new SocketServer({
      runtime,
      listeners: config.listeners.map(({ listenerName, host, port }) => ({ name: listenerName, host, port })),
      dispatcher: {
        serve: (apiKey) => this.dispatcher().serve(apiKey),
        dispatch: (request) => this.dispatcher().dispatch(request),
      },
      limits: () => ({
        connectionsMax: this.config.maxConnections,
        connectionsPerAddressMax: this.config.maxConnectionsPerIp,
        perAddressOverrides: this.config.maxConnectionsPerIpOverrides,
      }),
      requestSizeMax: config.socketRequestMaxBytes,
      bytesInFlightMax: config.queuedMaxRequestBytes > 0 ? config.queuedMaxRequestBytes : BYTES_IN_FLIGHT_MAX,
      idleMs: config.connectionsMaxIdleMs,
    })
    this.sockets = sockets
    const ports = await sockets.bind()
    this.advertised = config.advertisedListeners.map((listener) => ({
      listenerName: listener.listenerName,
      securityProtocol: listener.securityProtocol,
      host: listener.host === '' ? 'localhost' : listener.host,
      port: listener.port === 0 ? (ports.get(listener.listenerName) ?? 0) : listener.port,
    }))
    return sockets
  }

  private dispatcherNow: ReturnType<typeof dispatcherOver> | undefined
  private dispatcher(): ReturnType<typeof dispatcherOver> {
    this.dispatcherNow ??= dispatcherOver(this.services())
    return this.dispatcherNow
  }

  /** Called when all parts exist: sockets take up requests last. */
  private services(): BrokerServices {
    const { replicas, logs, znodesNow, topicConfigsNow, controllerNow } = this
    if (!replicas || !logs || !znodesNow || !topicConfigsNow || !controllerNow) throw new Error('not started')
    return {
      runtime: this.runtime,
      brokerId: this.brokerIdNow,
      clusterId: this.clusterIdNow,
      config: () => this.dynamicConfig.current,
      dynamicConfig: this.dynamicConfig,
      topicConfigs: topicConfigsNow,
      loggerLevels: this.loggerLevels,
      probe: this.options.probe,
      logManager: logs,
      replicaManager: replicas,
      metadataCache: this.metadataCache,
      controller: controllerNow,
      topicAdmin: this.topicAdmin(znodesNow),
      znodes: znodesNow,
      producerIds: new ProducerIds(this.brokerIdNow, znodesNow),
      brokerEpoch: () => this.brokerEpochNow,
      servedApis: () => SERVED_APIS,
    }
  }

  private topicAdmin(znodes: ClusterZnodes): TopicAdmin {
    return new TopicAdmin({
      runtime: this.runtime,
      znodes,
      metadata: this.metadataCache,
      settings: () => this.dynamicConfig.current,
      describeTopic: (configs) =>
        describeTopicConfig(topicLogConfig(this.config, configs).texts, configs, this.dynamicConfig.levels),
    })
  }

  private startReplicas(znodes: ClusterZnodes, logManager: LogManager): ReplicaManager {
    const { runtime, options } = this
    const config = () => this.dynamicConfig.current
    this.replicas = new ReplicaManager({
      runtime,
      brokerId: this.brokerIdNow,
      config,
      topicConfig: (topic) => this.topicConfigsNow!.configOf(topic),
      logManager,
      metadataCache: this.metadataCache,
      probe: options.probe,
      onChange: options.onChange,
      writeInSyncReplicas: async (topicPartition, state, zkVersion) => {
        const written = await znodes.partitionStates.updateIsr(topicPartition, {
          ...state,
          isr: [...state.isr],
          zkVersion,
        })
        return written.kind === 'updated' ? written.zkVersion : undefined
      },
      propagateIsrChanges: (partitions) => znodes.notifications.notifyIsrChange(partitions),
      propagateLogDirFailure: () => znodes.notifications.notifyLogDirFailure(this.brokerIdNow),
      connectLeader: (leaderId, fetcherId) =>
        new RemoteLeader({
          runtime,
          config,
          replicaId: this.brokerIdNow,
          leaderId,
          fetcherId,
          endpoint: () => this.metadataCache.endpoint(leaderId, config().interBrokerListenerName),
        }),
    })
    return this.replicas
  }

  private writeRegistration(znodes: ClusterZnodes): Promise<number> {
    return znodes.brokers.register({
      id: this.brokerIdNow,
      endpoints: this.advertised,
      jmxPort: -1,
      timestampMs: this.runtime.clock.wallMs(),
      ...(this.config.brokerRack === undefined ? {} : { rack: this.config.brokerRack }),
    })
  }

  private register(znodes: ClusterZnodes): Promise<number> {
    const client = znodes.client
    const path = `${BROKER_IDS_PATH}/${this.brokerIdNow}`
    return registerBroker({
      brokerId: this.brokerIdNow,
      strict: this.options.strict,
      sessionTimeoutMs: client.sessionTimeoutMs,
      runtime: this.runtime,
      attempt: () => this.writeRegistration(znodes),
      untilChanged: async () => {
        const changed = new Promise<void>((resolve) => {
          const stop = client.onWatchEvent((event) => {
            if (event.path !== path) return
            stop()
            resolve()
          })
        })
        if ((await client.exists(path, { watch: true })) !== undefined) await changed
      },
      onWaiting: (detail) => this.state.become('WaitingForOldSession', detail),
    })
  }

  private markLogDirs(logManager: LogManager, unmarked: string[]): void {
    const live = unmarked.filter((dir) => logManager.isLogDirOnline(dir))
    const identity = { brokerId: this.brokerIdNow, clusterId: this.clusterIdNow }
    const writtenAt = `written ${this.runtime.clock.wallMs()} ms after 1970-01-01`
    for (const { dir, error } of writeIdentity(this.runtime.disk, live, identity, writtenAt)) {
      logManager.handleLogDirFailure(dir, error)
    }
  }

  private async startController(znodes: ClusterZnodes): Promise<void> {
    const { runtime } = this
    this.controllerNow = new Controller({
      runtime,
      brokerId: this.brokerIdNow,
      settings: () => this.dynamicConfig.current,
      znodes,
      probe: (fact) => this.tell(fact),
      connectBroker: (brokerId, endpoint) =>
        new InterBrokerClient({
          runtime,
          host: endpoint.host,
          port: endpoint.port,
          name: `broker ${brokerId}`,
          clientId: String(this.brokerIdNow),
          requestTimeoutMs: this.config.controllerSocketTimeoutMs,
        }),
      registerBroker: async () => {
        this.brokerEpochNow = await this.writeRegistration(znodes)
        this.tell({ kind: 'brokerRegistered', brokerEpoch: this.brokerEpochNow })
        return this.brokerEpochNow
      },
    })
    await this.controllerNow.startup()
  }

  private tell(fact: ProbeFact): void {
    this.options.probe(fact)
    this.options.onChange()
  }

  private async followConfigChanges(znodes: ClusterZnodes, logManager: LogManager): Promise<void> {
    this.configChanges = new ConfigChangeListener({
      configs: znodes.configs,
      client: znodes.client,
      clock: this.runtime.clock,
      logger: this.runtime.logger,
      handlers: {
        topics: (topic, overrides) => this.topicConfigChanged(topic, overrides, logManager),
        brokers: brokerConfigHandler(this.brokerIdNow, this.dynamicConfig),
      },
    })
    this.dynamicConfig.addReconfigurable({
      name: 'logs',
      keys: LOG_KEYS,
      reconfigure: () => logManager.updateAllConfigs(),
    })
    await this.configChanges.start()
  }

  private topicConfigChanged(topic: string, overrides: ReadonlyMap<string, string>, logManager: LogManager): void {
    const before = this.topicConfigsNow?.configOf(topic).uncleanLeaderElectionEnable
    this.topicConfigsNow?.set(topic, overrides)
    logManager.updateTopicConfig(topic)
    if (!before && this.topicConfigsNow?.configOf(topic).uncleanLeaderElectionEnable) {
      this.controllerNow?.uncleanLeaderElectionEnabled(topic)
    }
    this.tell({ kind: 'configChanged', entity: `topics/${topic}`, keys: [...overrides.keys()] })
  }

  /** After a failed start: frees ports, directories and the session, without checkpoints or clean markers. */
  async abandon(): Promise<void> {
    this.configChanges?.close()
    await this.sockets?.stop()
    this.logs?.abandon()
    await this.controllerNow?.shutdown()
    await this.coordination?.close()
  }

  /** Controlled shutdown, then everything in the order of KafkaServer.shutdown. Called twice it is one shutdown. */
  shutdown(): Promise<void> {
    this.stopping ??= this.stop()
    return this.stopping
  }

  private async stop(): Promise<void> {
    const logger = this.runtime.logger.named('kafka.server.KafkaServer')
    logger.info(`[KafkaServer id=${this.brokerIdNow}] shutting down`)
    if (this.state.name === 'RunningAsBroker' && this.znodesNow && this.config.controlledShutdownEnable) {
      this.state.become('PendingControlledShutdown')
      await requestControlledShutdown({
        runtime: this.runtime,
        config: this.config,
        brokerId: this.brokerIdNow,
        brokerEpoch: this.brokerEpochNow,
        znodes: this.znodesNow,
        hasPeers: () => this.metadataCache.aliveBrokers().some(({ id }) => id !== this.brokerIdNow),
        onRemaining: (remaining) => this.tell({ kind: 'controlledShutdown', remaining }),
      })
    }
    this.state.become('BrokerShuttingDown')
    this.configChanges?.close()
    await this.sockets?.stop()
    await this.replicas?.shutdown()
    await this.logs?.shutdown()
    await this.controllerNow?.shutdown()
    await this.coordination?.close()
    this.state.become('NotRunning')
    logger.info(`[KafkaServer id=${this.brokerIdNow}] shut down completed`)
  }
}
