import { eventually } from './eventually'
import { ByteWriter } from './raw-bytes'
import type { RawClient } from './raw-client'
import type { RawConnection } from './raw-connection'
import { encodeBatch, type RawBatch, readBatches, readRecords } from './raw-records'
import { type FetchResult, fetch } from './raw-requests'

/** What a client waits out: COORDINATOR_LOAD_IN_PROGRESS, COORDINATOR_NOT_AVAILABLE, NOT_COORDINATOR, CONCURRENT_TRANSACTIONS. */
const TRANSIENT = [14, 15, 16, 51]
const READ_COMMITTED = 1

interface Partition {
  topic: string
  partition: number
}

/** FindCoordinator v1 for a transactional id: the coordinator's address. */
export async function transactionCoordinator(client: RawClient, transactionalId: string): Promise<string> {
  return eventually(async () => {
    const { brokers } = await client.metadata()
    const anyBroker = await client.to([...brokers.values()][0]!)
    const reader = await anyBroker.request(10, 1, new ByteWriter().string(transactionalId).i8(1).done())
    reader.i32()
    const error = reader.i16()
    reader.nullableString()
    reader.i32()
    if (error !== 0) throw new Error(`FindCoordinator of ${transactionalId}: error ${error}`)
    return `${reader.string()}:${reader.i32()}`
  }, 30_000)
}

/** A transactional producer that answers with the broker's error codes; only what every client waits out is waited out. */
export class RawTransactionalProducer {
  producerId = -1n
  producerEpoch = -1
  private readonly sequences = new Map<string, number>()

  constructor(
    private readonly client: RawClient,
    readonly transactionalId: string,
    private readonly timeoutMs = 60_000,
  ) {}

  /** InitProducerId v1. */
  async init(): Promise<number> {
    const body = new ByteWriter().string(this.transactionalId).i32(this.timeoutMs).done()
    const error = await this.ask(22, body, (reader) => {
      const code = reader.i16()
      if (code !== 0) return code
      this.producerId = reader.big()
      this.producerEpoch = reader.i16()
      return 0
    })
    if (error === 0) this.sequences.clear()
    return error
  }

  /** AddPartitionsToTxn v1: the first error, or 0. */
  add(partitions: readonly Partition[]): Promise<number> {
    return this.addEach(partitions).then((errors) => errors.find((error) => error !== 0) ?? 0)
  }

  /** AddPartitionsToTxn v1: the error of each. */
  async addEach(partitions: readonly Partition[]): Promise<number[]> {
    const body = this.producer().array(partitions, ({ topic, partition }, writer) => {
      writer.string(topic).array([partition], (index) => writer.i32(index))
    })
    let errors: number[] = []
    await this.ask(24, body.done(), (reader) => {
      const answered = reader.array((topic) => {
        const name = topic.string()
        return topic.array(() => ({ topic: name, partition: topic.i32(), error: topic.i16() }))
      })
      errors = partitions.map(
        ({ topic, partition }) =>
          answered.flat().find((one) => one.topic === topic && one.partition === partition)!.error,
      )
      return errors.find((error) => TRANSIENT.includes(error)) ?? 0
    })
    return errors
  }

  /** Produce v7 of one transactional batch: the error. */
  async write({ topic, partition }: Partition, values: readonly string[]): Promise<number> {
    const { producerId, producerEpoch, transactionalId } = this
    const name = `${topic}-${partition}`
    const baseSequence = this.sequences.get(name) ?? 0
    const batch = encodeBatch(values, { producerId, producerEpoch, baseSequence, transactional: true })
    const body = new ByteWriter().string(transactionalId).i16(-1).i32(5_000)
    body.array([topic], (each, writer) => {
      writer.string(each).array([partition], (index) => writer.i32(index).bytes(batch))
    })
    const leader = await this.client.leader(topic, partition)
    const reader = await leader.request(0, 7, body.done())
    const [errors] = reader.array((entry) => {
      entry.string()
      return entry.array(() => {
        entry.i32()
        const error = entry.i16()
        entry.slice(24)
        return error
      })
    })
    const error = errors![0]!
    if (error === 0) this.sequences.set(name, baseSequence + values.length)
    return error
  }

  /** EndTxn v1. */
  end(commit: boolean): Promise<number> {
    const body = this.producer().i8(commit ? 1 : 0)
    return this.ask(26, body.done(), (reader) => reader.i16())
  }

  /** One whole transaction; rejects at the first error. */
  async transaction(writes: readonly (Partition & { values: readonly string[] })[], commit: boolean): Promise<void> {
    const step = (name: string, error: number): void => {
      if (error !== 0) throw new Error(`${this.transactionalId}: ${name} was answered with error ${error}`)
    }
    step('AddPartitionsToTxn', await this.add(writes))
    for (const write of writes) step('Produce', await this.write(write, write.values))
    step('EndTxn', await this.end(commit))
  }

  private producer(): ByteWriter {
    return new ByteWriter().string(this.transactionalId).i64(this.producerId).i16(this.producerEpoch)
  }

  /** Version 1 of an API of the coordinator, wherever that is now. */
  private ask(
    apiKey: number,
    body: Buffer,
    errorIn: (reader: Awaited<ReturnType<RawConnection['request']>>) => number,
  ) {
    return eventually(async () => {
      const coordinator = await this.client.to(await transactionCoordinator(this.client, this.transactionalId))
      const reader = await coordinator.request(apiKey, 1, body, 30_000)
      reader.i32()
      const error = errorIn(reader)
      if (TRANSIENT.includes(error)) throw new Error(`API ${apiKey} of ${this.transactionalId}: error ${error}`)
      return error
    }, 30_000)
  }
}

/** The values a read_committed consumer shows, from the beginning to the last stable offset, filtered as clients do. */
export async function readCommitted(
  connection: RawConnection,
  { topic, partition }: Partition,
  maxBytes?: number,
): Promise<string[]> {
  const values: string[] = []
  for (let offset = 0; ; ) {
    const options = { committed: true, ...(maxBytes !== undefined && { maxBytes }) }
    const { error, aborted, records } = await fetch(connection, topic, partition, offset, options)
    const batches = [...readBatches(records)]
    if (error !== 0) throw new Error(`Fetch at ${offset}: error ${error}`)
    if (batches.length === 0) return values
    values.push(...visible(batches, aborted))
    offset = batches.at(-1)!.lastOffset + 1
  }
}

/** From each first offset on a producer's batches are aborted, until its abort marker. */
function visible(batches: readonly RawBatch[], aborted: FetchResult['aborted']): string[] {
  const upcoming = [...aborted].sort((a, b) => a.firstOffset - b.firstOffset)
  const abortedNow = new Set<bigint>()
  const values: string[] = []
  for (const batch of batches) {
    while (upcoming[0] !== undefined && upcoming[0].firstOffset <= batch.lastOffset) {
      abortedNow.add(upcoming.shift()!.producerId)
    }
    if (batch.control) {
      if (markerOf(batch) === 'abort') abortedNow.delete(batch.producerId)
    } else if (!batch.transactional || !abortedNow.has(batch.producerId)) {
      values.push(...readRecords(batch).map(({ value }) => value ?? ''))
    }
  }
  return values
}

/** Which marker a control batch is: the key's second number says it. */
export function markerOf(batch: RawBatch): 'abort' | 'commit' {
  const [record] = readRecords(batch)
  return Buffer.from(record?.key ?? '').at(-1) === 1 ? 'commit' : 'abort'
}

/** ListOffsets v4 of the latest offset, as consumers of both kinds see it. */
export async function latestOffset(
  connection: RawConnection,
  { topic, partition }: Partition,
  isolation: 'read_committed' | 'read_uncommitted',
): Promise<number> {
  const body = new ByteWriter().i32(-1).i8(isolation === 'read_committed' ? READ_COMMITTED : 0)
  body.array([topic], (name, writer) => {
    writer.string(name).array([partition], (index) => writer.i32(index).i32(-1).i64(-1))
  })
  const reader = await connection.request(2, 4, body.done())
  reader.i32()
  const [answered] = reader.array((entry) => {
    entry.string()
    return entry.array(() => {
      entry.i32()
      const error = entry.i16()
      if (error !== 0) throw new Error(`ListOffsets of ${topic}-${partition}: error ${error}`)
      entry.i64()
      const offset = entry.i64()
      entry.i32()
      return offset
    })
  })
  return answered![0]!
}
