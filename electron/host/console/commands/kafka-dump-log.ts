import { type Command, type CommandContext, CommandFailure } from '../command'
import { dumpIndex, dumpProducerSnapshot, dumpTimeIndex, dumpTransactionIndex } from '../dump/dump-indexes'
import { dumpSegment, type LogProblems } from '../dump/dump-segment'
import { recordTexts } from '../dump/record-texts'
import type { ParsedOptions } from '../options'
import { defineTool, requireOptions } from '../tool'

const DECODERS = ['offsets-decoder', 'transaction-log-decoder'] as const
const CLASSES = ['value-decoder-class', 'key-decoder-class'] as const

export const kafkaDumpLog: Command = defineTool({
  name: 'kafka-dump-log.sh',
  summary: 'what is in a segment, an index or a snapshot file',
  onBadOption: 'exception',
  options: {
    files: { value: 'text', as: 'file', about: 'the files, with commas' },
    'print-data-log': { about: 'print the records too' },
    'deep-iteration': { about: 'go through the records of each batch' },
    'verify-index-only': { about: 'only check an index against its log' },
    'index-sanity-check': { about: "the check of a broker's start" },
    'max-message-size': { value: 'number', about: 'ignored: batches of any size are read' },
    'value-decoder-class': { value: 'optional', about: 'ignored: values are printed as text' },
    'key-decoder-class': { value: 'optional', about: 'ignored: keys are printed as text' },
    'offsets-decoder': { about: 'read the records as those of __consumer_offsets' },
    'transaction-log-decoder': { about: 'read the records as those of __transaction_state' },
  },
  run: async (options, context) => {
    requireOptions(options, 'files')
    const problems: LogProblems = { mismatches: [], gaps: [] }
    for (const file of (options.value('files') ?? '').split(',')) {
      context.out(`Dumping ${file}\n`)
      await dump(file.trim(), options, context, problems)
    }
    for (const { file, indexed, found } of problems.mismatches)
      context.error(`Mismatches in :${file}\n  Index offset: ${indexed}, log offset: ${found}\n`)
    const files = [...new Set(problems.gaps.map(({ file }) => file))]
    for (const file of files) {
      context.error(`Non-consecutive offsets in ${file}\n`)
      // The tool lists the last one first.
      for (const gap of problems.gaps.filter((each) => each.file === file).reverse())
        context.error(`  ${gap.before} is followed by ${gap.after}\n`)
    }
    return 0
  },
})

async function dump(
  file: string,
  options: ParsedOptions,
  context: CommandContext,
  problems: LogProblems,
): Promise<void> {
  const found = await context.files.find(file)
  if (found.kind !== 'real') throw new CommandFailure(`${file}: no file of Kafka`)
  const decoder = DECODERS.find((name) => options.has(name))
  const print = options.has('print-data-log') || decoder !== undefined || CLASSES.some((name) => options.has(name))
  const input = { path: found.path, file, out: context.out, signal: context.signal, problems }
  switch (/\.[^.]*$/.exec(file)?.[0]) {
    case '.log':
      return dumpSegment(input, {
        texts: print ? recordTexts(decoder) : null,
        deep: print || options.has('deep-iteration'),
      })
    case '.index':
      return dumpIndex(input, options.has('index-sanity-check'), options.has('verify-index-only'))
    case '.timeindex':
      return dumpTimeIndex(input, options.has('index-sanity-check'), options.has('verify-index-only'))
    case '.txnindex':
      return dumpTransactionIndex(input)
    case '.snapshot':
      return dumpProducerSnapshot(input)
    default:
      context.error(`Ignoring unknown file ${file}\n`)
  }
}
