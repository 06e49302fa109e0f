import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { freePorts } from './ports'
import { startProcess, type TestProcess } from './processes'
import { programPath } from './programs'

export interface ReadyLine {
  ready: true
  bootstrap: string
  zookeeper: string
  dir: string
  dashboard: string | null
  brokers: { id: number; pid: number; port: number; logDirs: string[] }[]
}

const START_PATIENCE_MS = 30_000
const DEFAULT_BROKERS = 3

/** `highwater up` as a person runs it, without waiting. */
export function spawnLab(args: readonly string[], logFile?: string): TestProcess {
  return startProcess({
    command: process.execPath,
    args: [programPath('highwater'), 'up', ...args],
    name: 'highwater up',
    ...(logFile ? { logFile } : {}),
  })
}

/** A new lab gets ports that no other test running now can be given; one that is opened again has its own. */
async function portArguments(dir: string, args: readonly string[]): Promise<string[]> {
  if (existsSync(dir)) return args.includes('--ports') ? [] : ['--ports', 'auto']
  const at = args.indexOf('--brokers')
  const [coordination, ...brokers] = await freePorts(1 + (at < 0 ? DEFAULT_BROKERS : Number(args[at + 1])))
  const own = args.includes('--ports') ? [] : ['--ports', brokers.join()]
  return args.includes('--zookeeper') ? own : [...own, '--coordination-port', String(coordination)]
}

/** `highwater up` on free ports, ready. */
export async function startLab(
  dir: string,
  args: readonly string[] = [],
): Promise<{ lab: TestProcess; ready: ReadyLine }> {
  const lab = spawnLab(['--dir', dir, ...(await portArguments(dir, args)), ...args], join(dir, '..', 'up.log'))
  const line = await lab.line(/^\{"ready":true/, START_PATIENCE_MS)
  return { lab, ready: JSON.parse(line) as ReadyLine }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // ESRCH: gone.
    return false
  }
}
