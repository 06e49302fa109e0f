import {
  Consumer,
  type Message,
  MessagesStreamModes,
  Producer,
  stringDeserializers,
  stringSerializers,
} from '@platformatic/kafka'

export type StringConsumer = Consumer<string, string, string, string>
export type StringMessage = Message<string, string, string, string>

/** Clients of @platformatic/kafka, closed together: what was opened last first, streams before the consumers they belong to. */
export class PlatformaticClients {
  private readonly closing: (() => Promise<void>)[] = []

  constructor(private readonly bootstrap: string) {}

  base(clientId: string) {
    return { clientId, bootstrapBrokers: this.bootstrap.split(','), retries: 5, retryDelay: 200 }
  }

  producer(options: object = {}): Producer<string, string, string, string> {
    const made = new Producer({ ...this.base('producer'), serializers: stringSerializers, ...options })
    this.closing.push(async () => made.close(true))
    return made
  }

  consumer(groupId: string, options: object = {}): StringConsumer {
    const made: StringConsumer = new Consumer({
      ...{ ...this.base('consumer'), groupId, deserializers: stringDeserializers },
      ...{ sessionTimeout: 6_000, rebalanceTimeout: 6_000, heartbeatInterval: 300, maxWaitTime: 200 },
      ...options,
    })
    this.closing.push(async () => made.close(true))
    return made
  }

  async stream(from: StringConsumer, topics: string[], options: object = {}) {
    const stream = await from.consume({ topics, mode: MessagesStreamModes.EARLIEST, autocommit: false, ...options })
    this.closing.push(() => stream.close())
    return stream
  }

  /** The next messages of these topics; the stream stays open. */
  async read(from: StringConsumer, topics: string[], count: number, options: object = {}): Promise<StringMessage[]> {
    const stream = await this.stream(from, topics, options)
    const messages: StringMessage[] = []
    return new Promise((resolve, reject) => {
      stream.on('error', reject)
      stream.on('data', (message: StringMessage) => {
        if (messages.push(message) === count) resolve(messages)
      })
    })
  }

  async close(): Promise<void> {
    for (const close of this.closing.splice(0).reverse()) await close()
  }
}
