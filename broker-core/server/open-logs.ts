import { usesTopicIds } from '../config/api-version'
import type { BrokerConfig } from '../config/broker-config'
import type { TopicConfigs } from '../config/topic-configs'
import type { LogEvents } from '../log/log-events'
import type { LogDirFailure, LogManager } from '../log/log-manager'
import { startLogManager } from '../log/start-log-manager'
import type { Runtime } from '../runtime/runtime'

export interface OpenLogsOptions {
  runtime: Runtime
  config: BrokerConfig
  topicConfigs: TopicConfigs
  failedLogDirs: readonly string[]
  events: LogEvents
  onUnclean: () => void
  onProgress: (progress: { loaded: number; total: number }) => void
  onLogDirFailure: (failure: LogDirFailure) => void
  onAllLogDirsFailed: (failure: LogDirFailure) => void
}

/** Loads (and where needed recovers) every log of the log directories, by the broker's settings. */
export function openLogs(options: OpenLogsOptions): Promise<LogManager> {
  const { config } = options
  return startLogManager({
    runtime: options.runtime,
    logDirs: config.logDirs,
    offlineLogDirs: options.failedLogDirs,
    configOf: (topic) => options.topicConfigs.configOf(topic),
    recoveryThreadsPerDataDir: config.numRecoveryThreadsPerDataDir,
    flushSchedulerIntervalMs: config.logFlushSchedulerIntervalMs,
    flushOffsetCheckpointIntervalMs: config.logFlushOffsetCheckpointIntervalMs,
    flushStartOffsetCheckpointIntervalMs: config.logFlushStartOffsetCheckpointIntervalMs,
    retentionCheckIntervalMs: config.logRetentionCheckIntervalMs,
    producerIdExpirationMs: config.transactionalIdExpirationMs,
    keepTopicIds: usesTopicIds(config.interBrokerProtocolVersion),
    fileDeleteDelayMs: config.logSegmentDeleteDelayMs,
    events: options.events,
    onLoading: (clean) => {
      if (!clean) options.onUnclean()
    },
    onProgress: options.onProgress,
    onLogDirFailure: options.onLogDirFailure,
    onAllLogDirsFailed: options.onAllLogDirsFailed,
  })
}
