import { lineTimeMs } from '../logs/last-error'

/** One report of the log cleaner, the same words in every Kafka's log. Sizes in bytes, rounded by the report to a tenth of a MB. */
export interface CleanerLogReport {
  topicPartition: string
  /** Wall time of the report; the clean ended then. */
  endMs: number
  seconds: number
  processedBytes: number
  indexedBytes: number
  indexSeconds: number
  writtenBytes: number
}

const MEBIBYTE = 1024 * 1024
const HEAD = /Log cleaner thread \d+ cleaned log (\S+) \(dirty section = /
/** No report is longer; what follows a cut one is not taken for it. */
const REPORT_LINES_MAX = 12

/** Numbers with grouping, as Java writes them by the machine's language; a decimal comma where that is the language's. */
const NUMBER = String.raw`([\d.,\u00a0\u202f]+)`
const PROCESSED = new RegExp(String.raw`^\t${NUMBER} MB of log processed in ${NUMBER} seconds`)
const INDEXED = new RegExp(String.raw`^\tIndexed ${NUMBER} MB in ${NUMBER} seconds`)
const END_SIZE = new RegExp(String.raw`^\tEnd size: ${NUMBER} MB`)

/** Finds reports in a broker's log, given line by line. A report is known with its last line. */
export class CleanerLogParser {
  private stampMs: number | null = null
  private open: (Partial<CleanerLogReport> & { topicPartition: string; endMs: number }) | undefined
  private openLines = 0

  constructor(private readonly found: (report: CleanerLogReport) => void) {}

  line(text: string): void {
    this.stampMs = lineTimeMs(text) ?? this.stampMs
    const head = HEAD.exec(text)
    if (head) {
      this.open = { topicPartition: head[1]!, endMs: this.stampMs ?? Date.now() }
      this.openLines = 0
      return
    }
    if (this.open === undefined) return
    if (++this.openLines > REPORT_LINES_MAX) {
      this.open = undefined
      return
    }
    this.fill(this.open, text)
  }

  private fill(open: Partial<CleanerLogReport> & { topicPartition: string; endMs: number }, text: string): void {
    const processed = PROCESSED.exec(text)
    if (processed) {
      open.processedBytes = bytesOf(processed[1]!)
      open.seconds = javaNumber(processed[2]!)
    }
    const indexed = INDEXED.exec(text)
    if (indexed) {
      open.indexedBytes = bytesOf(indexed[1]!)
      open.indexSeconds = javaNumber(indexed[2]!)
    }
    const end = END_SIZE.exec(text)
    if (!end) return
    this.open = undefined
    const { topicPartition, endMs, seconds = 0, processedBytes = 0, indexedBytes = 0, indexSeconds = 0 } = open
    this.found({
      topicPartition,
      endMs,
      seconds,
      processedBytes,
      indexedBytes,
      indexSeconds,
      writtenBytes: bytesOf(end[1]!),
    })
  }
}

const bytesOf = (megabytes: string): number => Math.round(javaNumber(megabytes) * MEBIBYTE)

/** The last point or comma is the decimal one: reports always have one decimal. */
export function javaNumber(text: string): number {
  const at = Math.max(text.lastIndexOf('.'), text.lastIndexOf(','))
  const whole = (at < 0 ? text : text.slice(0, at)).replace(/\D/g, '')
  return Number(at < 0 ? whole : `${whole}.${text.slice(at + 1).replace(/\D/g, '')}`)
}
