import { cleanerDefinitions } from './cleaner'
import { coordinationDefinitions } from './coordination'
import { generalDefinitions } from './general'
import { groupsDefinitions } from './groups'
import { logDefinitions } from './log'
import { logTimesDefinitions } from './log-times'
import { networkDefinitions } from './network'
import { quotasMetricsDefinitions } from './quotas-metrics'
import { replicationDefinitions } from './replication'
import { saslDefinitions } from './sasl'
import { secretsDefinitions } from './secrets'
import { sslDefinitions } from './ssl'
import { transactionsDefinitions } from './transactions'

/** Every key that a Kafka 2.6 broker knows, so that any real server.properties is understood. */
export const brokerDefinitions = {
  ...coordinationDefinitions,
  ...generalDefinitions,
  ...replicationDefinitions,
  ...networkDefinitions,
  ...logDefinitions,
  ...logTimesDefinitions,
  ...cleanerDefinitions,
  ...groupsDefinitions,
  ...transactionsDefinitions,
  ...quotasMetricsDefinitions,
  ...sslDefinitions,
  ...saslDefinitions,
  ...secretsDefinitions,
} as const

export type BrokerConfigKey = keyof typeof brokerDefinitions
export const BROKER_CONFIG_KEYS = Object.keys(brokerDefinitions) as BrokerConfigKey[]
