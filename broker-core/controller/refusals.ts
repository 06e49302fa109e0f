import { ErrorCode } from '../protocol/error-codes'
import type { ControllerEvent } from './events'

/** Answers whoever waits for an event that is not, or not fully, handled. Answering twice does nothing. */
export function refuse(event: ControllerEvent, code: number = ErrorCode.NOT_CONTROLLER): void {
  const error = { code, message: null }
  switch (event.kind) {
    case 'controlledShutdown':
      // What Kafka's ControllerMovedException becomes: the broker looks for the controller again.
      event.answer({ errorCode: code === ErrorCode.NOT_CONTROLLER ? ErrorCode.STALE_CONTROLLER_EPOCH : code })
      break
    case 'electLeaders':
      event.answer((event.partitions ?? []).map(({ topic, partition }) => ({ topic, partition, error, leader: -1 })))
      break
    case 'alterReassignments':
      event.answer({ error, outcomes: [] })
      break
    case 'listReassignments':
      event.answer({ error, reassignments: [] })
      break
    default:
  }
}
