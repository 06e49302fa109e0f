import type { ConsoleProcess } from './console-lab'

export interface UnitFacts {
  unit: string
  about: string
  process: ConsoleProcess
  command: string
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

/** `systemctl status`, as far as there is something true to say. Pure. */
export function statusText({ unit, about, process, command }: UnitFacts, nowMs: number): string {
  const since = `since ${stamp(process.sinceMs)}; ${ago(nowMs - process.sinceMs)} ago`
  const main = process.pid === null ? '' : `   Main PID: ${process.pid} (${command.split(' ')[0]})\n`
  return `● ${unit} - ${about}\n   Loaded: loaded (the lab)\n   Active: ${activeText(process)} ${since}\n${main}    Command: ${command}\n`
}

function activeText({ live, state, exit }: ConsoleProcess): string {
  if (live) {
    if (state === 'Running') return 'active (running)'
    if (state === 'Paused') return 'active (stopped by SIGSTOP)'
    return state === 'Stopping' ? 'deactivating (stop-sigterm)' : 'activating (start)'
  }
  if (exit === null || (exit.signal === null && exit.code === 0) || state === 'Stopped') return 'inactive (dead)'
  const signal = exit.signal?.replace(/^SIG/, '')
  return signal ? `failed (Result: signal, signal=${signal})` : `failed (Result: exit-code, status=${exit.code})`
}

function stamp(atMs: number): string {
  const date = new Date(atMs)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${DAYS[date.getDay()]} ${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}

function ago(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000))
  if (seconds < 60) return `${seconds}s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)}min ${seconds % 60}s`
  return `${Math.floor(seconds / 3600)}h ${Math.floor((seconds % 3600) / 60)}min`
}
