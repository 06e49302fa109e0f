import { decodeJson, encodeJson } from '../json'

const LOG_DIR_FAILURE_EVENT = 1

/** `/log_dir_event_notification/log_dir_event_N`: `{"version":1,"broker":1,"event":1}`; 1 = a log directory failed. */
export function encodeLogDirEvent(brokerId: number): Buffer {
  return encodeJson({ version: 1, broker: brokerId, event: LOG_DIR_FAILURE_EVENT })
}

/** The broker whose directory failed. */
export function decodeLogDirEvent(data: Buffer | null): number | undefined {
  const broker = decodeJson(data)?.broker
  return typeof broker === 'number' ? broker : undefined
}
