import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Linux counts processor time in hundredths of a second for programs, whatever it does inside. */
const TICKS_PER_SECOND = 100

export interface Memory {
  rssMiB: number
  /** Not backed by a file: what the process itself allocated. */
  anonymousMiB: number
  /** The largest RSS so far. */
  peakRssMiB: number
}

/** From /proc, as the kernel counts it. */
export function memoryOf(pid: number): Memory {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return {
    rssMiB: kilobytes(rollup, 'Rss') / 1024,
    anonymousMiB: kilobytes(rollup, 'Anonymous') / 1024,
    peakRssMiB: kilobytes(status, 'VmHWM') / 1024,
  }
}

/** User and system time a process has used so far, seconds. */
export function cpuSecondsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Processor use of each process over a time, percent of one core. */
export async function cpuPercentOf(pids: readonly number[], overMs: number): Promise<number[]> {
  const before = pids.map(cpuSecondsOf)
  const startMs = performance.now()
  await sleep(overMs)
  const seconds = (performance.now() - startMs) / 1000
  return pids.map((pid, index) => ((cpuSecondsOf(pid) - before[index]!) / seconds) * 100)
}

/** Share of all cores together that was in use over a time, percent. */
export async function machineBusyPercent(overMs: number): Promise<number> {
  const before = machineTimes()
  await sleep(overMs)
  const after = machineTimes()
  const total = after.total - before.total
  return total === 0 ? 0 : (1 - (after.idle - before.idle) / total) * 100
}

function machineTimes(): { total: number; idle: number } {
  const times = readFileSync('/proc/stat', 'utf8').split('\n')[0]!.trim().split(/\s+/).slice(1, 9).map(Number)
  return { total: times.reduce((sum, time) => sum + time, 0), idle: times[3]! + times[4]! }
}

function kilobytes(text: string, key: string): number {
  const found = new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(text)
  if (found === null) throw new Error(`no ${key} in ${text.slice(0, 80)}`)
  return Number(found[1])
}
