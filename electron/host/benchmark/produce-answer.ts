import { Reader } from '../../../broker-core/bytes/reader'
import { errorName } from '../../../broker-core/protocol/error-codes'
import { readResponseHeader } from '../../../broker-core/protocol/header'
import { produce } from '../../../broker-core/protocol/messages/00-produce'
import { PRODUCE_VERSION } from './batch-pool'

/** What is wrong with an answer to a Produce request; null: the records are acknowledged. */
export function produceProblem(frame: Buffer, correlationId: number): string | null {
  const reader = new Reader(frame)
  const answered = readResponseHeader(reader, 0)
  if (answered !== correlationId) return `answer ${answered} where ${correlationId} was due`
  const { responses } = produce.response.read(reader, PRODUCE_VERSION)
  const code = responses[0]?.partitionResponses[0]?.errorCode
  if (code === undefined) return 'an answer without a partition'
  return code === 0 ? null : `the broker refused records: ${errorName(code)}`
}
