import { atLeast } from '../config/api-version'
import type { RequestContext } from './handler'

/**
 * A broker of before 2.3 would forget which members are static, so static membership waits until no such broker is left in the cluster
 * (inter.broker.protocol.version).
 */
export function refusesStaticMembers(groupInstanceId: string | null, { broker }: RequestContext): boolean {
  return groupInstanceId !== null && !atLeast(broker.config().interBrokerProtocolVersion, '2.3-IV0')
}

/** The client's address as Java prints an InetAddress: a slash, no name. */
export function clientHost({ remoteHost }: RequestContext): string {
  return `/${remoteHost.replace(/^::ffff:/, '')}`
}
