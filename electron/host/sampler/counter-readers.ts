import { readFileSync } from 'node:fs'
import { parseProcIo, parseProcStat } from './proc-files'
import type { Counters } from './rates'

export interface Reading extends Counters {
  /** Stopped by a signal. */
  frozen: boolean
}

/** Reads the counters of processes; one that is gone is missing from the answer. */
export type CounterReader = (pids: readonly number[]) => Map<number, Reading> | Promise<Map<number, Reading>>

const TICK_MS = 10
const PAGE_BYTES = 4096

/** /proc: about 50 µs a process, so it is read in place. */
export const readLinuxCounters: CounterReader = (pids) => {
  const readings = new Map<number, Reading>()
  for (const pid of pids) {
    const stat = parseProcStat(readOrEmpty(`/proc/${pid}/stat`))
    if (stat === null) continue
    const io = parseProcIo(readOrEmpty(`/proc/${pid}/io`))
    readings.set(pid, {
      atMs: monotonicMs(),
      cpuMs: (stat.userTicks + stat.systemTicks) * TICK_MS,
      residentBytes: stat.residentPages * PAGE_BYTES,
      readBytes: io?.readBytes ?? null,
      writeBytes: io?.writeBytes ?? null,
      frozen: stat.state === 'T',
    })
  }
  return readings
}

/** Elsewhere the system's own tools tell CPU and memory; bytes per process are not shown there. */
export const readPortableCounters: CounterReader = async (pids) => {
  const { processes } = await import('systeminformation')
  const wanted = new Set(pids)
  const { list } = await processes()
  const found = list.filter((process) => wanted.has(process.pid))
  return new Map(
    found.map((process) => [
      process.pid,
      {
        atMs: monotonicMs(),
        cpuMs: null,
        residentBytes: process.memRss * 1024,
        readBytes: null,
        writeBytes: null,
        frozen: process.state === 'stopped',
      },
    ]),
  )
}

export const counterReader: CounterReader = process.platform === 'linux' ? readLinuxCounters : readPortableCounters

export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    // The process ended, or belongs to somebody else: nothing to read.
    return ''
  }
}
