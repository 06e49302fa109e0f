import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { BenchmarkReport } from '../../electron/host/api/benchmark-views'
import { eventually } from '../helpers/eventually'
import { isAlive } from '../helpers/lab-process'
import { startProcess } from '../helpers/processes'
import { programPath, programsMissing } from '../helpers/programs'
import { skipFor } from '../helpers/skips'
import { temporaryDirectory } from '../helpers/temp'

const PATIENCE_MS = 60_000

function bench(out: string, args: readonly string[], env: Record<string, string> = {}) {
  return startProcess({
    env,
    command: process.execPath,
    args: [programPath('highwater'), 'bench', 'compaction', '--brokers', '1', '--keys', '100', '--out', out, ...args],
    name: 'highwater bench',
  })
}

const reportOf = (out: string) => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as BenchmarkReport
const FILES = ['report.html', 'report.json', 'runs.csv', 'samples.csv']

describe.skipIf(skipFor('highwater bench', programsMissing('highwater')))('highwater bench compaction', () => {
  it('measures without the cleaner and with it, and leaves the report alone', async () => {
    const out = join(temporaryDirectory('bench-cli'), 'out')
    const load = ['--records', '12000', '--tombstones', '10', '--partitions', '2', '--segment-bytes', '256KiB']
    const process = bench(out, [...load, '--dirty-ratios', '0.1', '--settle', '4s'])
    expect(await process.exited, process.tail()).toEqual({ code: 0, signal: null })
    expect(readdirSync(out).sort()).toEqual(FILES)
    const report = reportOf(out)
    expect(report).toMatchObject({ outcome: 'complete', message: null, client: { name: 'raw load process' } })
    const [off, on] = report.runs
    for (const run of [off, on]) {
      expect(run?.producer.records).toBeGreaterThanOrEqual(12_000)
      expect(run?.latencyMs?.p999).toBeGreaterThan(0)
      expect(run?.samples.length).toBeGreaterThan(1)
      // What the brokers count as appended is what was produced, byte for byte.
      expect(run?.io.causes?.write.append).toBe(run?.producer.bytes)
    }
    expect(off).toMatchObject({
      cleaner: false,
      cleaning: { cleans: 0 },
      brokerSettings: { 'log.cleaner.enable': 'false' },
    })
    expect(off?.io.causes?.write.cleanerWrite).toBe(0)
    expect(on).toMatchObject({ cleaner: true, minCleanableDirtyRatio: 0.1 })
    expect(on?.cleaning.cleans).toBeGreaterThan(0)
    expect(on?.io.causes?.write.cleanerWrite).toBeGreaterThan(0)
    expect(on?.space.endLiveBytes).toBeLessThan(off?.space.endLiveBytes ?? 0)
  })

  it('stopped by Ctrl-C, reports what was measured and leaves no process', async () => {
    const out = join(temporaryDirectory('bench-stop'), 'out')
    const process = bench(out, ['--duration', '10m'])
    await process.line(/ records, /, PATIENCE_MS)
    const records = JSON.parse(
      readFileSync(join(out, 'clusters', 'builtin-cleaner-off', 'processes.json'), 'utf8'),
    ) as { pid: number }[]
    expect(records).toHaveLength(2)
    process.signal('SIGINT')
    expect(await process.exited, process.tail()).toEqual({ code: 130, signal: null })
    expect(records.filter(({ pid }) => isAlive(pid))).toEqual([])
    expect(readdirSync(out).sort()).toEqual(FILES)
    expect(existsSync(join(out, 'clusters'))).toBe(false)
    const report = reportOf(out)
    expect(report.outcome).toBe('interrupted')
    expect(report.runs).toHaveLength(1)
    expect(report.runs[0]).toMatchObject({ outcome: 'interrupted' })
    expect(report.runs[0]?.producer.records).toBeGreaterThan(0)
    expect(report.runs[0]?.latencyMs?.p99).toBeGreaterThan(0)
  })

  it('killed outright, takes the brokers of Apache Kafka with it, which know nothing of a lab', async () => {
    const directory = temporaryDirectory('bench-killed')
    const out = join(directory, 'out')
    // No broker of Apache Kafka would look after its parent either.
    const [libs, bin] = [join(directory, 'libs'), join(directory, 'java', 'bin')]
    for (const path of [libs, bin]) mkdirSync(path, { recursive: true })
    writeFileSync(join(libs, 'kafka_2.13-3.9.1.jar'), '')
    writeFileSync(join(bin, 'java'), '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 })
    const process = bench(out, ['--engine', 'apache', '--kafka-libs', libs], { JAVA_HOME: join(directory, 'java') })
    const path = join(out, 'clusters', 'apache-cleaner-off', 'processes.json')
    const started = await eventually(() => {
      expect(process.exit, process.tail()).toBeUndefined()
      const records = JSON.parse(readFileSync(path, 'utf8')) as { name: string; pid: number }[]
      expect(records.map(({ name }) => name).sort()).toEqual(['broker-1', 'coordination'])
      return records
    }, PATIENCE_MS)
    process.signal('SIGKILL')
    await process.exited
    await eventually(() => expect(started.filter(({ pid }) => isAlive(pid))).toEqual([]), PATIENCE_MS)
  })
})
