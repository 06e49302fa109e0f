export const SECTIONS = ['start', 'memory', 'throughput', 'failover', 'partitions'] as const
export type Section = (typeof SECTIONS)[number]

/** How much is measured; `quick` only shows that everything runs. */
export interface Plan {
  quick: boolean
  sections: readonly Section[]
  startRuns: number
  /** Whole clusters that each load is put on, one engine after the other. */
  loadRounds: number
  records: number
  failovers: number
  /** Before a broker's memory counts as idle. */
  settleMs: number
  idleCpuMs: number
  partitions: number
  /** How long to wait for a machine that is busy with something else. */
  quietPatienceMs: number
}

const FULL = {
  startRuns: 5,
  loadRounds: 3,
  records: 500_000,
  failovers: 5,
  settleMs: 15_000,
  idleCpuMs: 30_000,
  partitions: 200,
  quietPatienceMs: 10 * 60_000,
}

const QUICK: typeof FULL = {
  startRuns: 1,
  loadRounds: 1,
  records: 10_000,
  failovers: 1,
  settleMs: 1_000,
  idleCpuMs: 2_000,
  partitions: 20,
  quietPatienceMs: 0,
}

/** The plan that the environment asks for: HIGHWATER_BENCH=quick, HIGHWATER_BENCH_ONLY=start,memory. */
export function planOf(environment: NodeJS.ProcessEnv): Plan {
  const quick = environment.HIGHWATER_BENCH === 'quick'
  const names = (environment.HIGHWATER_BENCH_ONLY ?? SECTIONS.join()).split(',')
  const unknown = names.find((name) => !(SECTIONS as readonly string[]).includes(name))
  if (unknown !== undefined) throw new Error(`no section ${unknown}: there are ${SECTIONS.join(', ')}`)
  return { quick, sections: SECTIONS.filter((section) => names.includes(section)), ...(quick ? QUICK : FULL) }
}
