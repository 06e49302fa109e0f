import type { BrokerConfig } from './broker-config'
import { ConfigError } from './config-error'

/** What Kafka checks of a change, beyond each value: from `current` to `next` in one step. Every broken rule, in no order. */
export const dynamicUpdateProblems = (current: BrokerConfig, next: BrokerConfig): ConfigError[] => [
  ...threadProblems(current, next),
  ...listenerProblems(current, next),
]

const THREAD_COUNTS = [
  ['num.io.threads', (config: BrokerConfig) => config.numIoThreads],
  ['num.network.threads', (config: BrokerConfig) => config.numNetworkThreads],
  ['num.replica.fetchers', (config: BrokerConfig) => config.numReplicaFetchers],
  ['num.recovery.threads.per.data.dir', (config: BrokerConfig) => config.numRecoveryThreadsPerDataDir],
  ['background.threads', (config: BrokerConfig) => config.backgroundThreads],
  ['log.cleaner.threads', (config: BrokerConfig) => config.logCleanerThreads],
] as const

/** A pool is at most halved or doubled at once (integer division, as in Kafka: 3 may become 1). */
const threadProblems = (current: BrokerConfig, next: BrokerConfig): ConfigError[] =>
  THREAD_COUNTS.flatMap(([key, count]) => {
    const [before, after] = [count(current), count(next)]
    if (after === before) return []
    const refuse = (problem: string) => [new ConfigError(key, String(after), problem)]
    if (after <= 0) return refuse('must be at least 1')
    if (after < Math.floor(before / 2)) return refuse(`must be at least half the current value ${before}`)
    return after > before * 2 ? refuse(`must not be more than double the current value ${before}`) : []
  })

const listenerProblems = (current: BrokerConfig, next: BrokerConfig): ConfigError[] => {
  const protocolOf = (config: BrokerConfig, name: string) => config.listenerSecurityProtocolMap.get(name)
  const kept = next.listeners.filter(({ listenerName }) =>
    current.listeners.some((endpoint) => endpoint.listenerName === listenerName),
  )
  return kept
    .filter(({ listenerName }) => protocolOf(current, listenerName) !== protocolOf(next, listenerName))
    .map(
      ({ listenerName }) =>
        new ConfigError(
          'listener.security.protocol.map',
          next.texts.get('listener.security.protocol.map'),
          `the protocol of the existing listener ${listenerName} cannot be changed while the broker runs`,
        ),
    )
}
