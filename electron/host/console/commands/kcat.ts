import { type Command, type CommandContext, CommandFailure } from '../command'
import { realClient } from '../kafka/by-hand'
import { withCluster } from '../kafka/connect'
import { partitionRecords } from '../kafka/partition-reader'
import { asToolError } from '../kafka/told-failure'
import { listedOffsets } from '../kafka/topic-offsets'

const TAKES_VALUE = /^-[btpkHXoc]$/
const FLAGS = ['-P', '-C', '-e', '-q']

/** The lines that the pages' buttons show for records, as kcat takes them; nothing more of it. */
export const kcat: Command = {
  name: 'kcat',
  summary: 'write (-P) or read (-C) records of one partition, as the buttons show it',
  options: {
    '-P': null,
    '-C': null,
    '-b': 'bootstrap',
    '-t': 'topic',
    '-p': [],
    '-o': [],
    '-c': [],
    '-k': [],
    '-e': null,
  },
  run: async (context) => {
    const given = options(context.args)
    const bootstrap = given.get('-b')?.[0]
    const topic = given.get('-t')?.[0]
    if (bootstrap === undefined || topic === undefined || given.has('-P') === given.has('-C'))
      throw new CommandFailure(
        '% ERROR: as in: kcat -b localhost:9092 -C -t topic -p 0 -o 0 -c 10 -e, or -P with lines to write',
      )
    try {
      await (given.has('-P') ? produce(context, bootstrap, topic, given) : consume(context, bootstrap, topic, given))
      return 0
    } catch (failure) {
      const error = asToolError(failure)
      throw error ? new CommandFailure(`% ERROR: ${error.message}`) : failure
    }
  },
}

type Given = ReadonlyMap<string, string[]>

function options(args: readonly string[]): Given {
  const given = new Map<string, string[]>()
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!
    if (FLAGS.includes(word)) given.set(word, [])
    else if (TAKES_VALUE.test(word) && at + 1 < args.length) given.set(word, [...(given.get(word) ?? []), args[++at]!])
    else
      throw new CommandFailure(
        `% ERROR: ${word} is not understood here; there are ${FLAGS.join(' ')} -b -t -p -k -H -X -o -c`,
      )
  }
  return given
}

async function produce(context: CommandContext, bootstrap: string, topic: string, given: Given): Promise<void> {
  const kafka = await realClient(context, bootstrap, 'kcat')
  const producer = kafka.producer({ createPartitioner: (await import('kafkajs')).Partitioners.DefaultPartitioner })
  const acks =
    given
      .get('-X')
      ?.find((pair) => pair.startsWith('acks='))
      ?.slice(5) ?? 'all'
  const headers = Object.fromEntries((given.get('-H') ?? []).map((pair) => pair.split(/=(.*)/s).slice(0, 2)))
  const partition = given.get('-p')?.[0]
  await producer.connect()
  try {
    for (;;) {
      const line = await context.input.next(context.signal)
      if (line === null) return
      const message = {
        key: given.get('-k')?.[0] ?? null,
        value: line,
        headers,
        ...(partition === undefined ? {} : { partition: Number(partition) }),
      }
      await producer.send({ topic, acks: acks === 'all' ? -1 : Number(acks), messages: [message] })
    }
  } finally {
    await producer.disconnect().catch(() => undefined)
  }
}

async function consume(context: CommandContext, bootstrap: string, topic: string, given: Given): Promise<void> {
  const partition = Number(given.get('-p')?.[0] ?? 0)
  const count = Number(given.get('-c')?.[0] ?? Number.POSITIVE_INFINITY)
  const from = given.get('-o')?.[0] ?? 'end'
  await withCluster(context, bootstrap, async (client) => {
    const end = (await listedOffsets(client, [{ topic, partition }], -1))[0]?.offset ?? 0
    const start = (await listedOffsets(client, [{ topic, partition }], -2))[0]?.offset ?? 0
    const named = { beginning: start, end }[from] ?? Number(from)
    if (!Number.isInteger(named)) throw new CommandFailure(`% ERROR: ${from}: an offset, -COUNT, beginning or end`)
    const offset = Math.max(start, named < 0 ? end + named : named)
    if (given.has('-e') && offset >= end) return
    let read = 0
    for await (const { value, offset: at } of partitionRecords(
      client,
      { topic, partition, offset, readCommitted: false },
      context.signal,
    )) {
      context.out(`${value?.toString('utf8') ?? ''}\n`)
      if (++read >= count || (given.has('-e') && at + 1 >= end)) return
    }
  })
}
