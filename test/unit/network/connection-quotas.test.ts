import { describe, expect, it } from 'vitest'
import { ConnectionQuotas } from '../../../broker-core/network/connection-quotas'

describe('ConnectionQuotas', () => {
  it('counts by address and in all, and lets an override speak first', () => {
    const quotas = new ConnectionQuotas(() => ({
      connectionsMax: 4,
      connectionsPerAddressMax: 2,
      perAddressOverrides: new Map([['10.0.0.9', 0]]),
    }))
    expect(quotas.acquire('10.0.0.9')).toContain('max.connections.per.ip')
    expect(quotas.acquire('10.0.0.1')).toBeUndefined()
    expect(quotas.acquire('10.0.0.1')).toBeUndefined()
    expect(quotas.acquire('10.0.0.1')).toContain('max.connections.per.ip')
    expect(quotas.acquire('10.0.0.2')).toBeUndefined()
    expect(quotas.acquire('10.0.0.3')).toBeUndefined()
    expect(quotas.acquire('10.0.0.4')).toContain('(max.connections)')
    quotas.release('10.0.0.1')
    expect(quotas.acquire('10.0.0.4')).toBeUndefined()
  })
})
