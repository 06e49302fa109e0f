import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, test } from 'vitest'
import { type Bench, prepareBench } from './bench'
import { measureCleaner } from './measure-cleaner'
import { measureCleaning } from './measure-cleaning'
import { measureFailover } from './measure-failover'
import { measureGroups } from './measure-groups'
import { measureMemory } from './measure-memory'
import { measurePartitions } from './measure-partitions'
import { measureRecording } from './measure-recording'
import { measureStart } from './measure-start'
import { measureThroughput } from './measure-throughput'
import { planOf, SECTIONS, type Section } from './plan'

const plan = planOf(process.env)
const out = process.env.HIGHWATER_BENCH_OUT ?? join(tmpdir(), `highwater-bench-${process.pid}`)

const measurements: Record<Section, (bench: Bench) => Promise<void>> = {
  start: measureStart,
  memory: measureMemory,
  throughput: (bench) => (bench.tools ? measureThroughput(bench) : Promise.resolve()),
  failover: measureFailover,
  partitions: measurePartitions,
  groups: measureGroups,
  cleaning: measureCleaning,
  'cleaner-speed': measureCleaner,
  recording: measureRecording,
}

let bench: Bench

beforeAll(async () => {
  bench = await prepareBench(plan, out)
})

test.each(SECTIONS.filter((section) => plan.sections.includes(section)))('%s', (section) =>
  measurements[section](bench),
)
