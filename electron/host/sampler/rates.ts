/** Counters of one process at one moment. null: the system does not show it (another user's, another platform). */
export interface Counters {
  atMs: number
  cpuMs: number | null
  residentBytes: number | null
  readBytes: number | null
  writeBytes: number | null
}

export interface Rates {
  /** Percent of one core. */
  cpuPercent: number | null
  residentBytes: number | null
  readBytesPerSecond: number | null
  writeBytesPerSecond: number | null
}

export const noRates: Rates = {
  cpuPercent: null,
  residentBytes: null,
  readBytesPerSecond: null,
  writeBytesPerSecond: null,
}

/** What happened between two readings of the same process. A counter that went back is another process: no rate. */
export function ratesBetween(before: Counters | undefined, now: Counters): Rates {
  const elapsedMs = before ? now.atMs - before.atMs : 0
  if (!before || elapsedMs <= 0) return { ...noRates, residentBytes: now.residentBytes }
  const perMs = (from: number | null, to: number | null) =>
    from === null || to === null || to < from ? null : (to - from) / elapsedMs
  const perSecond = (rate: number | null) => (rate === null ? null : Math.round(rate * 1000))
  const cpu = perMs(before.cpuMs, now.cpuMs)
  return {
    cpuPercent: cpu === null ? null : Math.round(cpu * 1000) / 10,
    residentBytes: now.residentBytes,
    readBytesPerSecond: perSecond(perMs(before.readBytes, now.readBytes)),
    writeBytesPerSecond: perSecond(perMs(before.writeBytes, now.writeBytes)),
  }
}
