import type { Endpoint } from '../../znodes/types'

/** The same listeners at the same addresses, in any order. */
export function sameEndpoints(left: readonly Endpoint[], right: readonly Endpoint[]): boolean {
  const text = (endpoint: Endpoint) =>
    `${endpoint.listenerName}|${endpoint.securityProtocol}|${endpoint.host}|${endpoint.port}`
  const lefts = new Set(left.map(text))
  return left.length === right.length && right.every((endpoint) => lefts.has(text(endpoint)))
}
