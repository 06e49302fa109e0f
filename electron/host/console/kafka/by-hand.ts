import type { Kafka } from 'kafkajs'
import { plugCodecs } from '../../client/kafkajs-codecs'
import type { CommandContext } from '../command'
import { bootstrapBrokers } from './connect'
import { KafkaToolError } from './kafka-error'
import { logLine } from './log4j'

/** A real client (kafkajs) for the console's producer and consumer. Where no named broker runs it says so at once. */
export async function realClient(context: CommandContext, bootstrap: string, clientId: string): Promise<Kafka> {
  const named = bootstrapBrokers(context.lab, context.brokerId, bootstrap)
  const serving = named.filter((broker) => broker.serving)
  if (serving.length === 0) {
    for (const [at, { host, port }] of named.entries())
      context.error(
        logLine(
          'WARN',
          `[${clientId}] Connection to node ${-1 - at} (${host}/${host}:${port}) could not be established. Broker may not be available.`,
          'org.apache.kafka.clients.NetworkClient',
        ),
      )
    throw new KafkaToolError('TimeoutException', 'no broker of --bootstrap-server is running; start one first')
  }
  // Loaded when first used: a lab should open fast.
  const { Kafka, logLevel } = await import('kafkajs')
  await plugCodecs()
  return new Kafka({
    clientId,
    brokers: serving.map(({ host, port }) => `${host}:${port}`),
    logLevel: logLevel.NOTHING,
    connectionTimeout: 3000,
    retry: { retries: 8, initialRetryTime: 100, maxRetryTime: 1000 },
  })
}
