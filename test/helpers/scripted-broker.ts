import { Reader } from '../../broker-core/bytes/reader'
import { Writer } from '../../broker-core/bytes/writer'
import type { ControlConnection } from '../../broker-core/controller/control-connection'
import type { Api } from '../../broker-core/protocol/api'
import type { LeaderAndIsrRequest } from '../../broker-core/protocol/messages/04-leader-and-isr'
import type { StopReplicaRequest } from '../../broker-core/protocol/messages/05-stop-replica'
import type { UpdateMetadataRequest } from '../../broker-core/protocol/messages/06-update-metadata'
import type { Message } from '../../broker-core/protocol/schema'
import { MetadataCache } from '../../broker-core/replication/metadata-cache'

/** A control request as it left the controller's encoder, decoded again. */
export type ReceivedRequest = { version: number; from: number } & (
  | { name: 'LeaderAndIsr'; body: LeaderAndIsrRequest }
  | { name: 'UpdateMetadata'; body: UpdateMetadataRequest }
  | { name: 'StopReplica'; body: StopReplicaRequest }
)

interface Waiter {
  matches: (request: ReceivedRequest) => boolean
  resolve: (request: ReceivedRequest) => void
}

/**
 * The receiving end of a controller's channel: every request goes through the wire schemas, is remembered, feeds a metadata cache and is
 * answered by the script. Stands for a whole broker where only the controller is under test.
 */
export class ScriptedBroker {
  readonly received: ReceivedRequest[] = []
  readonly metadata = new MetadataCache()
  /** Error code of one replica in LeaderAndIsr and StopReplica answers. */
  replicaError: (name: ReceivedRequest['name'], topic: string, partition: number) => number = () => 0
  private readonly waiters = new Set<Waiter>()
  private held: (() => void)[] | undefined

  constructor(readonly id: number) {}

  /** Requests stay unanswered until `release`, like those to a stopped process. */
  hold(): void {
    this.held ??= []
  }

  release(): void {
    const held = this.held ?? []
    this.held = undefined
    for (const go of held) go()
  }

  /** The first request, received already or later, that matches. */
  saw(matches: (request: ReceivedRequest) => boolean): Promise<ReceivedRequest> {
    const found = this.received.find(matches)
    if (found !== undefined) return Promise.resolve(found)
    return new Promise((resolve) => this.waiters.add({ matches, resolve }))
  }

  connect(): ControlConnection {
    let closed = false
    return {
      send: async (api, version, request) => {
        if (this.held !== undefined) await new Promise<void>((resolve) => this.held?.push(resolve))
        if (closed) throw new Error('closed')
        const body = throughWire(api.request, version, request)
        const answer = this.receive(api as unknown as Api, version, body)
        return throughWire(api.response, version, answer as never)
      },
      close: () => {
        closed = true
      },
    }
  }

  private receive(api: Api, version: number, body: unknown): unknown {
    const { controllerId } = body as { controllerId: number }
    const request = { name: api.name, version, from: controllerId, body } as ReceivedRequest
    this.received.push(request)
    if (request.name === 'UpdateMetadata') this.learn(request.body)
    for (const waiter of [...this.waiters]) {
      if (!waiter.matches(request)) continue
      this.waiters.delete(waiter)
      waiter.resolve(request)
    }
    return this.answer(request)
  }

  private learn({ controllerId, liveBrokers, topicStates }: UpdateMetadataRequest): void {
    this.metadata.update({
      controllerId,
      liveBrokers: liveBrokers.map(({ id, rack, endpoints }) => ({
        id,
        rack,
        endpoints: endpoints.map(({ listener, ...endpoint }) => ({ listenerName: listener, ...endpoint })),
      })),
      topicIds: new Map(topicStates.map(({ topicName, topicId }) => [topicName, topicId])),
      partitions: topicStates.flatMap(({ topicName, partitionStates }) =>
        partitionStates.map(({ partitionIndex, ...state }) => ({
          ...state,
          topic: topicName,
          partition: partitionIndex,
        })),
      ),
    })
  }

  private answer(request: ReceivedRequest): unknown {
    if (request.name === 'UpdateMetadata') return { errorCode: 0 }
    if (request.name === 'LeaderAndIsr' && request.version >= 5) return this.answerById(request.body)
    const partitionErrors = request.body.topicStates.flatMap(({ topicName, partitionStates }) =>
      partitionStates.map(({ partitionIndex }) => ({
        topicName,
        partitionIndex,
        errorCode: this.replicaError(request.name, topicName, partitionIndex),
      })),
    )
    return { errorCode: 0, partitionErrors, topics: [] }
  }

  private answerById({ topicStates }: LeaderAndIsrRequest): unknown {
    const topics = topicStates.map(({ topicName, topicId, partitionStates }) => ({
      topicId,
      partitionErrors: partitionStates.map(({ partitionIndex }) => ({
        partitionIndex,
        errorCode: this.replicaError('LeaderAndIsr', topicName, partitionIndex),
      })),
    }))
    return { errorCode: 0, partitionErrors: [], topics }
  }
}

function throughWire<Out, In>(message: Message<Out, In>, version: number, value: In): Out {
  const writer = new Writer()
  message.write(writer, version, value)
  return message.read(new Reader(Buffer.concat(writer.buffers())), version)
}

/** Partition entries of a request, whatever its kind, each with its topic. */
export function entriesOf(request: ReceivedRequest): Record<string, unknown>[] {
  const topics: { topicName: string; partitionStates: object[] }[] = request.body.topicStates
  return topics.flatMap(({ topicName, partitionStates }) =>
    partitionStates.map((entry) => ({ ...entry, topic: topicName })),
  )
}

/** A request of this kind with an entry that says all of `fields`. */
export function telling(name: ReceivedRequest['name'], fields: Record<string, unknown> = {}) {
  const says = (entry: Record<string, unknown>) =>
    Object.entries(fields).every(([key, value]) => JSON.stringify(entry[key]) === JSON.stringify(value))
  return (request: ReceivedRequest): boolean => request.name === name && entriesOf(request).some(says)
}
