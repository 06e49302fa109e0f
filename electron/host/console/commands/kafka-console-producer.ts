import type { CompressionTypes, Message, Producer } from 'kafkajs'
import { type CommandContext, CommandFailure } from '../command'
import { realClient } from '../kafka/by-hand'
import { isTrue, keyValues } from '../kafka/key-values'
import { logLine } from '../kafka/log4j'
import { uncaught } from '../kafka/told-failure'
import { OptionFailure, type ParsedOptions } from '../options'
import { defineTool, requireOptions, UsageFailure } from '../tool'

/** Lines that came at once are sent at once; one typed by hand goes alone. */
const AT_ONCE = 500
const CODECS: Readonly<Record<string, CompressionTypes>> = { none: 0, gzip: 1, snappy: 2, lz4: 3, zstd: 4 }

export const kafkaConsoleProducer = defineTool({
  name: 'kafka-console-producer.sh',
  summary: 'write records: each line is one, until Ctrl-D',
  onBadOption: 'usage',
  options: {
    'bootstrap-server': { value: 'text', as: 'bootstrap', about: 'brokers to ask first: host:port, with commas' },
    'broker-list': { value: 'text', as: 'bootstrap', about: 'deprecated: the same' },
    topic: { value: 'text', as: 'topic', about: 'the topic' },
    'request-required-acks': { value: 'text', as: ['all', '1', '0'], about: '0, 1 or all (default 1)' },
    'request-timeout-ms': { value: 'number', about: 'how long a broker may take (default 1500)' },
    'compression-codec': { value: 'optional', as: Object.keys(CODECS), about: 'none, gzip, snappy, lz4 or zstd' },
    sync: { about: 'one record after the other' },
    property: {
      value: 'text',
      as: ['parse.key=true', 'key.separator=:', 'ignore.error=true'],
      about: 'parse.key=true, key.separator=:, ignore.error=true',
    },
    'producer-property': {
      value: 'text',
      as: ['acks=all'],
      about: 'a setting of the producer: acks, compression.type',
    },
    'producer.config': { value: 'text', as: 'file', about: 'settings of the producer; the console reads none of them' },
    'batch-size': { value: 'number', about: 'ignored' },
    'line-reader': { value: 'text', about: 'ignored: each line is a record' },
    'max-block-ms': { value: 'number', about: 'ignored' },
    'max-memory-bytes': { value: 'number', about: 'ignored' },
    'max-partition-memory-bytes': { value: 'number', about: 'ignored' },
    'message-send-max-retries': { value: 'number', about: 'how often a record is sent again (default 3)' },
    'metadata-expiry-ms': { value: 'number', about: 'ignored' },
    'retry-backoff-ms': { value: 'number', about: 'ignored' },
    'socket-buffer-size': { value: 'number', about: 'ignored' },
    timeout: { value: 'number', about: 'ignored: records are not held back' },
  },
  run: async (options, context) => {
    if (!options.has('bootstrap-server') && !options.has('broker-list'))
      throw new OptionFailure(
        'joptsimple.MissingRequiredOptionsException',
        'Missing required option(s) [bootstrap-server]',
      )
    requireOptions(options, 'topic')
    const bootstrap = options.value('bootstrap-server') ?? options.value('broker-list') ?? ''
    try {
      const kafka = await realClient(context, bootstrap, 'console-producer')
      const settings = settingsOf(options)
      const producer = kafka.producer({
        // Java's partitioner: the same key goes to the same partition as from any other client.
        createPartitioner: (await import('kafkajs')).Partitioners.DefaultPartitioner,
        retry: { retries: options.number('message-send-max-retries') ?? 3, initialRetryTime: 100 },
      })
      await producer.connect()
      try {
        await sendLines(producer, options.value('topic') ?? '', settings, context)
      } finally {
        await producer.disconnect().catch(() => undefined)
      }
      return 0
    } catch (failure) {
      throw uncaught(failure)
    }
  },
})

interface Settings {
  acks: number
  timeout: number
  compression: CompressionTypes
  parseKey: boolean
  keySeparator: string
  ignoreError: boolean
  atOnce: number
}

function settingsOf(options: ParsedOptions): Settings {
  const reader = keyValues(options.values('property'))
  const producer = keyValues(options.values('producer-property'))
  const acks = options.value('request-required-acks') ?? producer.get('acks') ?? '1'
  if (!/^(-1|0|1|all)$/.test(acks))
    throw new UsageFailure(`Invalid value ${acks} for configuration acks: String must be one of: all, -1, 0, 1`)
  const codec = options.has('compression-codec')
    ? (options.value('compression-codec') ?? 'gzip')
    : (producer.get('compression.type') ?? 'none')
  const compression = CODECS[codec]
  if (compression === undefined)
    throw new CommandFailure(`java.lang.IllegalArgumentException: Unknown compression name: ${codec}`)
  return {
    acks: acks === 'all' ? -1 : Number(acks),
    timeout: options.number('request-timeout-ms') ?? 1500,
    compression,
    parseKey: isTrue(reader.get('parse.key')),
    keySeparator: reader.get('key.separator') ?? '\t',
    ignoreError: isTrue(reader.get('ignore.error')),
    atOnce: options.has('sync') ? 1 : AT_ONCE,
  }
}

async function sendLines(
  producer: Producer,
  topic: string,
  settings: Settings,
  context: CommandContext,
): Promise<void> {
  const { input, signal, out } = context
  let pending: Message[] = []
  for (let number = 1; ; number++) {
    out('>')
    const line = await input.next(signal)
    if (line !== null) pending.push(messageOf(line, number, settings))
    if (pending.length > 0 && (line === null || pending.length >= settings.atOnce || !input.hasMore)) {
      const messages = pending
      pending = []
      await send(producer, topic, messages, settings, context)
    }
    if (line === null) return
  }
}

function messageOf(line: string, number: number, { parseKey, keySeparator, ignoreError }: Settings): Message {
  if (!parseKey) return { key: null, value: line }
  const at = line.indexOf(keySeparator)
  if (at >= 0) return { key: line.slice(0, at), value: line.slice(at + keySeparator.length) }
  if (ignoreError) return { key: null, value: line }
  throw new CommandFailure(`org.apache.kafka.common.KafkaException: No key found on line ${number}: ${line}`)
}

/** A record that could not be sent is told, as in Kafka, and the next one is tried. */
async function send(
  producer: Producer,
  topic: string,
  messages: Message[],
  { acks, timeout, compression }: Settings,
  { error }: CommandContext,
): Promise<void> {
  try {
    await producer.send({ topic, messages, acks, timeout, compression })
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure)
    for (const { key, value } of messages) {
      const size = (content: Message['value']) => (content === null ? 'null' : `${Buffer.byteLength(content)} bytes`)
      error(
        logLine(
          'ERROR',
          `Error when sending message to topic ${topic} with key: ${size(key ?? null)}, value: ${size(value)} with error: ${reason}`,
          'org.apache.kafka.clients.producer.internals.ErrorLoggingCallback',
        ),
      )
    }
  }
}
