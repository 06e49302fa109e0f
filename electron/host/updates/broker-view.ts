import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { BrokerView, ProcessUse } from '../api/views'
import type { BrokerProcess } from '../cluster/broker-process'
import { noRates } from '../sampler/rates'

export interface BrokerViewInput {
  broker: BrokerProcess
  host: string
  propertiesPath: string
  logDirs: string[]
  use: ProcessUse
  /** null: it is not asked, and tells only what changes. */
  askedSinceMs: number | null
}

export function brokerView({ broker, host, propertiesPath, logDirs, use, askedSinceMs }: BrokerViewInput): BrokerView {
  const { process, reports } = broker
  const last = reports.last
  const roles = [...reports.partitions.values()]
  return {
    id: broker.id,
    host,
    port: broker.port,
    pid: process.pid,
    state: broker.state,
    stateDetail: broker.stateDetail,
    recovery:
      broker.state === 'RecoveringFromUncleanShutdown' && broker.recovery
        ? { done: broker.recovery.logsDone, total: broker.recovery.logsTotal }
        : null,
    stateSinceMs: broker.stateSinceMs,
    startedMs: process.live ? process.startedMs : null,
    exit: process.exit,
    isController: process.live && last?.isController === true,
    brokerEpoch: last && last.brokerEpoch >= 0 ? last.brokerEpoch : null,
    sessionTimeoutMs: last && last.sessionTimeoutMs > 0 ? last.sessionTimeoutMs : null,
    leaderCount: process.live ? roles.filter(({ role }) => role === 'leader').length : 0,
    partitionCount: roles.length,
    logBytes: reports.logBytes,
    logDirs,
    offlineLogDirs: last?.offlineLogDirs ?? [],
    cleanMarker: process.live ? null : logDirs.every((dir) => existsSync(join(dir, '.kafka_cleanshutdown'))),
    propertiesPath,
    // What the last sample of a dead process said is over; its history stays.
    use: process.live ? use : { ...use, ...noRates },
    reportedMs: askedSinceMs === null ? null : reports.reportedMs && Math.max(reports.reportedMs, askedSinceMs),
  }
}
