import {
  decodeConsumerOffsetsKey,
  decodeGroupValue,
  decodeOffsetValue,
} from '../../../../broker-core/internal-topics/consumer-offsets-records'
import {
  decodeTransactionStateKey,
  decodeTransactionStateValue,
} from '../../../../broker-core/internal-topics/transaction-state-records'
import { assignedPartitions } from '../../client/consumer-protocol'
import { CommandFailure } from '../command'
import { shownText } from '../shown-text'

/** Key and value of a record as dump-log prints them; null: not there. */
export type RecordTexts = (key: Buffer | null, value: Buffer | null) => { key: string | null; payload: string | null }

const DELETE = '<DELETE>'

export function recordTexts(decoder: 'offsets-decoder' | 'transaction-log-decoder' | undefined): RecordTexts {
  if (decoder === 'offsets-decoder') return offsetsTexts
  if (decoder === 'transaction-log-decoder') return transactionTexts
  return (key, value) => ({ key: key && shownText(key), payload: value && shownText(value) })
}

const offsetsTexts: RecordTexts = (key, value) => {
  const about = key && decoded(() => decodeConsumerOffsetsKey(key))
  if (!about)
    throw new CommandFailure(
      'Exception in thread "main" org.apache.kafka.common.KafkaException: Failed to decode message using offset topic decoder (message had an invalid key)',
    )
  if (about.kind === 'group')
    return { key: `group_metadata::group=${about.group}`, payload: value === null ? DELETE : groupText(value) }
  const name = `offset_commit::group=${about.group},partition=${about.topic}-${about.partition}`
  if (value === null) return { key: name, payload: DELETE }
  const { offset, metadata } = decodeOffsetValue(value)
  return { key: name, payload: metadata === '' ? `offset=${offset}` : `offset=${offset},metadata=${metadata}` }
}

function groupText(value: Buffer): string {
  const { protocolType, protocol, generation, members } = decodeGroupValue(value)
  const assignment = members.map(({ memberId, assignment }) => {
    const partitions = assignedPartitions(assignment).flatMap(({ topic, partitions }) =>
      partitions.map((partition) => `${topic}-${partition}`),
    )
    return `${memberId}=${protocolType === 'consumer' ? `[${partitions.join(', ')}]` : assignment.toString('hex').toUpperCase()}`
  })
  return JSON.stringify({ protocolType, protocol, generationId: generation, assignment: `{${assignment.join(',')}}` })
}

const transactionTexts: RecordTexts = (key, value) => {
  const id = key && decoded(() => decodeTransactionStateKey(key))
  if (id === null || id === undefined)
    throw new CommandFailure(
      'Exception in thread "main" java.lang.IllegalStateException: this is no record of __transaction_state',
    )
  const name = `transaction_metadata::transactionalId=${id}`
  if (value === null) return { key: name, payload: DELETE }
  const state = decodeTransactionStateValue(value)
  const partitions = state.partitions.map(({ topic, partition }) => `${topic}-${partition}`).join(',')
  return {
    key: name,
    payload:
      `producerId:${state.producerId},producerEpoch:${state.producerEpoch},state=${state.state},partitions=[${partitions}],` +
      `txnLastUpdateTimestamp=${state.lastUpdateMs},txnTimeoutMs=${state.transactionTimeoutMs}`,
  }
}

function decoded<Value>(read: () => Value): Value | undefined {
  try {
    return read()
  } catch {
    // Said by whoever asked.
    return undefined
  }
}
