import { LabError } from '../../api/errors'
import { CommandFailure } from '../command'
import { KafkaToolError } from './kafka-error'

/** A failure of the lab's client as the tools' client would have it. */
export function asToolError(failure: unknown): KafkaToolError | undefined {
  if (failure instanceof KafkaToolError) return failure
  if (!(failure instanceof LabError)) return undefined
  return new KafkaToolError(failure.code === 'TIMED_OUT' ? 'TimeoutException' : 'KafkaException', failure.message)
}

/** What tools do that catch nothing: an exception of the JVM. */
export function uncaught(failure: unknown): unknown {
  const error = asToolError(failure)
  return error ? new CommandFailure(`Exception in thread "main" ${error.text}`) : failure
}
