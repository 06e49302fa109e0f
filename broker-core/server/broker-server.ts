import type { LogCleaner } from '../cleaner/log-cleaner'
import { type BrokerConfig, topicLogConfig } from '../config/broker-config'
import type { ConfigChangeListener } from '../config/config-change-listener'
import { describeTopicConfig } from '../config/describe-config'
import { DynamicBrokerConfig } from '../config/dynamic-broker-config'
import { LoggerLevels } from '../config/logger-levels'
import { brokerConfigSynonyms, topicConfigSynonyms } from '../config/synonyms'
import type { TopicConfigs } from '../config/topic-configs'
import type { Controller } from '../controller/controller'
import { TopicAdmin } from '../controller/topic-admin'
import { ProducerIds } from '../handlers/producer-ids'
import { dispatcherOver, servedApisAt } from '../handlers/registry'
import type { LogEvent } from '../log/log-events'
import type { LogDirFailure, LogManager } from '../log/log-manager'
import type { Dispatcher } from '../network/dispatch'
import type { SocketServer } from '../network/socket-server'
import type { Probe, ProbeFact } from '../probe/events'
import type { ExchangeWatch } from '../probe/exchange-watch'
import type { GateBoard } from '../probe/gate-board'
import { MetadataCache } from '../replication/metadata-cache'
import type { ReplicaManager } from '../replication/replica-manager'
import { accountedRuntime } from '../runtime/accounted-runtime'
import { BrokerAccount } from '../runtime/io-account'
import type { Network } from '../runtime/network'
import type { Runtime } from '../runtime/runtime'
import type { CoordinationClient } from '../znodes/client'
import type { ClusterZnodes } from '../znodes/cluster-znodes'
import type { Endpoint } from '../znodes/types'
import { BrokerState, type StateListener } from './broker-state'
import { createConfigChanges, loadTopicConfigs } from './config-changes'
import { connectCoordination } from './connect-coordination'
import { requestControlledShutdown } from './controlled-shutdown'
import { tellLogEvent } from './log-facts'
import { openCleaner } from './open-cleaner'
import { createController } from './open-controller'
import { type Coordinators, openCoordinators } from './open-coordinators'
import { openLogs } from './open-logs'
import { createReplicas } from './open-replicas'
import { advertisedEndpoints, createSockets } from './open-sockets'
import { registerWhenFree } from './register'
import { settleIdentity } from './settle-identity'
import { writeIdentity } from './stored-identity'

export interface BrokerServerOptions {
  runtime: Runtime
  config: BrokerConfig
  /** Where what moves besides files and sockets is counted, too. */
  account?: BrokerAccount
  /** Exit instead of waiting for the session of this broker's earlier life. */
  strict: boolean
  onState: StateListener
  onRecoveryProgress: (progress: { loaded: number; total: number }) => void
  probe: Probe
  /** Telemetry would show something else than before. Called often. */
  onChange: () => void
  /** Nothing can go on (no log directory left): the process must end, without a clean shutdown. */
  onFatal: (reason: string) => void
  /** Where a lab may hold this broker up; undefined: nowhere. */
  gates?: GateBoard | undefined
  /** Hears of what passes between replicas, for a lab. */
  exchanges?: ExchangeWatch | undefined
}

/** Broker settings that are the defaults of topics'. */
const LOG_KEYS = Object.values(topicConfigSynonyms).flatMap((key) => brokerConfigSynonyms(key, false))

/**
 * A whole broker: its parts, and the order in which they start and stop (kafka.server.KafkaServer). It runs on any runtime; only
 * `bin/broker` makes a process of it. Parts are undefined until their turn in the start has come.
 */
export class BrokerServer {
  readonly state: BrokerState
  readonly metadataCache = new MetadataCache()
  brokerId = -1
  /** czxid of the registration; -1 before it. */
  brokerEpoch = -1
  clusterId = ''
  session: CoordinationClient | undefined
  logManager: LogManager | undefined
  cleaner: LogCleaner | undefined
  socketServer: SocketServer | undefined
  replicaManager: ReplicaManager | undefined
  controller: Controller | undefined
  coordinators: Coordinators | undefined
  /** Everything it moves. */
  readonly account: BrokerAccount
  private readonly runtime: Runtime
  private readonly loggerLevels: LoggerLevels
  private readonly dynamicConfig: DynamicBrokerConfig
  private configChanges: ConfigChangeListener | undefined
  private znodes: ClusterZnodes | undefined
  private stopping: Promise<void> | undefined

  constructor(private readonly options: BrokerServerOptions) {
    this.loggerLevels = new LoggerLevels(options.runtime.logger)
    this.account = options.account ?? new BrokerAccount()
    this.runtime = { ...accountedRuntime(options.runtime, this.account), logger: this.loggerLevels.logger }
    this.dynamicConfig = new DynamicBrokerConfig(options.config, this.runtime.logger)
    this.state = new BrokerState(this.runtime.logger.named('kafka.server.KafkaServer'), options.onState)
  }

  get config(): BrokerConfig {
    return this.dynamicConfig.current
  }

  /** Rejects with StartupError (or the like of other parts) when the operator must act. */
  async startup(): Promise<void> {
    const { runtime, config, options } = this
    this.state.become('Starting')
    const znodes = await connectCoordination(
      runtime,
      config,
      (client) => {
        this.session = client
      },
      (state) => (state === 'expired' ? this.tell({ kind: 'sessionExpired' }) : options.onChange()),
    )
    this.znodes = znodes
    const identity = await settleIdentity(runtime, config, znodes)
    this.brokerId = identity.brokerId
    this.clusterId = identity.clusterId
    const storedDefault = await znodes.configs.get('brokers', '<default>')
    this.dynamicConfig.initialize(storedDefault, await znodes.configs.get('brokers', String(this.brokerId)))
    const topicConfigs = await loadTopicConfigs(znodes, this.dynamicConfig, runtime.logger)
    const logManager = await this.startLogs(topicConfigs, identity.failedLogDirs)
    this.logManager = logManager
    this.cleaner = this.startCleaner(logManager)
    const dispatch: { to: Dispatcher | undefined } = { to: undefined }
    const sockets = createSockets(runtime, () => this.config, {
      serve: (apiKey) => dispatch.to?.serve(apiKey),
      dispatch: (request) => dispatch.to?.dispatch(request) ?? 'close',
    })
    this.socketServer = sockets
    const endpoints = advertisedEndpoints(config, await sockets.bind())
    const replicaManager = this.startReplicas(znodes, topicConfigs, logManager)
    this.brokerEpoch = await this.register(znodes, endpoints)
    this.tell({ kind: 'brokerRegistered', brokerEpoch: this.brokerEpoch })
    this.markLogDirs(logManager, identity.unmarkedLogDirs)
    const controller = await this.startController(znodes, endpoints)
    dispatch.to = await this.createDispatcher(znodes, topicConfigs, logManager, replicaManager, controller)
    await this.followConfigChanges(znodes, topicConfigs, logManager)
    sockets.begin()
    replicaManager.startup()
    this.state.become('RunningAsBroker')
    runtime.logger.named('kafka.server.KafkaServer').info(`[KafkaServer id=${this.brokerId}] started`)
  }

  private startLogs(topicConfigs: TopicConfigs, failedLogDirs: readonly string[]): Promise<LogManager> {
    const { runtime, config, options } = this
    return openLogs({
      runtime,
      config,
      topicConfigs,
      failedLogDirs,
      events: (event) => this.tellLogEvent(event),
      onUnclean: () => this.state.become('RecoveringFromUncleanShutdown'),
      onProgress: options.onRecoveryProgress,
      onLogDirFailure: (failure) => this.logDirFailed(failure),
      onAllLogDirsFailed: ({ directory, error }) =>
        options.onFatal(`log directory ${directory} failed, and none is left: ${error.message}`),
    })
  }

  private startCleaner(logManager: LogManager): LogCleaner | undefined {
    const { runtime, config, dynamicConfig } = this
    return openCleaner({
      runtime,
      config,
      dynamicConfig,
      logManager,
      events: (event) => this.tellLogEvent(event),
      probe: (fact) => this.tell(fact),
    })
  }

  private tellLogEvent(event: LogEvent): void {
    tellLogEvent(event, this.options.probe)
    this.options.onChange()
  }

  private logDirFailed(failure: LogDirFailure): void {
    if (this.replicaManager !== undefined) this.replicaManager.handleLogDirFailure(failure)
    else this.runtime.logger.error(`Log directory ${failure.directory} failed while starting`, failure.error)
  }

  private startReplicas(znodes: ClusterZnodes, topicConfigs: TopicConfigs, logManager: LogManager): ReplicaManager {
    const { runtime, brokerId, metadataCache, options } = this
    const replicas = createReplicas({
      runtime,
      brokerId,
      config: () => this.config,
      topicConfigs,
      logManager,
      metadataCache,
      znodes,
      probe: options.probe,
      onChange: options.onChange,
      gates: options.gates,
      exchanges: options.exchanges,
    })
    this.replicaManager = replicas
    return replicas
  }

  private writeRegistration(znodes: ClusterZnodes, endpoints: Endpoint[]): Promise<number> {
    const { brokerRack } = this.config
    return znodes.brokers.register({
      id: this.brokerId,
      endpoints,
      jmxPort: -1,
      timestampMs: this.runtime.clock.wallMs(),
      ...(brokerRack === undefined ? {} : { rack: brokerRack }),
    })
  }

  private register(znodes: ClusterZnodes, endpoints: Endpoint[]): Promise<number> {
    return registerWhenFree({
      brokerId: this.brokerId,
      strict: this.options.strict,
      client: znodes.client,
      runtime: this.runtime,
      attempt: () => this.writeRegistration(znodes, endpoints),
      onWaiting: (detail) => {
        // It goes on telling until the process ends, also when that was asked for meanwhile.
        if (this.stopping === undefined) this.state.become('WaitingForOldSession', detail)
      },
    })
  }

  private markLogDirs(logManager: LogManager, unmarked: string[]): void {
    const live = unmarked.filter((dir) => logManager.isLogDirOnline(dir))
    const writtenAt = `written ${this.runtime.clock.wallMs()} ms after 1970-01-01`
    for (const { dir, error } of writeIdentity(this.runtime.disk, live, this, writtenAt)) {
      logManager.handleLogDirFailure(dir, error)
    }
  }

  private async startController(znodes: ClusterZnodes, endpoints: Endpoint[]): Promise<Controller> {
    const controller = createController({
      runtime: this.runtime,
      brokerId: this.brokerId,
      config: () => this.config,
      znodes,
      probe: (fact) => this.tell(fact),
      networkTo: (brokerId) => this.networkTo(brokerId),
      gate: this.options.gates?.propagation,
      registerBroker: async () => {
        this.brokerEpoch = await this.writeRegistration(znodes, endpoints)
        this.tell({ kind: 'brokerRegistered', brokerEpoch: this.brokerEpoch })
        return this.brokerEpoch
      },
    })
    this.controller = controller
    await controller.startup()
    return controller
  }

  private async createDispatcher(
    znodes: ClusterZnodes,
    topicConfigs: TopicConfigs,
    logManager: LogManager,
    replicaManager: ReplicaManager,
    controller: Controller,
  ): Promise<Dispatcher> {
    const { runtime, brokerId, clusterId, dynamicConfig, loggerLevels, metadataCache } = this
    const servedApis = servedApisAt(this.config.interBrokerProtocolVersion)
    const topicAdmin = new TopicAdmin({
      runtime,
      znodes,
      metadata: metadataCache,
      settings: () => this.config,
      describeTopic: (configs) =>
        describeTopicConfig(topicLogConfig(this.config, configs).texts, configs, dynamicConfig.levels),
    })
    const producerIds = new ProducerIds(brokerId, znodes)
    const config = (): BrokerConfig => this.config
    const { probe, gates, exchanges } = this.options
    const cluster = { brokerId, znodes, metadataCache, replicaManager, topicAdmin, producerIds }
    this.coordinators = await openCoordinators({ runtime, config, probe, gates, ...cluster })
    return dispatcherOver({
      runtime,
      brokerId,
      clusterId,
      config,
      dynamicConfig,
      topicConfigs,
      loggerLevels,
      probe,
      exchanges,
      logManager,
      replicaManager,
      metadataCache,
      controller,
      topicAdmin,
      znodes,
      producerIds,
      ...this.coordinators.services,
      brokerEpoch: () => this.brokerEpoch,
      servedApis: () => servedApis,
    })
  }

  private networkTo(brokerId: number): Network {
    const { network } = this.runtime
    return this.options.gates?.networkTo(brokerId, network) ?? network
  }

  private tell(fact: ProbeFact): void {
    this.options.probe(fact)
    // Every few seconds, whether or not anything moved; what it holds was told when it changed.
    if (fact.kind !== 'checkpointWritten') this.options.onChange()
  }

  private async followConfigChanges(
    znodes: ClusterZnodes,
    topicConfigs: TopicConfigs,
    logManager: LogManager,
  ): Promise<void> {
    this.dynamicConfig.addReconfigurable({
      name: 'logs',
      keys: LOG_KEYS,
      reconfigure: () => logManager.updateAllConfigs(),
    })
    const changes = createConfigChanges({
      runtime: this.runtime,
      brokerId: this.brokerId,
      dynamicConfig: this.dynamicConfig,
      znodes,
      topicConfigs,
      logManager,
      onUncleanElection: (topic) => this.controller?.uncleanLeaderElectionEnabled(topic),
      tell: (fact) => this.tell(fact),
    })
    this.configChanges = changes
    await changes.start()
  }

  /**
   * After a failed start: frees ports, directories and the session. Logs that were opened are closed in order and their directories
   * marked as clean again (KafkaServer.startup does a whole shutdown): the next start has nothing to recover.
   */
  async abandon(): Promise<void> {
    this.configChanges?.close()
    await this.socketServer?.stop()
    this.coordinators?.shutdown()
    await this.replicaManager?.shutdown()
    await this.logManager?.shutdown()
    await this.controller?.shutdown()
    await this.session?.close()
  }

  /**
   * Controlled shutdown, then everything in the order of KafkaServer.shutdown. Called twice it is one shutdown.
   * `handOver` false: nobody is left to take the leaderships.
   */
  shutdown(handOver = true): Promise<void> {
    this.stopping ??= this.stop(handOver)
    return this.stopping
  }

  private async stop(handOver: boolean): Promise<void> {
    const logger = this.runtime.logger.named('kafka.server.KafkaServer')
    logger.info(`[KafkaServer id=${this.brokerId}] shutting down`)
    if (handOver) await this.handOver()
    this.state.become('BrokerShuttingDown')
    this.configChanges?.close()
    await this.socketServer?.stop()
    this.coordinators?.shutdown()
    await this.replicaManager?.shutdown()
    await this.logManager?.shutdown()
    await this.controller?.shutdown()
    await this.session?.close()
    this.state.become('NotRunning')
    logger.info(`[KafkaServer id=${this.brokerId}] shut down completed`)
  }

  private async handOver(): Promise<void> {
    const { runtime, config, brokerId, brokerEpoch, znodes, metadataCache } = this
    if (this.state.name !== 'RunningAsBroker' || znodes === undefined || !config.controlledShutdownEnable) return
    this.state.become('PendingControlledShutdown')
    await requestControlledShutdown({
      runtime,
      networkTo: (id) => this.networkTo(id),
      config,
      brokerId,
      brokerEpoch,
      znodes,
      // Without the coordination server no controller can be found, and none could move anything.
      hasPeers: () =>
        this.session?.state === 'connected' && metadataCache.aliveBrokers().some(({ id }) => id !== brokerId),
      onRemaining: (remaining) => this.tell({ kind: 'controlledShutdown', remaining }),
    })
  }
}
