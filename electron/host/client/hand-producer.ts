import type { Producer } from 'kafkajs'
import { LabError } from '../api/errors'

const IDLE_MS = 30_000

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

/** Records by hand through a real client (kafkajs), connected when first used and let go after half a minute. */
export class HandProducer {
  private connected: { producer: Producer; brokers: string } | undefined
  private idle: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly brokers: () => string[]) {}

  async send(request: HandProduce): Promise<HandProduced> {
    const producer = await this.producer()
    const messages = Array.from({ length: request.count }, () => ({
      key: request.key,
      value: request.value,
      headers: request.headers,
      ...(request.partition === null ? {} : { partition: request.partition }),
    }))
    try {
      const answer = await producer.send({
        topic: request.topic,
        acks: request.acks,
        timeout: 10_000,
        messages,
      })
      const first = answer[0]
      const offset = first?.baseOffset === undefined || request.acks === 0 ? null : Number(first.baseOffset)
      return { partition: first?.partition ?? request.partition ?? 0, baseOffset: offset }
    } catch (error) {
      throw new LabError('KAFKA_ERROR', `${request.topic}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async close(): Promise<void> {
    if (this.idle) clearTimeout(this.idle)
    const { connected } = this
    this.connected = undefined
    // A cluster that is gone cannot be taken leave of.
    await connected?.producer.disconnect().catch(() => undefined)
  }

  private async producer(): Promise<Producer> {
    const brokers = this.brokers()
    if (brokers.length === 0) throw new LabError('UNREACHABLE', 'no broker is running; start one first')
    if (this.idle) clearTimeout(this.idle)
    this.idle = setTimeout(() => void this.close(), IDLE_MS)
    this.idle.unref?.()
    if (this.connected?.brokers === brokers.join()) return this.connected.producer
    await this.connected?.producer.disconnect().catch(() => undefined)
    // Loaded when somebody first produces: a lab should open fast.
    const { Kafka, logLevel, Partitioners } = await import('kafkajs')
    const kafka = new Kafka({
      clientId: 'highwater-by-hand',
      brokers,
      logLevel: logLevel.NOTHING,
      retry: { retries: 2 },
    })
    const producer = kafka.producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
    })
    await producer.connect()
    this.connected = { producer, brokers: brokers.join() }
    return producer
  }
}

export function produceCommand(bootstrap: string, request: HandProduce): string {
  const partition = request.partition === null ? '' : ` -p ${request.partition}`
  const key = request.key === null ? '' : ` -k ${JSON.stringify(request.key)}`
  const headers = Object.entries(request.headers).map(([name, value]) => ` -H ${JSON.stringify(`${name}=${value}`)}`)
  const acks = request.acks === -1 ? 'all' : request.acks
  return `kcat -b ${bootstrap} -P -t ${request.topic}${partition}${key}${headers.join('')} -X acks=${acks}`
}
