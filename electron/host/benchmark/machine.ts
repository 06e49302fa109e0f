import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'

export interface MachineFacts {
  machine: Record<string, string | number>
  versions: Record<string, string>
}

/** Where a report's figures come from. */
export function machineFacts(options: {
  version: string
  apache: { version: string; java: string } | null
}): MachineFacts {
  const processors = cpus()
  return {
    machine: {
      processors: `${processors.length} × ${processors[0]?.model.trim() ?? 'unknown'}`,
      memoryBytes: totalmem(),
      system: `${platform()} ${release()}`,
      loadAverageAtStart: Math.round((loadavg()[0] ?? 0) * 100) / 100,
    },
    versions: {
      highwater: options.version,
      node: process.version,
      ...(options.apache && { 'Apache Kafka': options.apache.version, java: javaVersion(options.apache.java) }),
    },
  }
}

function javaVersion(java: string): string {
  try {
    return execFileSync(java, ['--version'], { encoding: 'utf8' }).split('\n')[0] ?? 'unknown'
  } catch {
    // Java 8 does not know the option.
    return 'unknown'
  }
}

/** Of package.json beside `out/`. */
export function productVersion(programs: string): string {
  const { version } = JSON.parse(readFileSync(join(programs, '..', 'package.json'), 'utf8')) as { version: string }
  return version
}
