import type { DirectoryReport, FileReport, PartitionReport } from '../host/inspect/report-schema'

/** The report for a person at a terminal, line by line. */
export function* reportText(report: DirectoryReport, { files = false }: { files?: boolean }): Generator<string> {
  yield* headLines(report)
  for (const partition of report.partitions) yield* partitionLines(partition)
  if (files) yield* fileLines(report)
  yield* problemLines([...report.problems, ...report.partitions.flatMap(({ problems }) => problems)])
}

function* headLines(report: DirectoryReport): Generator<string> {
  const { dir, metaProperties: meta, cleanShutdown, partitions } = report
  yield dir
  if (meta) {
    const node = `${meta.version === 1 ? 'node' : 'broker'} ${meta.nodeId ?? '(no id yet)'}`
    yield `  ${node}, cluster ${meta.clusterId ?? '(none)'}${meta.directoryId === null ? '' : `, directory ${meta.directoryId}`}`
  }
  if (cleanShutdown !== null)
    yield cleanShutdown
      ? '  stopped cleanly (.kafka_cleanshutdown is there)'
      : '  no clean shutdown marker: its broker is running, or did not stop cleanly'
  yield `  ${plural(partitions.length, 'partition')}, ${plural(report.recordCount, 'record')}, ${bytes(report.sizeBytes)} (${bytes(report.allocatedBytes)} on the disk)`
  for (const { file, version, entries } of report.checkpoints)
    yield `  ${file}: version ${version ?? '?'}, ${plural(entries.length, 'partition')}`
}

function* partitionLines(partition: PartitionReport): Generator<string> {
  const { topic, checkpoints, segments } = partition
  yield ''
  const kind = partition.kind === 'current' ? '' : `  [${partition.kind}: ${partition.meaning}]`
  const id = partition.topicId === null ? '' : `  topic id ${partition.topicId}`
  yield `${topic}-${partition.partition}${kind}  ${plural(partition.recordCount, 'record')}, ${bytes(partition.sizeBytes)}${id}`
  const told = [
    ['log start', partition.logStartOffset],
    ['log end', partition.logEndOffset],
    ['high watermark', checkpoints.highWatermark],
    ['recovery point', checkpoints.recoveryPoint],
    ['cleaned up to', checkpoints.cleanerOffset],
  ] as const
  yield `  ${told.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join(', ')}`
  if (partition.leaderEpochs.length > 0)
    yield `  leader epochs: ${partition.leaderEpochs.map(({ epoch, startOffset }) => `${epoch} from ${startOffset}`).join(', ')}`
  for (const { file, producers } of partition.producerSnapshots)
    if (producers.length > 0) yield `  ${file}: ${plural(producers.length, 'producer')}`
  if (segments.length > 0) yield* table(segmentHeads, segments.map(segmentCells))
  for (const file of partition.files.filter(({ leftover }) => leftover))
    yield `  ${file.name}  ${bytes(file.sizeBytes)}  ${file.meaning}`
}

const segmentHeads = [
  'segment',
  'offsets',
  'records',
  'batches',
  'bytes',
  'on disk',
  'time of first',
  'largest time',
  'codec',
]

function segmentCells(segment: PartitionReport['segments'][number]): string[] {
  return [
    `${segment.baseOffset}${segment.active ? ' (active)' : ''}`,
    segment.firstOffset === null ? 'empty' : `${segment.firstOffset} to ${segment.lastOffset}`,
    String(segment.recordCount),
    String(segment.batchCount),
    String(segment.sizeBytes),
    String(segment.allocatedBytes),
    time(segment.firstTimestamp),
    time(segment.maxTimestamp),
    Object.keys(segment.compressions).join(', ') || '-',
  ]
}

const isNumeric = (text: string): boolean => /^\d+$/.test(text)

function* table(heads: readonly string[], rows: readonly string[][]): Generator<string> {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]!.length)))
  const line = (cells: readonly string[], right: readonly boolean[]) =>
    `  ${cells.map((cell, column) => (right[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!))).join('  ')}`.trimEnd()
  const right = heads.map((_, column) => column > 0 && rows.every((row) => isNumeric(row[column]!)))
  yield line(heads, right)
  for (const row of rows) yield line(row, right)
}

function* fileLines(report: DirectoryReport): Generator<string> {
  const told = (prefix: string, file: FileReport) => [
    `${prefix}${file.name}`,
    String(file.sizeBytes),
    String(file.allocatedBytes),
    file.meaning,
  ]
  const rows = [
    ...report.files.map((file) => told('', file)),
    ...report.partitions.flatMap(({ directory, files }) =>
      files.map((file) => told(directory === '.' ? '' : `${directory}/`, file)),
    ),
  ]
  yield ''
  yield* table(['file', 'bytes', 'on disk', 'what it is for'], rows)
}

type Found = DirectoryReport['problems'][number]

/** Of one kind so many are told one by one. */
const TOLD_MAX = { error: 100, warning: 20, note: 2 }

/** Errors first; what a kind means is told once, and what is normal briefly. */
function* problemLines(problems: readonly Found[]): Generator<string> {
  yield ''
  const serious = problems.filter(({ severity }) => severity !== 'note')
  yield serious.length === 0 ? 'No problems found.' : `${plural(serious.length, 'problem')} found.`
  for (const severity of ['error', 'warning', 'note'] as const) {
    const kinds = new Map<string, Found[]>()
    for (const found of problems)
      if (found.severity === severity) {
        const same = kinds.get(found.kind)
        if (same) same.push(found)
        else kinds.set(found.kind, [found])
      }
    for (const found of kinds.values()) yield* kindLines(found, TOLD_MAX[severity])
  }
}

function* kindLines(found: readonly Found[], toldMax: number): Generator<string> {
  const [first] = found
  for (const { severity, file, position, what } of found.slice(0, toldMax))
    yield `${severity}: ${file}${position === null ? '' : ` at byte ${position}`}: ${what}`
  if (found.length > toldMax) yield `    and ${found.length - toldMax} more like this`
  yield `    ${first?.meaning}`
  yield `    Kafka: ${first?.kafka}`
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const bytes = (count: number): string => plural(count, 'byte')

const time = (timestamp: number | null): string => {
  if (timestamp === null) return '-'
  const date = new Date(timestamp)
  // Producers may write any number: microseconds are beyond what a date can say.
  return Number.isNaN(date.getTime()) ? String(timestamp) : date.toISOString()
}
