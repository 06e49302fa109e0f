import { resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { clientCodec } from '../host/client/node-runtime'
import { compareDirectories } from '../host/inspect/compare-directories'
import { openDirectory } from '../host/inspect/directory-listing'
import { dumpBatchLine, dumpRecordLine } from '../host/inspect/dump-lines'
import { chosenPartitions, inspectDirectory, type PartitionFolder } from '../host/inspect/inspect-directory'
import { recordLine } from '../host/inspect/record-line'
import { streamRecords } from '../host/inspect/record-stream'
import { VALUE_FORMS, type ValueForm } from '../host/inspect/value-forms'
import { whatIfSettings } from '../host/what-if/settings'
import { whatIf } from '../host/what-if/what-if'
import { ProgressLine } from './inspect-progress'
import { reportText } from './inspect-text'
import { setting, wholeNumber } from './lab-arguments'
import { LineOutput } from './line-output'
import { whatIfText } from './what-if-text'

export interface InspectArguments {
  json?: boolean
  records?: boolean
  topic?: string
  partition?: number
  from?: number
  fromTime?: number
  limit?: number
  as: ValueForm
  crc: boolean
  files?: boolean
  compare?: string
  whatIf: [string, string][]
}

const EXAMPLES = `
Examples:
  highwater inspect /data/kafka-logs
  highwater inspect /data/kafka-logs --topic orders --partition 0 --records --from 1500 --limit 10
  highwater inspect /data/kafka-logs/orders-0 --json | jq '.partitions[0].segments'
  highwater inspect /data1/kafka-logs --compare /data2/kafka-logs --topic orders
  highwater inspect /data/kafka-logs --topic orders --what-if cleanup.policy=compact
  highwater inspect /data/kafka-logs --json --records --topic orders | jq -c 'select(has("offset"))'

Nothing in the directory is changed and no lock is taken: its broker may run. docs/inspect.md describes the output.`

const OFFSET_MAX = Number.MAX_SAFE_INTEGER
const say = (line: string) => process.stderr.write(`${line}\n`)

export function inspectCommand(): Command {
  return new Command('inspect')
    .description(
      "Read a Kafka data directory, or one partition's folder, without a broker: what is in it and what is wrong with it.",
    )
    .argument('<dir>', 'a log directory such as /data/kafka-logs, or a folder in it such as orders-0')
    .option('--json', 'print one line of JSON instead of a table')
    .option(
      '--records',
      'print the records too: lines of JSON after it with --json, else the lines of kafka-dump-log.sh',
    )
    .option('--topic <name>', 'only this topic')
    .option('--partition <number>', 'only this partition', wholeNumber(0, 0x7fffffff))
    .option('--from <offset>', 'records from this offset on', wholeNumber(0, OFFSET_MAX))
    .option(
      '--from-time <time>',
      'records from this time on: milliseconds, or a date such as 2026-11-23T09:00:00Z',
      time,
    )
    .option('--limit <number>', 'at most so many records of each partition', wholeNumber(0, OFFSET_MAX))
    .addOption(
      new Option('--as <form>', 'keys and values in JSON lines: auto is text where it is text, else hex')
        .choices(VALUE_FORMS)
        .default('auto'),
    )
    .option('--no-crc', "read the batches' headers alone and leave their CRCs unchecked: faster on large directories")
    .option('--files', 'list every file with what it is for')
    .option('--compare <dir>', "compare with another broker's copy: where the two first differ, by offset and byte")
    .option(
      '--what-if <key=value>',
      'what this setting would do here, such as cleanup.policy=compact or retention.ms=3600000; may be repeated',
      setting,
      [],
    )
    .addHelpText('after', EXAMPLES)
    .action((dir: string, given: InspectArguments) => inspect(dir, given))
}

async function inspect(dir: string, given: InspectArguments): Promise<void> {
  const output = new LineOutput(process.stdout)
  const { topic, partition } = given
  if (given.compare !== undefined) {
    await printComparison(dir, given.compare, given, output)
    return output.flush()
  }
  if (given.whatIf.length > 0) {
    await printWhatIf(dir, given, output)
    return output.flush()
  }
  const progress = new ProgressLine()
  const report = await inspectDirectory(dir, {
    topic,
    partition,
    checkCrc: given.crc,
    onProgress: progress.tell,
  }).finally(() => progress.clear())
  if (given.json) await output.write(JSON.stringify(report))
  else for (const line of reportText(report, given)) await output.write(line)
  if (given.records)
    for (const folder of chosenPartitions(await openDirectory(dir), { topic, partition }))
      await printRecords(folder, given, output)
  await output.flush()
}

async function printWhatIf(dir: string, given: InspectArguments, output: LineOutput): Promise<void> {
  const { topic, partition } = given
  const report = await whatIf(dir, whatIfSettings(given.whatIf), { topic, partition })
  if (given.json) return output.write(JSON.stringify(report))
  for (const line of whatIfText(report)) await output.write(line)
}

async function printComparison(dir: string, other: string, given: InspectArguments, output: LineOutput): Promise<void> {
  const comparisons = await compareDirectories(dir, other, given)
  if (given.json) return output.write(JSON.stringify({ dir: resolve(dir), other: resolve(other), comparisons }))
  for (const { topic, partition, comparison } of comparisons)
    await output.write(`${topic}-${partition}: ${comparison.outcome}: ${comparison.what}`)
}

async function printRecords(
  { path, role }: PartitionFolder,
  given: InspectArguments,
  output: LineOutput,
): Promise<void> {
  const { topic, partition } = role
  const { json = false, limit = Number.POSITIVE_INFINITY, as } = given
  const codec = await clientCodec()
  let printed = 0
  if (limit <= 0) return
  if (!json) await output.write(`\n${topic}-${partition}`)
  const steps = streamRecords(path, { codec, from: given.from, fromTimestamp: given.fromTime, checkCrc: given.crc })
  for await (const step of steps) {
    if (step.kind === 'fault') say(`${path}/${step.segment} at byte ${step.position}: ${step.what}`)
    else if (step.kind === 'batch') {
      if (!json) await output.write(dumpBatchLine(step.batch))
    } else {
      const { segment, batch, record } = step
      const line = json
        ? JSON.stringify(recordLine({ topic, partition, segment, batch, record }, as))
        : dumpRecordLine(record, batch.magic)
      await output.write(line)
      if (++printed >= limit) return
    }
    if (output.isClosed) return
  }
}

function time(text: string): number {
  const value = /^\d+$/.test(text) ? Number(text) : Date.parse(text)
  if (!Number.isSafeInteger(value))
    throw new InvalidArgumentError('milliseconds since 1970, or a date such as 2026-11-23T09:00:00Z.')
  return value
}
