import { describe, expect, it } from 'vitest'
import { ReconnectBackoff } from '../../../broker-core/network/reconnect-backoff'

/** The middle of the jitter. */
const random = {
  integer: (exclusiveMax: number) => Math.floor(exclusiveMax / 2),
  bytes: (count: number) => Buffer.alloc(count),
}

describe('ReconnectBackoff', () => {
  it('waits twice as long after each failure, up to the maximum, and starts over after a success', () => {
    const backoff = new ReconnectBackoff(random, 50, 300)
    expect(backoff.waitMs(0)).toBe(0)
    const waits = Array.from({ length: 5 }, () => {
      backoff.failed(1000)
      return backoff.waitMs(1000)
    })
    expect(waits).toEqual([50, 100, 200, 300, 300])
    backoff.succeeded()
    backoff.tried(2000)
    expect(backoff.waitMs(2000)).toBe(50)
    expect(backoff.waitMs(2050)).toBe(0)
  })
})
