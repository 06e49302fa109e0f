import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apacheLibs, javaArguments } from './apache'
import type { ApacheVersion } from './apache-versions'
import { startProcess, type TestProcess } from './processes'
import { formatProperties, type Properties } from './properties'

const START_PATIENCE_MS = 60_000

export interface ApacheBrokerOptions {
  version: ApacheVersion
  /** Holds `server.properties` and the log; the log dirs are the properties' own matter. */
  directory: string
  properties: Properties
}

/** Starts an Apache broker and resolves when it says that it has started. */
export async function startApacheBroker(options: ApacheBrokerOptions): Promise<TestProcess> {
  const broker = await spawnApacheBroker(options)
  await broker.line(/\[KafkaServer id=\d+\] started|started \(kafka\.server\.KafkaServer\)/, START_PATIENCE_MS)
  return broker
}

/** The same without the wait, for a broker that is meant to fail or to wait. */
export async function spawnApacheBroker({ version, directory, properties }: ApacheBrokerOptions): Promise<TestProcess> {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'server.properties')
  writeFileSync(file, formatProperties(properties))
  return startProcess({
    command: 'java',
    args: [...(await javaArguments(version, 'kafka.Kafka')), file],
    name: `Apache ${version} broker ${properties['broker.id']}`,
    cwd: directory,
    logFile: join(directory, 'server.log'),
  })
}

export interface ZooKeeperOptions {
  directory: string
  port: number
  tickTimeMs?: number
}

/** A standalone Apache ZooKeeper; resolves when its port is bound. */
export async function startZooKeeper({ directory, port, tickTimeMs = 500 }: ZooKeeperOptions): Promise<TestProcess> {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, 'zoo.cfg')
  writeFileSync(
    file,
    formatProperties({
      dataDir: join(directory, 'data'),
      clientPort: port,
      clientPortAddress: '127.0.0.1',
      tickTime: tickTimeMs,
      'admin.enableServer': false,
      maxClientCnxns: 0,
      '4lw.commands.whitelist': '*',
    }),
  )
  const logback = join(await apacheLibs('zookeeper'), '..', 'logback.xml')
  const flags = [`-Dlogback.configurationFile=${logback}`]
  const server = startProcess({
    command: 'java',
    args: [...(await javaArguments('zookeeper', 'org.apache.zookeeper.server.ZooKeeperServerMain', { flags })), file],
    name: 'Apache ZooKeeper',
    cwd: directory,
    logFile: join(directory, 'zookeeper.log'),
  })
  await server.line(/PrepRequestProcessor \(sid:0\) started|zookeeper\.snapshot|binding to port/, START_PATIENCE_MS)
  return server
}
