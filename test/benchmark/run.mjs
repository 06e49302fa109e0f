// npm run bench -- [--out DIR] [--only start,memory,…] [--quick]
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const USAGE = `Usage: npm run bench -- [--out DIR] [--only SECTION,...] [--quick]

Measures Highwater beside Apache Kafka 2.6.3 on ZooKeeper, in one run, where Java and Maven are there.
Each value is told when it is measured, the table at the end; Ctrl-C ends it with the table of what there is.
  --out DIR    where bench.json and bench.txt go; a new temporary directory unless told
  --only LIST  start, memory, throughput, failover, partitions, groups, cleaning,
               cleaner-speed, recording; all unless told
  --quick      few and short runs, on a busy machine too: shows that it works, not how fast (or HIGHWATER_BENCH=quick)
ELECTRON_BINARY=PATH measures the memory of brokers run by that Electron as well.
`

const { values } = parseArgs({
  options: { out: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean' }, help: { type: 'boolean' } },
})
if (values.help) {
  process.stdout.write(USAGE)
  process.exit(0)
}

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..')
const out = resolve(values.out ?? join(tmpdir(), `highwater-bench-${new Date().toISOString().replace(/[:.]/g, '-')}`))
mkdirSync(out, { recursive: true })
const vitest = join(root, 'node_modules/vitest/vitest.mjs')
const measuring = spawn(process.execPath, [vitest, 'run', '--project', 'bench'], {
  cwd: root,
  stdio: ['ignore', 2, 2],
  env: {
    ...process.env,
    HIGHWATER_BENCH_OUT: out,
    ...(values.only && { HIGHWATER_BENCH_ONLY: values.only }),
    ...(values.quick && { HIGHWATER_BENCH: 'quick' }),
  },
})
// A Ctrl-C reaches the measuring processes as well: what they kept is told when they have ended.
process.on('SIGINT', () => undefined)
const [status] = await once(measuring, 'exit')
const table = join(out, 'bench.txt')
if (existsSync(table)) process.stdout.write(`${readFileSync(table, 'utf8')}\nWritten to ${out}\n`)
process.exit(status ?? 1)
