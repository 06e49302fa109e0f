import { loadavg } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { machineBusyPercent } from './proc'

/** Above it numbers are about whatever else runs here. */
const BUSY_PERCENT = 10
const SAMPLE_MS = 1_000

/**
 * Waits until nothing else uses the processors: called before a measurement, while none of our own processes run. Returns what is to
 * be told with the results when they stayed busy for the whole patience.
 */
export async function waitUntilQuiet(what: string, patienceMs: number): Promise<string | undefined> {
  const deadline = performance.now() + patienceMs
  let told = false
  for (;;) {
    const busyPercent = await machineBusyPercent(SAMPLE_MS)
    if (busyPercent <= BUSY_PERCENT) return undefined
    const state = `${Math.round(busyPercent)} % of the processors in use, load average ${loadavg()[0]!.toFixed(2)}`
    if (performance.now() >= deadline) return `before ${what}: ${state}`
    if (!told) process.stderr.write(`waiting for a quiet machine (${state})\n`)
    told = true
    await sleep(SAMPLE_MS)
  }
}
