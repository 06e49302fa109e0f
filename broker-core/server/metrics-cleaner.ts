import type { CleanerMetrics } from '../cleaner/log-cleaner'
import { gauge, labelledGauge, type Metric } from './metric'

/** kafka.log:type=LogCleaner and type=LogCleanerManager. */
export function cleanerMetrics(metrics: CleanerMetrics): Metric[] {
  const cleaner = (name: string, help: string, value: number): Metric =>
    gauge(`kafka_log_LogCleaner_${name}`, help, value)
  const manager = (name: string, help: string, value: number): Metric =>
    gauge(`kafka_log_LogCleanerManager_${name}`, help, value)
  const perDirectory = (name: string, help: string, measure: (one: CleanerMetrics['directories'][number]) => number) =>
    labelledGauge(
      `kafka_log_LogCleanerManager_${name}`,
      help,
      metrics.directories.map((one) => ({ labels: { logDirectory: one.directory }, value: measure(one) })),
    )
  return [
    cleaner(
      'max_buffer_utilization_percent',
      'Most of a dedupe buffer that a last cleaning used',
      metrics.maxBufferUtilizationPercent,
    ),
    cleaner(
      'cleaner_recopy_percent',
      'Share of bytes read by the last cleanings that stayed',
      metrics.cleanerRecopyPercent,
    ),
    cleaner('max_clean_time_secs', 'Longest of the last cleanings', metrics.maxCleanTimeSeconds),
    cleaner(
      'max_compaction_delay_secs',
      'How far a log was behind max.compaction.lag.ms at the last choice',
      metrics.maxCompactionDelaySeconds,
    ),
    cleaner('DeadThreadCount', 'Cleaner threads that failed', metrics.deadThreadCount),
    manager('max_dirty_percent', 'Dirty share of the dirtiest log', metrics.maxDirtyPercent),
    manager('time_since_last_run_ms', 'Since a log to clean was last looked for', metrics.timeSinceLastRunMs),
    perDirectory(
      'uncleanable_partitions_count',
      'Partitions whose cleaning failed',
      ({ uncleanablePartitions }) => uncleanablePartitions,
    ),
    perDirectory(
      'uncleanable_bytes',
      'Bytes that could be cleaned if not for that',
      ({ uncleanableBytes }) => uncleanableBytes,
    ),
  ]
}
