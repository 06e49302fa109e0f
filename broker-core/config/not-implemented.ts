import type { BrokerConfigKey } from './broker-definitions/broker-definitions'
import { withoutListenerPrefix } from './synonyms'

/**
 * Settings that are read, kept and shown, but that this broker does not act on, with what is so instead. The one place to look; a key
 * leaves the list when it is implemented.
 */
const NOT_IMPLEMENTED: readonly (readonly [prefix: string, insteadText: string])[] = [
  ['zookeeper.ssl.', 'the coordination service is spoken to without TLS'],
  ['zookeeper.clientCnxnSocket', 'the coordination service is spoken to without TLS'],
  ['zookeeper.set.acl', 'znodes are open to everybody'],
  ['zookeeper.sync.time.ms', 'it has no effect in Kafka either'],
  ['authorizer.class.name', 'there is no authorizer: everybody may do everything'],
  ['ssl.', 'listeners speak PLAINTEXT'],
  ['sasl.', 'listeners speak PLAINTEXT'],
  ['security.providers', 'listeners speak PLAINTEXT'],
  ['principal.builder.class', 'every user is anonymous'],
  ['connections.max.reauth.ms', 'nobody authenticates'],
  ['connection.failed.authentication.delay.ms', 'nobody authenticates'],
  ['delegation.token.', 'there are no delegation tokens'],
  ['password.encoder.', 'passwords cannot be set dynamically'],
  ['quota.', 'clients are not throttled'],
  ['replication.quota.', 'replication is not throttled'],
  ['alter.log.dirs.replication.quota.', 'replicas are not moved between log directories'],
  ['client.quota.callback.class', 'clients are not throttled'],
  ['num.replica.alter.log.dirs.threads', 'replicas are not moved between log directories'],
  ['metric.reporters', 'metrics are read at /metrics'],
  ['metrics.', 'metrics are read at /metrics'],
  ['kafka.metrics.', 'metrics are read at /metrics'],
  ['create.topic.policy.class.name', 'Java classes cannot be loaded'],
  ['alter.config.policy.class.name', 'Java classes cannot be loaded'],
  ['replica.selector.class', 'consumers read from the leader'],
  ['control.plane.listener.name', 'the controller uses the inter-broker listener'],
  ['num.network.threads', 'one thread serves all connections'],
  ['num.io.threads', 'one thread serves all requests'],
  ['background.threads', 'background work needs no threads of its own'],
]

/** What happens instead of what this key asks for; undefined: the key is acted upon, or is not a known one. */
export const notImplemented = (key: BrokerConfigKey | string): string | undefined => {
  const base = withoutListenerPrefix(key) ?? key
  return NOT_IMPLEMENTED.find(([prefix]) => (prefix.endsWith('.') ? base.startsWith(prefix) : base === prefix))?.[1]
}
