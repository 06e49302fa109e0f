import { expect, test } from 'vitest'
import { cleanerReport } from '../../../broker-core/cleaner/cleaner-report'
import { javaDate } from '../../../broker-core/cleaner/java-date'
import { cleanerMetrics } from '../../../broker-core/server/metrics-cleaner'

test('the report has Kafka’s words and numbers', () => {
  const stats = {
    ...{
      mapBytesRead: 300 * 1024 * 1024,
      mapRecordsRead: 600_000,
      bytesRead: 1500 * 1024 * 1024,
      bytesWritten: 26_214_400,
    },
    ...{ recordsRead: 3_600_000, recordsWritten: 50_000, invalidRecords: 0, bufferUtilization: 0.0123 },
    ...{ elapsedIndexSeconds: 0.5, elapsedSeconds: 2 },
  }
  expect(cleanerReport(1, 'orders-0', 5, 600_000, stats)).toBe(
    `
	Log cleaner thread 1 cleaned log orders-0 (dirty section = [5, 600000])
	1,500.0 MB of log processed in 2.0 seconds (750.0 MB/sec).
	Indexed 300.0 MB in 0.5 seconds (600.0 Mb/sec, 25.0% of total time)
	Buffer utilization: 1.2%
	Cleaned 1,500.0 MB in 1.5 seconds (1,000.0 Mb/sec, 75.0% of total time)
	Start size: 1,500.0 MB (3,600,000 messages)
	End size: 25.0 MB (50,000 messages)
	98.3% size reduction (98.6% fewer messages)
`,
  )
})

test.each([
  [0, 'Thu Jan 01 00:00:00 UTC 1970'],
  [951_827_696_000, 'Tue Feb 29 12:34:56 UTC 2000'],
  [1_795_424_461_999, new Date(1_795_424_461_999).toUTCString()],
])('a time as Java prints it: %i', (wallMs, expected) => {
  const [, day, date, month, year, time] = /^(\w{3}), (\d\d) (\w{3}) (\d{4}) (\S+) GMT$/.exec(expected) ?? []
  expect(javaDate(wallMs)).toBe(day === undefined ? expected : `${day} ${month} ${date} ${time} UTC ${year}`)
})

test('days as Java prints them, through leap years', () => {
  for (let day = -1; day < 40_000; day += 13) {
    const utc = new Date(day * 86_400_000).toUTCString()
    expect(javaDate(day * 86_400_000)).toBe(utc.replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 UTC $4'))
  }
})

test('metrics have the names that the JMX exporter makes of Kafka’s', () => {
  const metrics = cleanerMetrics({
    ...{
      maxBufferUtilizationPercent: 1,
      cleanerRecopyPercent: 2,
      maxCleanTimeSeconds: 3,
      maxCompactionDelaySeconds: 4,
    },
    ...{ deadThreadCount: 5, maxDirtyPercent: 6, timeSinceLastRunMs: 7 },
    directories: [{ directory: '/data', uncleanablePartitions: 8, uncleanableBytes: 9 }],
  })
  expect(metrics.map(({ name, samples }) => [name, samples[0]!.value])).toEqual([
    ['kafka_log_LogCleaner_max_buffer_utilization_percent', 1],
    ['kafka_log_LogCleaner_cleaner_recopy_percent', 2],
    ['kafka_log_LogCleaner_max_clean_time_secs', 3],
    ['kafka_log_LogCleaner_max_compaction_delay_secs', 4],
    ['kafka_log_LogCleaner_DeadThreadCount', 5],
    ['kafka_log_LogCleanerManager_max_dirty_percent', 6],
    ['kafka_log_LogCleanerManager_time_since_last_run_ms', 7],
    ['kafka_log_LogCleanerManager_uncleanable_partitions_count', 8],
    ['kafka_log_LogCleanerManager_uncleanable_bytes', 9],
  ])
})
