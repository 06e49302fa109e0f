import desk from '../../../lab-presets/clusters/desk.json'

/** A setting the lab changes from Kafka's default, with the reason that stands beside it in server.properties. */
export interface LabDefault {
  key: string
  value: string
  kafkaDefault: string
  why: string
}

export const defaultBrokerCount: number = desk.brokers

/**
 * Only what one desk with a few brokers needs; everything else is Kafka 2.6's own default. Internal topics need no more replicas than
 * there are brokers. `ownBrokersOnly`: nobody else's broker can be in the cluster, so it may speak what a Kafka 2.6 broker does not.
 */
export function labDefaultsFor(brokerCount: number, ownBrokersOnly: boolean): LabDefault[] {
  const settings = [...desk.settings, ...(ownBrokersOnly ? desk.ownBrokersOnly : [])]
  if (brokerCount >= 3) return settings
  const count = String(brokerCount)
  const why = `there ${brokerCount === 1 ? 'is one broker' : 'are two brokers'}`
  return [
    ...settings,
    { key: 'offsets.topic.replication.factor', value: count, kafkaDefault: '3', why },
    { key: 'transaction.state.log.replication.factor', value: count, kafkaDefault: '3', why },
    { key: 'transaction.state.log.min.isr', value: '1', kafkaDefault: '2', why },
  ]
}
