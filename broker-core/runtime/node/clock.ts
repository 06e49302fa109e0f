import type { Clock } from '../time'

/** The machine's clocks. The monotonic one counts from the same origin in every process of the machine, so readings compare across processes. */
export function createNodeClock(): Clock {
  return {
    wallMs: () => Date.now(),
    monotonicMs: () => {
      const [seconds, nanoseconds] = process.hrtime()
      return seconds * 1000 + nanoseconds / 1e6
    },
  }
}
