/** The Apache releases that serve as oracles, and where each keeps the tools whose homes moved between releases. */
export const APACHE_VERSIONS = ['2.6.3', '3.9.1', '4.3.0'] as const
export type ApacheVersion = (typeof APACHE_VERSIONS)[number]

export const ZOOKEEPER_VERSION = '3.8.4'

/** Maven coordinates as group:artifact:version. */
export const artifacts: Record<ApacheVersion | 'zookeeper', readonly string[]> = {
  '2.6.3': ['org.apache.kafka:kafka_2.13:2.6.3', 'org.slf4j:slf4j-log4j12:1.7.30'],
  '3.9.1': [
    'org.apache.kafka:kafka_2.13:3.9.1',
    'org.apache.kafka:kafka-tools:3.9.1',
    'org.apache.kafka:kafka-clients:3.9.1',
    'org.slf4j:slf4j-reload4j:1.7.36',
  ],
  '4.3.0': [
    'org.apache.kafka:kafka_2.13:4.3.0',
    'org.apache.kafka:kafka-tools:4.3.0',
    'org.apache.kafka:kafka-clients:4.3.0',
    'org.slf4j:slf4j-simple:1.7.36',
  ],
  zookeeper: [
    `org.apache.zookeeper:zookeeper:${ZOOKEEPER_VERSION}`,
    'io.dropwizard.metrics:metrics-core:4.1.12.1',
    'org.xerial.snappy:snappy-java:1.1.10.5',
    'commons-cli:commons-cli:1.5.0',
  ],
}

export type ToolName =
  | 'topics'
  | 'configs'
  | 'console-producer'
  | 'console-consumer'
  | 'get-offsets'
  | 'log-dirs'
  | 'broker-api-versions'
  | 'verifiable-producer'
  | 'producer-perf-test'
  | 'consumer-perf-test'
  | 'dump-log'
  | 'leader-election'
  | 'delete-records'
  | 'consumer-groups'
  | 'reassign-partitions'
  | 'transactions'
  | 'verifiable-consumer'
  | 'acls'
  | 'metadata-quorum'

/** Tools that 2.6 does not have. */
type NewerTool = 'transactions' | 'metadata-quorum'

const old: Record<Exclude<ToolName, NewerTool>, string> = {
  topics: 'kafka.admin.TopicCommand',
  configs: 'kafka.admin.ConfigCommand',
  'console-producer': 'kafka.tools.ConsoleProducer',
  'console-consumer': 'kafka.tools.ConsoleConsumer',
  'get-offsets': 'kafka.tools.GetOffsetShell',
  'log-dirs': 'kafka.admin.LogDirsCommand',
  'broker-api-versions': 'kafka.admin.BrokerApiVersionsCommand',
  'verifiable-producer': 'org.apache.kafka.tools.VerifiableProducer',
  'producer-perf-test': 'org.apache.kafka.tools.ProducerPerformance',
  'consumer-perf-test': 'kafka.tools.ConsumerPerformance',
  'dump-log': 'kafka.tools.DumpLogSegments',
  'leader-election': 'kafka.admin.LeaderElectionCommand',
  'delete-records': 'kafka.admin.DeleteRecordsCommand',
  'consumer-groups': 'kafka.admin.ConsumerGroupCommand',
  'reassign-partitions': 'kafka.admin.ReassignPartitionsCommand',
  'verifiable-consumer': 'org.apache.kafka.tools.VerifiableConsumer',
  acls: 'kafka.admin.AclCommand',
}

const middle: Record<ToolName, string> = {
  ...old,
  topics: 'org.apache.kafka.tools.TopicCommand',
  'console-consumer': 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  'get-offsets': 'org.apache.kafka.tools.GetOffsetShell',
  'log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  'consumer-perf-test': 'org.apache.kafka.tools.ConsumerPerformance',
  'leader-election': 'org.apache.kafka.tools.LeaderElectionCommand',
  'delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  'consumer-groups': 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  'reassign-partitions': 'org.apache.kafka.tools.reassign.ReassignPartitionsCommand',
  transactions: 'org.apache.kafka.tools.TransactionsCommand',
  'metadata-quorum': 'org.apache.kafka.tools.MetadataQuorumCommand',
}

export const toolClasses: Record<
  ApacheVersion,
  Record<Exclude<ToolName, NewerTool>, string> & Partial<Record<ToolName, string>>
> = {
  '2.6.3': old,
  '3.9.1': middle,
  '4.3.0': {
    ...middle,
    'console-producer': 'org.apache.kafka.tools.ConsoleProducer',
    'broker-api-versions': 'org.apache.kafka.tools.BrokerApiVersionsCommand',
    'dump-log': 'org.apache.kafka.tools.DumpLogSegments',
    acls: 'org.apache.kafka.tools.AclCommand',
  },
}
