import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { defaultRequest } from '../../electron/host/api/default-benchmark'
import { CleanerLogParser, type CleanerLogReport } from '../../electron/host/benchmark/cleaner-log'
import { Load } from '../../electron/host/benchmark/load'
import { eventually } from '../helpers/eventually'
import { RawClient } from '../helpers/raw-client'
import { createTopic } from '../helpers/raw-requests'
import { removeTemporary, temporaryDirectory } from '../helpers/temp'
import type { Bench } from './bench'
import { type Engine, ourEngine } from './engines'
import { withOneBroker } from './one-broker'

const TOPIC = 'cleaned'
const KEYS = 50_000
/** With key, lengths and deltas a record takes 500 bytes. */
const VALUE_BYTES = 475
const SEGMENT_BYTES = 16 * 1024 * 1024
const POOL_BYTES_MAX = 1024 * 1024 * 1024
const CLEAN_PATIENCE_MS = 5 * 60_000
const MEBIBYTE = 1024 * 1024
const HOW =
  "the broker's own cleaner report, first clean of a fresh process, default settings but log.cleaner.backoff.ms=1000; one log for all, made by Highwater, a copy for each clean"

/** The same log cleaned by each engine's cleaner, in turn. */
export async function measureCleaner(bench: Bench): Promise<void> {
  const directory = temporaryDirectory('cleaner-speed')
  try {
    const made = join(directory, 'made')
    await makeLog(made, bench.plan.cleanerRecords)
    for (let round = 0; round < bench.plan.cleanerRounds; round++)
      for (const engine of bench.engines) {
        await bench.quiet(`${engine.subject}: cleaning, round ${round + 1}`)
        add(bench, engine, await cleanOnce(engine, made, join(directory, 'copy')))
        removeTemporary(join(directory, 'copy'))
      }
  } finally {
    removeTemporary(directory)
  }
}

function add({ report, plan }: Bench, { subject }: Engine, clean: CleanerLogReport): void {
  const { processedBytes, indexedBytes, seconds, indexSeconds, writtenBytes } = clean
  const how = `${HOW}; ${plan.cleanerRecords} records of 500 bytes, ${KEYS} keys, ${SEGMENT_BYTES / MEBIBYTE} MiB segments`
  const figure = (name: string, unit: string) => ({ name: `cleaner: ${name}`, unit, subject, how })
  report.add(figure('overall', 'MiB/s'), processedBytes / MEBIBYTE / seconds)
  report.add(figure('indexing', 'MiB/s'), indexedBytes / MEBIBYTE / indexSeconds)
  report.add(figure('cleaning', 'MiB/s'), processedBytes / MEBIBYTE / (seconds - indexSeconds))
  report.add(figure('size after', 'MiB'), writtenBytes / MEBIBYTE)
}

/** A broker of ours and its coordination server, stopped in good order: what is left is the log that is to be cleaned. */
async function makeLog(directory: string, records: number): Promise<void> {
  await withOneBroker(
    ourEngine('Highwater'),
    directory,
    { 'log.cleaner.enable': false },
    async ({ process: broker, port }) => {
      const client = new RawClient([`127.0.0.1:${port}`])
      await eventually(() => client.controller(), 60_000)
      const configs = {
        'cleanup.policy': 'compact',
        'segment.bytes': String(SEGMENT_BYTES),
        'min.cleanable.dirty.ratio': '0.01',
      }
      const { error } = await createTopic(await client.controller(), {
        name: TOPIC,
        partitions: 1,
        replicationFactor: 1,
        configs,
      })
      if (error !== 0) throw new Error(`cannot create ${TOPIC}: ${error}`)
      client.close()
      await broker.line(new RegExp(`Created log for partition ${TOPIC}-0`), 60_000)
      const { workload } = defaultRequest
      const task = {
        topic: TOPIC,
        leaders: [{ host: '127.0.0.1', port }],
        workload: {
          ...workload,
          ...{
            durationMs: null,
            records,
            keys: KEYS,
            valueBytesMin: VALUE_BYTES,
            valueBytesMax: VALUE_BYTES,
            partitions: 1,
          },
        },
      }
      const problem = await (await Load.prepare(task, POOL_BYTES_MAX)).run()
      if (problem !== null) throw new Error(problem)
    },
  )
}

async function cleanOnce(engine: Engine, made: string, copy: string): Promise<CleanerLogReport> {
  cpSync(made, copy, { recursive: true })
  let report: CleanerLogReport | undefined
  const parser = new CleanerLogParser((found) => {
    if (found.topicPartition === `${TOPIC}-0`) report ??= found
  })
  const settings = { 'log.cleaner.enable': true, 'log.cleaner.backoff.ms': 1000 }
  await withOneBroker(engine, copy, settings, async ({ process: broker }) => {
    await broker.line(/^\tEnd size: /, CLEAN_PATIENCE_MS)
    for (const line of broker.lines(/./)) parser.line(line)
  })
  if (report === undefined) throw new Error(`${engine.subject} told no clean of ${TOPIC}-0`)
  return report
}
