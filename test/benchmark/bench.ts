import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { apacheMissing } from '../helpers/apache'
import { clusterMissing } from '../helpers/cluster'
import { kcatMissing } from '../helpers/kcat'
import { apacheEngine, type Engine, ourEngine } from './engines'
import type { Plan } from './plan'
import { waitUntilQuiet } from './quiet'
import { type Conditions, newestValue, Report } from './report'

/** Everything a measurement needs. */
export interface Bench {
  plan: Plan
  /** Measured beside each other. */
  engines: readonly Engine[]
  /** Of these only the memory is of interest. */
  memoryOnly: readonly Engine[]
  report: Report
  /** Java's perf tools are there. */
  tools: boolean
  kcat: boolean
  /** Called before each measurement. */
  quiet(what: string): Promise<void>
}

/**
 * Looks what is there to measure; what is not is said on stderr and left out. Each value is told on stderr and kept in `out` as soon
 * as it is measured: an end at any moment loses none.
 */
export async function prepareBench(plan: Plan, out: string): Promise<Bench> {
  const noApache = await clusterMissing('apache')
  const noTools = await apacheMissing('3.9.1')
  const noKcat = await kcatMissing()
  for (const reason of [noApache, noTools, noKcat]) if (reason) process.stderr.write(`left out: ${reason}\n`)
  const conditions: Conditions = {
    startedAt: new Date().toISOString(),
    mode: plan.quick ? 'quick' : 'full',
    machine: machine(),
    busyMoments: [],
  }
  const report = new Report(conditions, (figure) => {
    process.stderr.write(`${newestValue(figure)}\n`)
    keep(report, out)
  })
  return {
    plan,
    engines: [ourEngine('Highwater'), ...(noApache ? [] : [await apacheEngine()])],
    memoryOnly: process.env.ELECTRON_BINARY ? [ourEngine('Highwater on Electron')] : [],
    report,
    tools: noTools === undefined,
    kcat: noKcat === undefined,
    quiet: async (what) => {
      process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${what}\n`)
      const busy = await waitUntilQuiet(what, plan.quietPatienceMs)
      if (busy !== undefined) report.conditions.busyMoments.push(busy)
    },
  }
}

function keep(report: Report, out: string): void {
  mkdirSync(out, { recursive: true })
  writeFileSync(join(out, 'bench.json'), report.json())
  writeFileSync(join(out, 'bench.txt'), report.table())
}

function machine(): Record<string, string | number> {
  const processors = cpus()
  return {
    processors: `${processors.length} x ${processors[0]?.model ?? 'unknown'}`,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release(),
    node: process.version,
    java: javaVersion(),
    'load average at the start': loadavg()[0]!.toFixed(2),
  }
}

function javaVersion(): string {
  try {
    return execFileSync('java', ['--version'], { encoding: 'utf8' }).split('\n')[0]!
  } catch {
    // Measured without Java, Highwater alone.
    return 'none'
  }
}
