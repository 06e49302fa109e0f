import { setTimeout as sleep } from 'node:timers/promises'
import type { RawConnection } from '../helpers/raw-connection'
import { encodeBatch } from '../helpers/raw-records'
import { produce } from '../helpers/raw-requests'

/** Batches a second, and what is in one. */
export const PROBE_RATE = 400
export const PROBE_BYTES = 1000

/**
 * Produces one small batch after the other at a fixed pace, whether or not earlier ones are answered, until `until` resolves. Answers
 * the latencies in milliseconds, each from the moment at which its batch should have been sent: a stall is felt by all that wait in it.
 */
export async function probeLatencies(
  connection: RawConnection,
  topic: string,
  until: Promise<unknown>,
): Promise<number[]> {
  const batch = encodeBatch(['p'.repeat(PROBE_BYTES)])
  const latencies: number[] = []
  const answers: Promise<void>[] = []
  let isOver = false
  const over = until.finally(() => {
    isOver = true
  })
  const startMs = performance.now()
  for (let sent = 0; !isOver; sent++) {
    const dueMs = startMs + (sent * 1000) / PROBE_RATE
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    const answer = produce(connection, topic, 0, batch, { acks: 1, timeoutMs: 30_000 }).then(({ error }) => {
      if (error !== 0) throw new Error(`Produce to ${topic}: error ${error}`)
      latencies.push(performance.now() - dueMs)
    })
    // A failure is told where all are awaited.
    answer.catch(() => undefined)
    answers.push(answer)
  }
  await Promise.all(answers)
  await over
  return latencies
}

/** The value below which `share` (0 to 1) of all lie. Pure. */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) throw new Error('no values')
  const sorted = [...values].sort((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)]!
}
