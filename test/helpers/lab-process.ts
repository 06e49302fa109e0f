import { join } from 'node:path'
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

/** `highwater up` as a person runs it, without waiting. */
export function spawnLab(args: readonly string[], logFile?: string): TestProcess {
  return startProcess({
    command: process.execPath,
    args: [programPath('highwater'), 'up', ...args],
    name: 'highwater up',
    ...(logFile ? { logFile } : {}),
  })
}

/** `highwater up` on free ports, ready. */
export async function startLab(
  dir: string,
  args: readonly string[] = [],
): Promise<{ lab: TestProcess; ready: ReadyLine }> {
  const ports = args.includes('--ports') ? [] : ['--ports', 'auto']
  const lab = spawnLab(['--dir', dir, ...ports, ...args], join(dir, '..', 'up.log'))
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
