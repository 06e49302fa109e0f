import type { Log } from '../log/log'
import type { LogManager } from '../log/log-manager'
import { gauge, labelledGauge, type Metric } from './metric'

/** kafka.log:type=Log: one sample a log. */
export function logMetrics(logs: readonly Log[]): Metric[] {
  const named = (name: string, help: string, measure: (log: Log) => number): Metric =>
    labelledGauge(
      `kafka_log_Log_${name}`,
      help,
      logs.map((log) => ({
        labels: { topic: log.topicPartition.topic, partition: String(log.topicPartition.partition) },
        value: measure(log),
      })),
    )
  return [
    named('Size', 'Bytes of all .log files', (log) => log.size),
    named('LogStartOffset', 'First offset of the log', (log) => log.logStartOffset),
    named('LogEndOffset', 'Offset the next record gets', (log) => log.logEndOffset),
    named('NumLogSegments', 'Segments of the log', (log) => log.snapshot().segments.length),
  ]
}

/** kafka.log:type=LogManager: the log directories. */
export function logManagerMetrics({
  logDirs,
  offlineLogDirs,
}: Pick<LogManager, 'logDirs' | 'offlineLogDirs'>): Metric[] {
  return [
    gauge('kafka_log_LogManager_OfflineLogDirectoryCount', 'Log directories that failed', offlineLogDirs.length),
    labelledGauge(
      'kafka_log_LogManager_LogDirectoryOffline',
      '1: this log directory failed',
      logDirs.map((logDirectory) => ({
        labels: { logDirectory },
        value: Number(offlineLogDirs.includes(logDirectory)),
      })),
    ),
  ]
}
