import { type Consumer, Kafka, logLevel } from 'kafkajs'
import type { OffsetLedger } from './offset-ledger'

const RESTART_MS = 500

/** A member as an application has it: kafkajs, every batch committed when it is done. */
export class KafkajsMember {
  private readonly consumer: Consumer
  private isStopped = false

  constructor(
    addresses: readonly string[],
    private readonly topic: string,
    private readonly ledger: OffsetLedger,
  ) {
    const kafka = new Kafka({
      brokers: [...addresses],
      logLevel: logLevel.NOTHING,
      connectionTimeout: 1_000,
      requestTimeout: 3_000,
      retry: { retries: 1_000, initialRetryTime: 50, maxRetryTime: 500, restartOnFailure: async () => true },
    })
    this.consumer = kafka.consumer({
      groupId: ledger.group,
      sessionTimeout: 6_000,
      rebalanceTimeout: 6_000,
      heartbeatInterval: 200,
      maxWaitTimeInMs: 50,
      allowAutoTopicCreation: false,
    })
    const { CRASH } = this.consumer.events
    this.consumer.on(CRASH, ({ payload: { error, restart } }) => {
      ledger.lastProblem = `kafkajs ended: ${error.message}`
      // It begins again by itself only after what it takes for passing; a broker it does not know by now is none of these.
      if (!restart) void this.startAgain()
    })
  }

  async start(): Promise<void> {
    const { consumer, ledger, topic } = this
    await consumer.connect()
    await consumer.subscribe({ topic, fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch: { partition, messages }, isRunning, isStale }) => {
        if (!isRunning() || isStale()) return
        for (const { offset } of messages) ledger.delivered[partition]!.add(Number(offset))
        const offset = Number(messages.at(-1)!.offset) + 1
        ledger.try(partition, offset)
        await consumer.commitOffsets([{ topic, partition, offset: String(offset) }])
        ledger.acknowledge(partition, offset)
      },
    })
  }

  /** Until it is in: who waits for its progress says what kept it out. A broker that comes back may still close the connection it tries. */
  private async startAgain(): Promise<void> {
    while (!this.isStopped) {
      try {
        await this.consumer.disconnect()
        await this.start()
        return
      } catch (error) {
        this.ledger.lastProblem = `kafkajs does not start: ${(error as Error).message}`
        await new Promise((resolve) => setTimeout(resolve, RESTART_MS))
      }
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true
    await this.consumer.disconnect()
  }
}
