import { BrokerConnectionError } from '../../../broker-core/network/broker-connection-error'
import { InterBrokerClient } from '../../../broker-core/network/inter-broker-client'
import type { Api } from '../../../broker-core/protocol/api'
import { type MetadataResponse, metadata } from '../../../broker-core/protocol/messages/03-metadata'
import { clientWords } from '../words/client-words'
import { names } from '../words/names'
import { failure } from '../words/wording'
import { kafkaFailure } from './kafka-failure'
import { clientRuntime } from './node-runtime'

export interface Endpoint {
  id: number
  host: string
  port: number
}

/** Versions a Kafka 2.6 broker serves, so that the same questions reach an Apache broker of that level. */
const METADATA_VERSION = 9
const TIMEOUT_MS = 10_000

/** The lab's own questions to the brokers, over the wire like everybody's. One connection a broker, made when first needed. */
export class ClusterClient {
  private readonly clients = new Map<number, InterBrokerClient>()
  private readonly ports = new Map<number, number>()

  /** `reachable`: the brokers that are up now. `clientId`: who asks, as brokers and tools show it. */
  constructor(
    readonly reachable: () => Endpoint[],
    private readonly clientId = 'highwater-lab',
  ) {}

  /** Asks the brokers one after the other until one answers. */
  async any<Request, Input, Response, ResponseInput>(
    api: Api<Request, Input, Response, ResponseInput>,
    version: number,
    request: Input,
  ): Promise<Response> {
    let lost: unknown
    for (const endpoint of this.reachable()) {
      try {
        return await this.to(endpoint, api, version, request)
      } catch (error) {
        lost = error
        // Only what was surely not done is asked of the next broker.
        if (!(error instanceof BrokerConnectionError) || error.failure !== 'notConnected') break
      }
    }
    throw lost ? unreachable(lost) : failure('UNREACHABLE', clientWords.noBroker)
  }

  async broker<Request, Input, Response, ResponseInput>(
    id: number,
    api: Api<Request, Input, Response, ResponseInput>,
    version: number,
    request: Input,
  ): Promise<Response> {
    const endpoint = await this.endpoint(id)
    try {
      return await this.to(endpoint, api, version, request)
    } catch (error) {
      throw unreachable(error)
    }
  }

  async controller<Request, Input, Response, ResponseInput>(
    api: Api<Request, Input, Response, ResponseInput>,
    version: number,
    request: Input,
  ): Promise<Response> {
    const { controllerId } = await this.metadata([])
    if (controllerId < 0) throw failure('UNREACHABLE', clientWords.noController)
    return this.broker(controllerId, api, version, request)
  }

  /** null: all topics. */
  metadata(topics: string[] | null): Promise<MetadataResponse> {
    return this.any(metadata, METADATA_VERSION, {
      topics: topics?.map((name) => ({ name })) ?? null,
      allowAutoTopicCreation: false,
      includeClusterAuthorizedOperations: false,
      includeTopicAuthorizedOperations: false,
    })
  }

  async leader(topic: string, partition: number): Promise<number> {
    const found = (await this.metadata([topic])).topics[0]
    if (found?.errorCode !== 0) throw kafkaFailure(found?.errorCode ?? 3, null, names.topic(topic))
    const { leaderId } = found.partitions.find(({ partitionIndex }) => partitionIndex === partition) ?? {}
    if (leaderId === undefined)
      throw failure('NOT_FOUND', clientWords.noPartition, { topic, count: found.partitions.length, partition })
    if (leaderId < 0) throw failure('UNREACHABLE', clientWords.noLeader, { name: `${topic}-${partition}` })
    return leaderId
  }

  /** A broker of this lab, or one that is none of its processes: the cluster may be larger than the lab. */
  private async endpoint(id: number): Promise<Endpoint> {
    const own = this.reachable().find((candidate) => candidate.id === id)
    if (own) return own
    const told = (await this.metadata([])).brokers.find(({ nodeId }) => nodeId === id)
    if (!told) throw failure('UNREACHABLE', clientWords.brokerDown, { id })
    return { id, host: told.host, port: told.port }
  }

  async close(): Promise<void> {
    for (const client of this.clients.values()) client.close()
    this.clients.clear()
  }

  private to<Request, Input, Response, ResponseInput>(
    { id, host, port }: Endpoint,
    api: Api<Request, Input, Response, ResponseInput>,
    version: number,
    request: Input,
  ): Promise<Response> {
    let client = this.clients.get(id)
    if (client && this.ports.get(id) !== port) {
      client.close()
      client = undefined
    }
    client ??= new InterBrokerClient({
      runtime: clientRuntime,
      host,
      port,
      name: `broker ${id}`,
      clientId: this.clientId,
      requestTimeoutMs: TIMEOUT_MS,
      responseSizeMax: 64 * 1024 * 1024,
    })
    this.clients.set(id, client)
    this.ports.set(id, port)
    return client.send(api, version, request)
  }
}

function unreachable(error: unknown): unknown {
  if (!(error instanceof BrokerConnectionError)) return error
  return failure(error.failure === 'timedOut' ? 'TIMED_OUT' : 'UNREACHABLE', clientWords[error.failure], {
    text: error.message,
  })
}
