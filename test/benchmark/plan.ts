export const SECTIONS = [
  'start',
  'memory',
  'throughput',
  'failover',
  'partitions',
  'groups',
  'cleaning',
  'cleaner-speed',
  'recording',
] as const
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
  /** Whole clusters that groups are measured on, one engine after the other. */
  groupRounds: number
  /** Of one cluster, for each size of a group. */
  rebalances: number
  commitMs: number
  /** Cleans of each engine. */
  cleanerRounds: number
  /** In the log that is cleaned. */
  cleanerRecords: number
  fetchedPartitions: number
  /** In each fetched partition. */
  fetchedRecords: number
  /** Pairs of latency idle and latency while cleaning, for each engine. */
  cleaningRounds: number
  cleaningWarmUpMs: number
  cleaningSettleMs: number
  cleaningIdleMs: number
  /** Size of each log that is cleaned. */
  cleanedMebibytes: number
  /** Pairs of latency idle and latency while the kernel holds up writers. */
  throttledRounds: number
  throttledMs: number
  /** Largest file that is written over beside the broker without fsync; smaller where the kernel lets less be dirty. */
  dirtyMebibytes: number
  /** How much of a busy cluster is recorded; its partitions, on three brokers each. */
  recordedMs: number
  recordedPartitions: number
  /** Moments looked at in each way. */
  scrubs: number
  /** Labs with and without a recording, and how long each is looked at. */
  recordingRounds: number
  recordingMs: number
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
  groupRounds: 3,
  rebalances: 3,
  commitMs: 10_000,
  cleanerRounds: 5,
  cleanerRecords: 600_000,
  fetchedPartitions: 500,
  fetchedRecords: 100,
  cleaningRounds: 5,
  cleaningWarmUpMs: 3_000,
  cleaningSettleMs: 2_000,
  cleaningIdleMs: 4_000,
  cleanedMebibytes: 300,
  throttledRounds: 1,
  throttledMs: 5_000,
  dirtyMebibytes: 16_384,
  recordedMs: 600_000,
  recordedPartitions: 100,
  scrubs: 300,
  recordingRounds: 3,
  recordingMs: 60_000,
  quietPatienceMs: 2 * 60_000,
}

const QUICK: typeof FULL = {
  startRuns: 1,
  loadRounds: 1,
  records: 10_000,
  failovers: 1,
  settleMs: 1_000,
  idleCpuMs: 2_000,
  partitions: 20,
  groupRounds: 1,
  rebalances: 1,
  commitMs: 500,
  cleanerRounds: 1,
  cleanerRecords: 100_000,
  fetchedPartitions: 50,
  fetchedRecords: 10,
  cleaningRounds: 1,
  cleaningWarmUpMs: 500,
  cleaningSettleMs: 500,
  cleaningIdleMs: 1_000,
  cleanedMebibytes: 100,
  throttledRounds: 1,
  throttledMs: 500,
  dirtyMebibytes: 64,
  recordedMs: 60_000,
  recordedPartitions: 100,
  scrubs: 50,
  recordingRounds: 1,
  recordingMs: 5_000,
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
