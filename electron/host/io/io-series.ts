import { type IoBytes, type IoSample, ioReadCauses, ioWriteCauses } from '../api/io-views'

export const IO_INTERVAL_MS = 1000
/** Ten minutes. */
const SAMPLES_MAX = 600
/** Counters that are further apart than this say nothing of a single second. */
const GAP_MS = 3000

/** Counters of a broker, or of a partition on it, at one moment. */
export interface IoReading {
  /** By the broker's clock. */
  wallMs: number
  /** Whose counters: another process begins at 0 again. */
  pid: number
  bytes: IoBytes
  /** null: of a partition. */
  sockets: { in: number; out: number } | null
  /** What reached the disk, as the kernel counts it; null: not known. */
  disk: { read: number; written: number } | null
}

/** What was moved in each of the last ten minutes' seconds, out of counters that only grow. */
export class IoSeries {
  private list: IoSample[] = []
  private before: IoReading | undefined

  /** One second is over. `reading` undefined: nothing was told in it. */
  add(atMs: number, reading: IoReading | undefined): void {
    const { before } = this
    const isNews = reading !== undefined && reading.wallMs !== before?.wallMs
    const elapsedMs = isNews && before?.pid === reading.pid ? reading.wallMs - before.wallMs : 0
    const isUsable = isNews && before !== undefined && elapsedMs > 0 && elapsedMs <= GAP_MS
    this.list.push(isUsable ? between(atMs, before, reading, IO_INTERVAL_MS / elapsedMs) : missing(atMs))
    if (this.list.length > SAMPLES_MAX) this.list.shift()
    if (isNews) this.before = reading
  }

  /** Later than `afterMs`, oldest first. */
  after(afterMs: number): IoSample[] {
    let from = this.list.length
    while (from > 0 && this.list[from - 1]!.atMs > afterMs) from--
    return this.list.slice(from)
  }

  /** Bytes of the last second; null: nothing was told in it. */
  get last(): IoBytes | null {
    const sample = this.list[this.list.length - 1]
    if (!sample?.read || !sample.write) return null
    const { read, write } = sample
    return {
      read: Object.fromEntries(ioReadCauses.map((cause, at) => [cause, read[at]!])) as IoBytes['read'],
      write: Object.fromEntries(ioWriteCauses.map((cause, at) => [cause, write[at]!])) as IoBytes['write'],
      deleted: sample.deleted ?? 0,
    }
  }
}

function between(atMs: number, before: IoReading, now: IoReading, scale: number): IoSample {
  const moved = (from: number, to: number) => Math.round(Math.max(0, to - from) * scale)
  const sockets = before.sockets && now.sockets ? { from: before.sockets, to: now.sockets } : null
  const disk = before.disk && now.disk ? { from: before.disk, to: now.disk } : null
  return {
    atMs,
    read: ioReadCauses.map((cause) => moved(before.bytes.read[cause], now.bytes.read[cause])),
    write: ioWriteCauses.map((cause) => moved(before.bytes.write[cause], now.bytes.write[cause])),
    deleted: moved(before.bytes.deleted, now.bytes.deleted),
    socketsIn: sockets && moved(sockets.from.in, sockets.to.in),
    socketsOut: sockets && moved(sockets.from.out, sockets.to.out),
    diskRead: disk && moved(disk.from.read, disk.to.read),
    diskWritten: disk && moved(disk.from.written, disk.to.written),
  }
}

const missing = (atMs: number): IoSample => ({
  atMs,
  read: null,
  write: null,
  deleted: null,
  socketsIn: null,
  socketsOut: null,
  diskRead: null,
  diskWritten: null,
})
