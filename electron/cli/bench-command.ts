import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { type BenchmarkRequest, type KeyDistribution, keyDistributions } from '../host/api/benchmark-views'
import { defaultRequest } from '../host/api/default-benchmark'
import { Benchmark } from '../host/benchmark/benchmark'
import { productVersion } from '../host/benchmark/machine'
import { type ApacheKafka, findApacheKafka } from '../host/cluster/apache-engine'
import { BenchProgressLines, benchTable } from './bench-text'
import { setting, wholeNumber } from './lab-arguments'
import { byteRange, byteSize, duration } from './quantities'

export interface BenchArguments {
  engine: 'builtin' | 'apache' | 'both'
  brokers: number
  duration?: number
  records?: number
  keys: number
  distribution: KeyDistribution
  valueSize: [number, number]
  rate?: number
  tombstones: number
  partitions: number
  batchSize: number
  acks: 'all' | '1'
  seed: number
  dirtyRatios: number[]
  cleanerOff: boolean
  segmentBytes: number
  settle: number
  set: [string, string][]
  out?: string
  keep?: boolean
  kafkaHome?: string
  kafkaLibs?: string
}

const EXAMPLES = `
Examples:
  highwater bench compaction
  highwater bench compaction --duration 5m --rate 20000 --distribution zipfian --keys 1000000 --tombstones 5
  highwater bench compaction --engine both --kafka-home /opt/kafka_2.13-3.9.1 --dirty-ratios 0.5,0.1

Ctrl-C ends the load and reports what was measured; twice ends everything at once. docs/bench-compaction.md describes the report.`

const say = (line: string) => process.stderr.write(`${line}\n`)
/** As shells name an end by SIGINT. */
const INTERRUPTED_CODE = 130

export function benchCommand(programs: string): Command {
  return new Command('bench')
    .description('Measure a cluster of its own, made for it.')
    .addCommand(compactionCommand(programs))
}

function compactionCommand(programs: string): Command {
  const { workload, segmentBytes, settleMs, brokers, dirtyRatios } = defaultRequest
  const many = wholeNumber(1, Number.MAX_SAFE_INTEGER)
  return new Command('compaction')
    .description(
      'What the log cleaner costs: the same load without it and at several dirty ratios, each in a cluster of its own.',
    )
    .addOption(
      new Option('--engine <engine>', 'whose brokers').choices(['builtin', 'apache', 'both']).default('builtin'),
    )
    .option('--brokers <count>', 'brokers, and replicas of each partition', wholeNumber(1, 9), brokers)
    .option('--duration <time>', 'load of each run, such as 60s or 5m (default 60s)', duration)
    .option('--records <number>', 'load of each run, in records, instead of a duration', many)
    .option('--keys <number>', 'different keys', many, workload.keys)
    .addOption(
      new Option('--distribution <kind>', 'how keys are drawn')
        .choices([...keyDistributions])
        .default(workload.distribution),
    )
    .option('--value-size <bytes>', 'bytes of a value, or a range such as 100-1000', byteRange, [
      workload.valueBytesMin,
      workload.valueBytesMax,
    ])
    .option('--rate <number>', 'records a second, sent at their time (default: as fast as acknowledged)', many)
    .option('--tombstones <percent>', 'share of records without value', percent, workload.tombstonePercent)
    .option('--partitions <count>', 'partitions of the topic', wholeNumber(1, 200), workload.partitions)
    .option('--batch-size <bytes>', 'most bytes of records in a request', byteSize, workload.batchBytes)
    .addOption(new Option('--acks <acks>', 'whose acknowledgement counts').choices(['all', '1']).default(workload.acks))
    .option('--seed <number>', 'draws the same keys and sizes again', wholeNumber(0, 0x7fffffff), workload.seed)
    .option(
      '--dirty-ratios <list>',
      "min.cleanable.dirty.ratio of each run with the cleaner, or 'none'",
      ratioList,
      dirtyRatios,
    )
    .option('--no-cleaner-off', 'leave out the run without the cleaner')
    .option('--segment-bytes <bytes>', 'segment.bytes of the topic', byteSize, segmentBytes)
    .option('--settle <time>', 'how long to watch on after the load', duration, settleMs)
    .option('--set <key=value>', 'a setting of brokers, or of the topic; may be repeated', setting, [])
    .option('--out <dir>', 'where the report goes (default highwater-bench-<time>)')
    .option('--keep', 'keep the data and logs of the clusters')
    .option('--kafka-home <dir>', 'an unpacked Apache Kafka of 2.x or 3.x (or KAFKA_HOME)')
    .option('--kafka-libs <dir>', 'a folder with its jars (or KAFKA_LIBS)')
    .addHelpText('after', EXAMPLES)
    .action((given: BenchArguments) => bench(programs, given))
}

async function bench(programs: string, given: BenchArguments): Promise<void> {
  const id = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-')
  const dir = resolve(given.out ?? `highwater-bench-${id}`)
  const lines = new BenchProgressLines(say)
  const benchmark = new Benchmark({
    request: requestOf(given),
    dir,
    id,
    programs,
    version: productVersion(programs),
    apache: given.engine === 'builtin' ? null : apacheOf(given),
    keep: given.keep ?? false,
    changed: () => lines.show(benchmark.progress()),
  })
  stopOnSignals(benchmark)
  say(benchmark.command)
  const report = await benchmark.run()
  process.stdout.write(`${benchTable(report).join('\n')}\n\nreport: ${dir}/report.html\n`)
  if (report.message !== null) say(`highwater: ${report.message}`)
  process.exit(report.outcome === 'complete' ? 0 : report.outcome === 'interrupted' ? INTERRUPTED_CODE : 1)
}

function stopOnSignals(benchmark: Benchmark): void {
  let asked = 0
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      if (asked++ === 0) {
        say('stopping: the report of what was measured follows (Ctrl-C again does not wait)')
        benchmark.stop()
      } else if (signal === 'SIGINT') process.exit(INTERRUPTED_CODE)
    })
  // Other people's brokers do not notice that nobody is left.
  process.on('exit', () => benchmark.kill())
}

function apacheOf({ kafkaHome, kafkaLibs }: BenchArguments): ApacheKafka {
  return findApacheKafka({ kafkaHome, kafkaLibs }, process.env)
}

export function requestOf(given: BenchArguments): BenchmarkRequest {
  const { records = null } = given
  return {
    engines: given.engine === 'both' ? ['builtin', 'apache'] : [given.engine],
    brokers: given.brokers,
    workload: {
      // Both given is refused where everything is checked.
      durationMs: given.duration ?? (records === null ? defaultRequest.workload.durationMs : null),
      records,
      keys: given.keys,
      distribution: given.distribution,
      valueBytesMin: given.valueSize[0],
      valueBytesMax: given.valueSize[1],
      tombstonePercent: given.tombstones,
      rate: given.rate ?? null,
      partitions: given.partitions,
      batchBytes: given.batchSize,
      acks: given.acks,
      seed: given.seed,
    },
    cleanerOff: given.cleanerOff,
    dirtyRatios: given.dirtyRatios,
    segmentBytes: given.segmentBytes,
    settleMs: given.settle,
    overrides: given.set,
  }
}

function percent(text: string): number {
  const value = Number(text.replace(/%$/, ''))
  if (text === '' || !(value >= 0 && value <= 100)) throw new InvalidArgumentError('a percentage from 0 to 100.')
  return value
}

function ratioList(text: string): number[] {
  if (text === 'none') return []
  return text.split(',').map((part) => {
    const ratio = Number(part)
    if (part.trim() === '' || !(ratio >= 0 && ratio <= 1))
      throw new InvalidArgumentError("ratios from 0 to 1, with commas, or 'none'.")
    return ratio
  })
}
