import { join } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/longest-first.mts'

/** One project for each kind of test; `npm test` runs unit, cluster and ui, `.ci/run` the rest where their tools are reachable. */
const project = (name: string, include: string[], options: Record<string, unknown> = {}) => ({
  extends: true as const,
  test: { name, include, ...options },
})
/** Modules hold no state that changes (for broker-core a test of the architecture says so), so files may share them: loading is most of the time. */
const shared = { isolate: false }
/** Nothing waits here: both cores, and a limit that means "hangs" also beside other work. */
const pure = { ...shared, maxWorkers: 2, testTimeout: 120_000, hookTimeout: 120_000 }
/** Real processes: one file after the other (two cores), a limit that means "hangs", not "slow". */
const processes = { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }
/** Files side by side. Clusters mostly wait (for sessions to end, for elections), and each has ports of its own; JVMs and browsers compute. */
const sideBySide = (maxWorkers: number) => ({ ...processes, fileParallelism: true, maxWorkers })

/** `.ci/run` adds up the reports of several runs: each gets a file of its own there. */
const results = process.env.HIGHWATER_RESULTS

export default defineConfig({
  plugins: [vue()],
  test: {
    sequence: { sequencer: LongestFirst },
    ...(results && {
      reporters: ['default', 'json'],
      outputFile: { json: join(results, `report-${process.pid}.json`) },
    }),
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/architecture/**/*.test.ts'], pure),
      project(
        'cluster',
        [
          'test/cluster/**/*.test.ts',
          'test/clients/**/*.test.ts',
          'test/faults/**/*.test.ts',
          'test/scenarios/**/*.test.ts',
        ],
        sideBySide(4),
      ),
      project('ui', ['test/ui/**/*.test.ts'], { ...shared, ...sideBySide(2) }),
      project('interop', ['test/interop/**/*.test.ts'], {
        ...sideBySide(3),
        testTimeout: 300_000,
        hookTimeout: 300_000,
      }),
      project('desktop', ['test/desktop/**/*.test.ts'], processes),
      project('bench', ['test/benchmark/**/*.test.ts'], { ...processes, testTimeout: 3_600_000, hookTimeout: 600_000 }),
      project('soak', ['test/soak/**/*.test.ts'], { ...processes, testTimeout: 3_600_000 }),
    ],
  },
})
