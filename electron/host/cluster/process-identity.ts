import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseProcStat } from '../sampler/proc-files'

/**
 * What tells one life of a pid from the next: boot and start time. A pid alone is reused by the system, and a signal to a reused one
 * would hit a stranger. null: no such process, or nothing readable about it.
 */
export function processIdentity(pid: number): string | null {
  return process.platform === 'linux' ? linuxIdentity(pid) : portableIdentity(pid)
}

function linuxIdentity(pid: number): string | null {
  try {
    const stat = parseProcStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
    if (stat === null || stat.state === 'Z' || stat.state === 'X') return null
    return `${bootId()}:${stat.startTicks}`
  } catch {
    // Gone between two looks: that is the answer.
    return null
  }
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim().slice(0, 8)
  } catch {
    // Some containers hide it; the start time alone still tells lives apart within one boot.
    return 'boot'
  }
}

function portableIdentity(pid: number): string | null {
  const answer = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: 2000 })
  const started = answer.stdout?.trim()
  return started ? started : null
}
