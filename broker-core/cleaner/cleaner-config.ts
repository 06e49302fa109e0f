import type { BrokerConfig } from '../config/broker-config'

/** What of a broker's configuration the cleaner threads work by (kafka.log.CleanerConfig). */
export interface CleanerConfig {
  threads: number
  /** Bytes of all threads together. */
  dedupeBufferSize: number
  dedupeBufferLoadFactor: number
  /** Bytes of all threads together, half for reading. */
  ioBufferSize: number
  ioMaxBytesPerSecond: number
  backoffMs: number
}

/** A change of these replaces the threads. */
export const CLEANER_KEYS = [
  'log.cleaner.threads',
  'log.cleaner.dedupe.buffer.size',
  'log.cleaner.io.buffer.load.factor',
  'log.cleaner.io.buffer.size',
  'log.cleaner.io.max.bytes.per.second',
  'log.cleaner.backoff.ms',
] as const

const DEDUPE_BUFFER_SIZE_MAX = 0x7fffffff
const READ_BUFFER_SIZE_MIN = 4096

export function cleanerConfigOf(config: BrokerConfig): CleanerConfig {
  return {
    threads: config.logCleanerThreads,
    dedupeBufferSize: config.logCleanerDedupeBufferSize,
    dedupeBufferLoadFactor: config.logCleanerIoBufferLoadFactor,
    ioBufferSize: config.logCleanerIoBufferSize,
    ioMaxBytesPerSecond: config.logCleanerIoMaxBytesPerSecond,
    backoffMs: config.logCleanerBackoffMs,
  }
}

/** One thread's share of the dedupe buffer, which Kafka bounds by the largest array of Java. */
export function dedupeBytesPerThread({ dedupeBufferSize, threads }: CleanerConfig): number {
  return Math.min(Math.floor(dedupeBufferSize / threads), DEDUPE_BUFFER_SIZE_MAX)
}

export function readBufferBytesPerThread({ ioBufferSize, threads }: CleanerConfig): number {
  return Math.max(READ_BUFFER_SIZE_MIN, Math.floor(ioBufferSize / threads / 2))
}
