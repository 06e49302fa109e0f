import { type CommandContext, CommandFailure } from '../command'
import { withCluster } from '../kafka/connect'
import { readAsMember } from '../kafka/group-reader'
import { isTrue, keyValues } from '../kafka/key-values'
import { logLine } from '../kafka/log4j'
import { partitionRecords } from '../kafka/partition-reader'
import { type ConsumedRecord, recordFormat } from '../kafka/record-format'
import { asToolError } from '../kafka/told-failure'
import type { ParsedOptions } from '../options'
import { defineTool, requireOptions, UsageFailure } from '../tool'

const CLASS = 'kafka.tools.ConsoleConsumer$'

export const kafkaConsoleConsumer = defineTool({
  name: 'kafka-console-consumer.sh',
  summary: 'read records as they come, until Ctrl-C',
  onBadOption: 'usage',
  options: {
    'bootstrap-server': { value: 'text', as: 'bootstrap', about: 'brokers to ask first: host:port, with commas' },
    topic: { value: 'text', as: 'topic', about: 'the topic' },
    whitelist: { value: 'text', about: 'an expression for several topics' },
    'from-beginning': { about: 'start with the first record where the group has no offset' },
    group: { value: 'text', as: 'group', about: 'join this group and commit what was read' },
    partition: { value: 'number', about: 'only this partition, in no group' },
    offset: { value: 'text', as: ['earliest', 'latest'], about: 'where to start in it: a number, earliest or latest' },
    'max-messages': { value: 'number', about: 'end after so many' },
    'timeout-ms': { value: 'number', about: 'end when nothing comes for so long' },
    property: {
      value: 'text',
      as: ['print.key=true', 'print.timestamp=true', 'print.partition=true', 'key.separator=:'],
      about: 'print.key, print.value, print.timestamp, print.partition =true, key.separator=:',
    },
    'consumer-property': { value: 'text', about: 'a setting of the consumer: group.id, auto.offset.reset, …' },
    'consumer.config': { value: 'text', as: 'file', about: 'settings of the consumer; the console reads none of them' },
    'isolation-level': {
      value: 'text',
      as: ['read_committed', 'read_uncommitted'],
      about: 'read_committed: no aborted records',
    },
    formatter: { value: 'text', about: 'ignored: the default format' },
    'key-deserializer': { value: 'text', about: 'ignored: text' },
    'value-deserializer': { value: 'text', about: 'ignored: text' },
    'skip-message-on-error': { about: 'ignored' },
    'enable-systest-events': { about: 'ignored' },
  },
  run: async (options, context) => {
    const wish = askedFor(options)
    const stop = new AbortController()
    const abort = () => stop.abort()
    context.signal.addEventListener('abort', abort)
    const count = new Count(wish, context, abort)
    try {
      if (wish.maxMessages !== 0) await read(wish, context, count, stop.signal)
    } catch (failure) {
      const error = asToolError(failure)
      const text =
        error?.text ??
        `org.apache.kafka.common.KafkaException: ${failure instanceof Error ? failure.message : String(failure)}`
      if (!context.signal.aborted)
        context.error(logLine('ERROR', `Error processing message, terminating consumer process: ${text}`, CLASS))
    } finally {
      context.signal.removeEventListener('abort', abort)
      count.close()
    }
    context.error(`Processed a total of ${count.total} messages\n`)
    return 0
  },
})

interface Wish {
  bootstrap: string
  topic: string | undefined
  whitelist: string | undefined
  partition: number | undefined
  offset: number
  fromBeginning: boolean
  group: string | undefined
  maxMessages: number
  timeoutMs: number
  readCommitted: boolean
  settings: ReadonlyMap<string, string>
  format(record: ConsumedRecord): string
}

function askedFor(options: ParsedOptions): Wish {
  if (options.has('topic') === options.has('whitelist'))
    throw new UsageFailure('Exactly one of whitelist/topic is required.')
  const partition = options.number('partition')
  const fromBeginning = options.has('from-beginning')
  if (partition !== undefined) {
    if (!options.has('topic')) throw new UsageFailure('The topic is required when partition is specified.')
    if (fromBeginning && options.has('offset'))
      throw new UsageFailure('Options from-beginning and offset cannot be specified together.')
  } else if (options.has('offset')) throw new UsageFailure('The partition is required when offset is specified.')
  const offset = offsetOf(options.value('offset'), fromBeginning)
  requireOptions(options, 'bootstrap-server')
  const settings = keyValues(options.values('consumer-property'))
  const groups = new Set([options.value('group'), settings.get('group.id')].filter((id) => id !== undefined))
  if (groups.size > 1)
    throw new UsageFailure(
      `The group ids provided in different places (directly using '--group', via '--consumer-property', or via '--consumer.config') do not match. Detected group ids: '${[...groups].join("', '")}'`,
    )
  const [group] = groups
  if (group !== undefined && partition !== undefined)
    throw new UsageFailure('Options group and partition cannot be specified together.')
  const reset = settings.get('auto.offset.reset')
  if (fromBeginning && reset !== undefined && reset !== 'earliest')
    throw new CommandFailure(
      `Can't simultaneously specify --from-beginning and 'auto.offset.reset=${reset}', please remove one option`,
    )
  return {
    bootstrap: options.value('bootstrap-server') ?? '',
    topic: options.value('topic'),
    whitelist: options.value('whitelist'),
    partition,
    offset,
    fromBeginning: fromBeginning || reset === 'earliest',
    group,
    maxMessages: options.number('max-messages') ?? -1,
    timeoutMs: options.number('timeout-ms') ?? -1,
    readCommitted: (options.value('isolation-level') ?? settings.get('isolation.level')) === 'read_committed',
    settings,
    format: recordFormat(keyValues(options.values('property'))),
  }
}

function offsetOf(text: string | undefined, fromBeginning: boolean): number {
  if (text === undefined) return fromBeginning ? -2 : -1
  const lower = text.toLowerCase()
  if (lower === 'earliest') return -2
  if (lower === 'latest') return -1
  if (/^\d+$/.test(text) && Number.isSafeInteger(Number(text))) return Number(text)
  throw new UsageFailure(
    `The provided offset value '${lower}' is incorrect. Valid values are 'earliest', 'latest', or a non-negative long.`,
  )
}

/** Prints what comes; ends when there were enough, or when nothing came for long. */
class Count {
  total = 0
  private quiet: ReturnType<typeof setTimeout> | undefined

  constructor(
    private readonly wish: Wish,
    private readonly context: CommandContext,
    private readonly enough: () => void,
  ) {
    this.wait()
  }

  /** false: that was the last one. */
  readonly take = (record: ConsumedRecord): boolean => {
    this.total++
    this.context.out(this.wish.format(record))
    this.wait()
    const more = this.wish.maxMessages < 0 || this.total < this.wish.maxMessages
    if (!more) this.enough()
    return more
  }

  close(): void {
    clearTimeout(this.quiet)
  }

  private wait(): void {
    clearTimeout(this.quiet)
    if (this.wish.timeoutMs < 0) return
    this.quiet = setTimeout(() => {
      const text = 'Error processing message, terminating consumer process: '
      this.context.error(`${logLine('ERROR', text, CLASS)}org.apache.kafka.common.errors.TimeoutException\n`)
      this.enough()
    }, this.wish.timeoutMs)
  }
}

async function read(wish: Wish, context: CommandContext, count: Count, signal: AbortSignal): Promise<void> {
  const { topic, partition } = wish
  if (topic !== undefined && partition !== undefined)
    return withCluster(context, wish.bootstrap, async (client) => {
      const from = { topic, partition, offset: wish.offset, readCommitted: wish.readCommitted }
      for await (const record of partitionRecords(client, from, signal)) if (!count.take(record)) return
    })
  const settings = wish.settings.get('enable.auto.commit')
  await readAsMember(
    context,
    {
      bootstrap: wish.bootstrap,
      groupId: wish.group ?? `console-consumer-${Math.floor(Math.random() * 100_000)}`,
      topics: [topic ?? new RegExp(`^(?:${wish.whitelist})$`)],
      fromBeginning: wish.fromBeginning,
      readCommitted: wish.readCommitted,
      commits: settings === undefined ? wish.group !== undefined : isTrue(settings),
      settings: wish.settings,
    },
    count.take,
    signal,
  )
}
