import type { Properties } from './properties'

/** Which program a broker is: ours, or Apache Kafka 2.6.3. */
export type Engine = 'highwater' | 'apache'
/** Which program keeps the znodes. */
export type CoordinationEngine = 'highwater' | 'zookeeper'

/** HIGHWATER_TARGET=apache runs a suite against Apache Kafka and ZooKeeper: that proves the suite itself. */
export const targetEngine: Engine = process.env.HIGHWATER_TARGET === 'apache' ? 'apache' : 'highwater'

export interface ClusterOptions {
  /** Ids of the brokers, or how many (1…n). Three unless told. */
  brokers?: number | readonly number[]
  engine?: Engine
  coordination?: CoordinationEngine
  /** For brokers that are not of `engine`. */
  engineOf?: (id: number) => Engine
  properties?: Properties
  propertiesOf?: (id: number) => Properties
  tickTimeMs?: number
  /** Log directories a broker. */
  logDirs?: number
  /** false: the brokers are only laid out; `start(id)` starts each. */
  start?: boolean
}

/** Small timers, so that what takes half a minute in production takes seconds here; every rule stays the same. */
const quick: Properties = {
  'offsets.topic.replication.factor': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
  'num.partitions': 1,
  'default.replication.factor': 1,
  'replica.lag.time.max.ms': 3_000,
  'replica.high.watermark.checkpoint.interval.ms': 1_000,
  'log.flush.offset.checkpoint.interval.ms': 2_000,
  'log.retention.check.interval.ms': 5_000,
  'leader.imbalance.check.interval.seconds': 5,
  'log.segment.delete.delay.ms': 1_000,
  'controlled.shutdown.retry.backoff.ms': 500,
  'replica.fetch.backoff.ms': 200,
}

/** A stopped JVM is no reason for a lost session, a frozen Node process is the test's own doing. */
export const sessionTimeoutMs: Record<Engine, number> = { highwater: 3_000, apache: 6_000 }

/** As in a lab: among our own brokers topics have ids, in a cluster shared with Kafka 2.6 they have none. */
function ownBrokersOnly({ engine, engineOf }: ClusterOptions): boolean {
  return (engine ?? targetEngine) === 'highwater' && engineOf === undefined
}

/** The `server.properties` of one broker of a test cluster. */
export function brokerProperties(
  id: number,
  engine: Engine,
  places: { port: number; logDirs: readonly string[]; zookeeper: string },
  options: ClusterOptions,
): Properties {
  return {
    'broker.id': id,
    listeners: `PLAINTEXT://127.0.0.1:${places.port}`,
    'log.dirs': places.logDirs.join(','),
    'zookeeper.connect': places.zookeeper,
    'zookeeper.session.timeout.ms': sessionTimeoutMs[engine],
    'zookeeper.connection.timeout.ms': 20_000,
    ...quick,
    ...(ownBrokersOnly(options) ? { 'inter.broker.protocol.version': '2.8' } : {}),
    ...options.properties,
    ...options.propertiesOf?.(id),
  }
}
