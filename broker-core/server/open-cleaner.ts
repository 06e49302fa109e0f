import { CLEANER_KEYS, cleanerConfigOf } from '../cleaner/cleaner-config'
import { LogCleaner } from '../cleaner/log-cleaner'
import type { BrokerConfig } from '../config/broker-config'
import type { DynamicBrokerConfig } from '../config/dynamic-broker-config'
import type { LogEvents } from '../log/log-events'
import type { LogManager } from '../log/log-manager'
import type { Probe } from '../probe/events'
import type { Runtime } from '../runtime/runtime'

export interface OpenCleanerOptions {
  runtime: Runtime
  config: BrokerConfig
  dynamicConfig: Pick<DynamicBrokerConfig, 'addReconfigurable'>
  logManager: LogManager
  events: LogEvents
  probe: Probe
}

/** Starts the log cleaner over the broker's logs; undefined when log.cleaner.enable is false. The log manager ends it. */
export function openCleaner(options: OpenCleanerOptions): LogCleaner | undefined {
  const { runtime, config, dynamicConfig, logManager, events, probe } = options
  if (!config.logCleanerEnable) return undefined
  const cleaner = new LogCleaner({
    runtime,
    config: cleanerConfigOf(config),
    directories: logManager.liveLogDirs,
    logs: () => logManager.logsForCleaning(),
    events,
    probe,
    onStorageFailure: (directory, error) => logManager.handleLogDirFailure(directory, error),
  })
  logManager.useCleaner(cleaner)
  dynamicConfig.addReconfigurable({
    name: 'log cleaner',
    keys: CLEANER_KEYS,
    reconfigure: (next) => cleaner.reconfigure(cleanerConfigOf(next)),
  })
  cleaner.startup()
  return cleaner
}
