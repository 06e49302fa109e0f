/** Requests on their way for each partition when no rate is given: Kafka's max.in.flight.requests.per.connection. */
export const IN_FLIGHT_PER_PARTITION = 5
/** With a rate requests pile up while brokers are slow; more than this they wait here, and their latency goes on counting. */
export const UNSENT_BYTES_MAX = 64 * 1024 * 1024

export interface SendState {
  /** Records of all requests sent so far: the next one is due when the rate has come to them. */
  recordsSent: number
  /** Since the load began, milliseconds. */
  elapsedMs: number
  outstandingRequests: number
  outstandingBytes: number
  partitions: number
  rate: number | null
}

/** When the next request is due, milliseconds since the load began; without a rate, now. */
export function dueMs({ recordsSent, rate, elapsedMs }: SendState): number {
  return rate === null ? elapsedMs : (recordsSent / rate) * 1000
}

/** Whether the next request may go out now. */
export function maySend(state: SendState): boolean {
  if (state.outstandingBytes > UNSENT_BYTES_MAX) return false
  if (state.rate === null) return state.outstandingRequests < IN_FLIGHT_PER_PARTITION * state.partitions
  return dueMs(state) <= state.elapsedMs
}

export interface EndState {
  elapsedMs: number
  durationMs: number | null
  records: number | null
  recordsSent: number
  stopped: boolean
}

/** No request goes out any more; those on their way are waited for. */
export function isSent({ elapsedMs, durationMs, records, recordsSent, stopped }: EndState): boolean {
  return stopped || (durationMs !== null && elapsedMs >= durationMs) || (records !== null && recordsSent >= records)
}
