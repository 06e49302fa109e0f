/** A setting the lab changes from Kafka's default, with the reason that stands beside it in server.properties. */
export interface LabDefault {
  key: string
  value: string
  kafkaDefault: string
  why: string
}

/** Only what one desk with a few brokers needs; everything else is Kafka 2.6's own default. */
export const labDefaults: readonly LabDefault[] = [
  {
    key: 'zookeeper.session.timeout.ms',
    value: '6000',
    kafkaDefault: '18000',
    why: 'a killed broker is noticed after 6 s instead of 18 s',
  },
  {
    key: 'log.segment.bytes',
    value: '16777216',
    kafkaDefault: '1073741824',
    why: 'segments of 16 MiB roll while you watch',
  },
  {
    key: 'log.retention.check.interval.ms',
    value: '30000',
    kafkaDefault: '300000',
    why: 'retention looks every 30 s',
  },
  {
    key: 'group.initial.rebalance.delay.ms',
    value: '0',
    kafkaDefault: '3000',
    why: 'the first consumer of a group does not wait for others',
  },
]

/** Internal topics need no more replicas than there are brokers. */
export function labDefaultsFor(brokerCount: number): LabDefault[] {
  if (brokerCount >= 3) return [...labDefaults]
  const count = String(brokerCount)
  const few = `there ${brokerCount === 1 ? 'is one broker' : 'are two brokers'}`
  return [
    ...labDefaults,
    { key: 'offsets.topic.replication.factor', value: count, kafkaDefault: '3', why: few },
    { key: 'transaction.state.log.replication.factor', value: count, kafkaDefault: '3', why: few },
    { key: 'transaction.state.log.min.isr', value: '1', kafkaDefault: '2', why: few },
  ]
}
