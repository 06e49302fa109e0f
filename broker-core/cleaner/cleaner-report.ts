/** One cleaning in numbers (kafka.log.CleanerStats). Times in seconds. */
export interface CleanerStats {
  mapBytesRead: number
  mapRecordsRead: number
  bytesRead: number
  bytesWritten: number
  recordsRead: number
  recordsWritten: number
  invalidRecords: number
  /** Share of the dedupe buffer that was used, 0 to 1. */
  bufferUtilization: number
  elapsedIndexSeconds: number
  elapsedSeconds: number
}

const MEBIBYTE = 1024 * 1024

/** Kafka's report of a cleaning, word for word: people search their logs for it. */
export function cleanerReport(id: number, name: string, from: number, to: number, stats: CleanerStats): string {
  const { bytesRead, bytesWritten, recordsRead, recordsWritten, elapsedSeconds, elapsedIndexSeconds } = stats
  const cleanSeconds = elapsedSeconds - elapsedIndexSeconds
  const share = (seconds: number) => fixed((100 * seconds) / elapsedSeconds)
  return [
    '',
    `\tLog cleaner thread ${id} cleaned log ${name} (dirty section = [${from}, ${to}])`,
    `\t${megabytes(bytesRead)} MB of log processed in ${grouped(elapsedSeconds)} seconds (${megabytes(bytesRead / elapsedSeconds)} MB/sec).`,
    `\tIndexed ${megabytes(stats.mapBytesRead)} MB in ${fixed(elapsedIndexSeconds)} seconds (${megabytes(stats.mapBytesRead / elapsedIndexSeconds)} Mb/sec, ${share(elapsedIndexSeconds)}% of total time)`,
    `\tBuffer utilization: ${fixed(100 * stats.bufferUtilization)}%`,
    `\tCleaned ${megabytes(bytesRead)} MB in ${fixed(cleanSeconds)} seconds (${megabytes(bytesRead / cleanSeconds)} Mb/sec, ${share(cleanSeconds)}% of total time)`,
    `\tStart size: ${megabytes(bytesRead)} MB (${whole(recordsRead)} messages)`,
    `\tEnd size: ${megabytes(bytesWritten)} MB (${whole(recordsWritten)} messages)`,
    `\t${fixed(100 * (1 - bytesWritten / bytesRead))}% size reduction (${fixed(100 * (1 - recordsWritten / recordsRead))}% fewer messages)`,
    '',
  ].join('\n')
}

function megabytes(bytes: number): string {
  return grouped(bytes / MEBIBYTE)
}

/** Java's %.1f */
function fixed(value: number): string {
  return Number.isFinite(value) ? value.toFixed(1) : String(value)
}

/** Java's %,.1f */
function grouped(value: number): string {
  const [integer = '', fraction] = fixed(value).split('.')
  return fraction === undefined ? integer : `${whole(Number(integer))}.${fraction}`
}

/** Java's %,d */
function whole(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',')
}
