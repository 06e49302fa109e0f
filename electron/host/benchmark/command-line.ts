import type { BenchmarkRequest } from '../api/benchmark-views'

/** The command that measures the same; every choice is named, so that it says the same later. */
export function benchmarkCommand(
  request: BenchmarkRequest,
  { out = null, kafkaLibs = null }: { out?: string | null; kafkaLibs?: string | null } = {},
): string {
  const { workload, engines } = request
  const { valueBytesMin, valueBytesMax } = workload
  const options: [string, string][] = [
    ['engine', engines.length > 1 ? 'both' : (engines[0] ?? 'builtin')],
    ['brokers', String(request.brokers)],
    ...(workload.durationMs === null ? [] : [['duration', `${workload.durationMs / 1000}s`] as [string, string]]),
    ...(workload.records === null ? [] : [['records', String(workload.records)] as [string, string]]),
    ['keys', String(workload.keys)],
    ['distribution', workload.distribution],
    ['value-size', valueBytesMin === valueBytesMax ? String(valueBytesMin) : `${valueBytesMin}-${valueBytesMax}`],
    ...(workload.rate === null ? [] : [['rate', String(workload.rate)] as [string, string]]),
    ['tombstones', String(workload.tombstonePercent)],
    ['partitions', String(workload.partitions)],
    ['batch-size', String(workload.batchBytes)],
    ['acks', workload.acks],
    ['seed', String(workload.seed)],
    ['dirty-ratios', request.dirtyRatios.join() || 'none'],
    ['segment-bytes', String(request.segmentBytes)],
    ['settle', `${request.settleMs / 1000}s`],
    ...request.overrides.map(([key, value]) => ['set', quoted(`${key}=${value}`)] as [string, string]),
    ...(kafkaLibs === null || !engines.includes('apache')
      ? []
      : [['kafka-libs', quoted(kafkaLibs)] as [string, string]]),
    ...(out === null ? [] : [['out', quoted(out)] as [string, string]]),
  ]
  const flags = request.cleanerOff ? '' : ' --no-cleaner-off'
  return `npm run highwater -- bench compaction${options.map(([name, value]) => ` --${name} ${value}`).join('')}${flags}`
}

const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`)
