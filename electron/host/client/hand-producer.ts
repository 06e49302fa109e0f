import type { Producer } from 'kafkajs'
import { clientWords } from '../words/client-words'
import { errorText, failure } from '../words/wording'

const IDLE_MS = 30_000
/** A record with acks=all waits for a follower that a gate holds up. */
const HELD_PATIENCE_MS = 3_600_000
/**
 * Kafka's `request.timeout.ms` of a producer. Exercises let followers wait up to 25 s in a fetch, where a new partition's first fetch has to
 * wait too: a client that gave up before that would send the record again, and it would be there twice.
 */
export const PATIENCE_MS = 30_000
/** The client waits longer than the broker, to be told and not to guess. */
const CLIENT_MARGIN_MS = 20_000
/** A broker answers the requests of one connection one after the other: who must not wait for another's answer needs its own. */
const PRODUCERS_MAX = 16

export interface HandProduce {
  topic: string
  partition: number | null
  key: string | null
  value: string | null
  headers: Record<string, string>
  acks: -1 | 0 | 1
  count: number
}

export interface HandProduced {
  partition: number
  /** null with acks=0: no broker says it. */
  baseOffset: number | null
}

interface Connected {
  readonly producer: Producer
  /** The one topic it writes to: the client asks after every topic that it ever knew, and one that was deleted fails them all. */
  readonly topic: string
  readonly brokers: string
  readonly patienceMs: number
  busy: boolean
}

/** Records by hand through real clients (kafkajs), connected when first used and let go half a minute after the last answer. */
export class HandProducer {
  private readonly connected = new Set<Connected>()
  private idle: ReturnType<typeof setTimeout> | undefined

  /** `held`: gates stand in the lab, so that an answer may take as long as somebody thinks about the next step. */
  constructor(
    private readonly brokers: () => string[],
    private readonly held: () => boolean = () => false,
  ) {}

  async send(request: HandProduce): Promise<HandProduced> {
    const patienceMs = this.held() ? HELD_PATIENCE_MS : PATIENCE_MS
    const connected = await this.producer(request.topic, patienceMs)
    const messages = Array.from({ length: request.count }, () => ({
      key: request.key,
      value: request.value,
      headers: request.headers,
      ...(request.partition === null ? {} : { partition: request.partition }),
    }))
    try {
      const answer = await connected.producer.send({
        topic: request.topic,
        acks: request.acks,
        timeout: patienceMs,
        messages,
      })
      const first = answer[0]
      const offset = first?.baseOffset === undefined || request.acks === 0 ? null : Number(first.baseOffset)
      return { partition: first?.partition ?? request.partition ?? 0, baseOffset: offset }
    } catch (error) {
      throw failure('KAFKA_ERROR', clientWords.clientError, { about: request.topic, text: errorText(error) })
    } finally {
      connected.busy = false
      this.closeWhenIdle()
    }
  }

  async close(): Promise<void> {
    if (this.idle) clearTimeout(this.idle)
    const all = [...this.connected]
    this.connected.clear()
    await Promise.all(all.map(({ producer }) => disconnect(producer)))
  }

  private closeWhenIdle(): void {
    if (this.idle) clearTimeout(this.idle)
    if ([...this.connected].some(({ busy }) => busy)) return
    this.idle = setTimeout(() => void this.close(), IDLE_MS)
    this.idle.unref?.()
  }

  /** One that nobody waits at. */
  private async producer(topic: string, patienceMs: number): Promise<Connected> {
    const brokers = this.brokers()
    if (brokers.length === 0) throw failure('UNREACHABLE', clientWords.noBroker)
    const known = [...this.connected].find(
      (each) => !each.busy && each.topic === topic && each.brokers === brokers.join() && each.patienceMs === patienceMs,
    )
    if (known) {
      known.busy = true
      return known
    }
    await this.dropIdle((each) => each.brokers !== brokers.join() || this.connected.size >= PRODUCERS_MAX)
    if (this.connected.size >= PRODUCERS_MAX)
      throw failure('BAD_REQUEST', clientWords.tooManyWaiting, { count: PRODUCERS_MAX })
    const producer = await createProducer(brokers, patienceMs)
    const connected: Connected = { producer, topic, brokers: brokers.join(), patienceMs, busy: true }
    this.connected.add(connected)
    return connected
  }

  private async dropIdle(which: (each: Connected) => boolean): Promise<void> {
    for (const each of [...this.connected]) {
      if (each.busy || !which(each)) continue
      this.connected.delete(each)
      await disconnect(each.producer)
    }
  }
}

// A cluster that is gone cannot be taken leave of.
const disconnect = (producer: Producer): Promise<void> => producer.disconnect().catch(() => undefined)

async function createProducer(brokers: string[], patienceMs: number): Promise<Producer> {
  // Loaded when somebody first produces: a lab should open fast.
  const { Kafka, logLevel, Partitioners } = await import('kafkajs')
  const kafka = new Kafka({
    clientId: 'highwater-by-hand',
    brokers,
    logLevel: logLevel.NOTHING,
    requestTimeout: patienceMs + CLIENT_MARGIN_MS,
    retry: { retries: 2 },
  })
  const producer = kafka.producer({
    createPartitioner: Partitioners.DefaultPartitioner,
    allowAutoTopicCreation: false,
  })
  await producer.connect()
  return producer
}

export function produceCommand(bootstrap: string, request: HandProduce): string {
  const partition = request.partition === null ? '' : ` -p ${request.partition}`
  const key = request.key === null ? '' : ` -k ${JSON.stringify(request.key)}`
  const headers = Object.entries(request.headers).map(([name, value]) => ` -H ${JSON.stringify(`${name}=${value}`)}`)
  const acks = request.acks === -1 ? 'all' : request.acks
  return `kcat -b ${bootstrap} -P -t ${request.topic}${partition}${key}${headers.join('')} -X acks=${acks}`
}
