import { type OffsetOf, offsetErrors, offsetFields } from './group-requests'
import { ByteReader, ByteWriter } from './raw-bytes'
import type { RawClient } from './raw-client'
import type { RawConnection } from './raw-connection'
import { readBinaryRecords } from './raw-records'

/** How offsets become part of a transaction, and what its coordinator writes down. Errors are answered as codes. */

export const TRANSACTION_TOPIC = '__transaction_state'

/** As InitProducerId gave it. */
export interface TransactionalProducer {
  transactionalId: string
  producerId: bigint
  producerEpoch: number
}

const producerFields = ({ transactionalId, producerId, producerEpoch }: TransactionalProducer) =>
  new ByteWriter().string(transactionalId).i64(producerId).i16(producerEpoch)

/** AddOffsetsToTxn v1; answers the error code. */
export async function addOffsetsToTxn(
  connection: RawConnection,
  producer: TransactionalProducer,
  group: string,
): Promise<number> {
  const reader = await connection.request(25, 1, producerFields(producer).string(group).done())
  reader.i32()
  return reader.i16()
}

/** TxnOffsetCommit v2, to the group's coordinator; answers one error code for each, in order. */
export async function txnOffsetCommit(
  connection: RawConnection,
  producer: TransactionalProducer,
  group: string,
  offsets: readonly OffsetOf[],
): Promise<number[]> {
  const { transactionalId, producerId, producerEpoch } = producer
  const body = new ByteWriter().string(transactionalId).string(group).i64(producerId).i16(producerEpoch)
  const reader = await connection.request(
    28,
    2,
    offsetFields(body, offsets, (writer) => writer.i32(-1).string('')).done(),
  )
  reader.i32()
  return offsetErrors(reader, offsets)
}

export const TRANSACTION_STATES = [
  'Empty',
  'Ongoing',
  'PrepareCommit',
  'PrepareAbort',
  'CompleteCommit',
  'CompleteAbort',
  'Dead',
  'PrepareEpochFence',
] as const
export type TransactionState = (typeof TRANSACTION_STATES)[number]

/** The last state of each transactional id that a partition of `__transaction_state` holds, as a consumer may see it. */
export async function transactionStates(client: RawClient, partition: number): Promise<Map<string, TransactionState>> {
  const states = new Map<string, TransactionState>()
  for (const batch of await client.readBatches(TRANSACTION_TOPIC, partition)) {
    if (batch.control) continue
    for (const { key, value } of readBinaryRecords(batch)) {
      const name = new ByteReader(key!, 2).string()
      if (value === null) states.delete(name)
      // Version 2 bytes, producer id 8, epoch 2, timeout 4.
      else states.set(name, TRANSACTION_STATES[value.readInt8(16)]!)
    }
  }
  return states
}

/** Where Kafka keeps a group or a transactional id: the absolute value of Java's String.hashCode, modulo the partition count. */
export function internalPartition(key: string, partitionCount: number): number {
  let hash = 0
  for (let index = 0; index < key.length; index++) hash = (Math.imul(hash, 31) + key.charCodeAt(index)) | 0
  return Math.abs(hash === -(2 ** 31) ? 0 : hash) % partitionCount
}
