import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apacheLibs, javaArguments } from '../helpers/apache'
import { type ProcessOptions, startProcess, type TestProcess } from '../helpers/processes'
import { programPath } from '../helpers/programs'
import { formatProperties, type Properties } from '../helpers/properties'
import type { Subject } from './report'

const START_PATIENCE_MS = 60_000
/** The tick of Kafka's zookeeper.properties. */
const TICK_TIME_MS = 3_000

/** What Kafka's start scripts give the JVM; the later flag wins over the test suites' small ones. */
const PERFORMANCE_FLAGS = [
  '-XX:TieredStopAtLevel=4',
  '-XX:-UseSerialGC',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-Djava.awt.headless=true',
]
/** kafka-run-class.sh's, for the tools. */
export const TOOL_FLAGS = ['-Xms64m', '-Xmx512m', ...PERFORMANCE_FLAGS]

/** How the processes of one subject come to be, with all that takes time before already done. */
export interface Engine {
  readonly subject: Subject
  /** For the report. */
  readonly told: string
  /** Resolves when it accepts connections. */
  startCoordination(directory: string, port: number): Promise<TestProcess>
  spawnBroker(directory: string, properties: Properties): TestProcess
}

export function ourEngine(subject: 'Highwater' | 'Highwater on Electron'): Engine {
  const electron = subject === 'Highwater' ? undefined : process.env.ELECTRON_BINARY
  const command = electron ?? process.execPath
  const about = { command, ...(electron !== undefined && { env: { ELECTRON_RUN_AS_NODE: '1' } }) }
  const [broker, coordination] = [programPath('broker'), programPath('coordination')]
  return {
    subject,
    told: electron === undefined ? `Node ${process.version}` : `${electron} as Node`,
    startCoordination: (directory, port) => {
      const args = ['--data-dir', directory, '--port', String(port), '--tick-time-ms', String(TICK_TIME_MS)]
      return startListening({ ...about, args: [coordination, ...args], name: 'coordination server' }, /listening on/)
    },
    spawnBroker: (directory, properties) => {
      const file = writeProperties(directory, 'server.properties', properties)
      return startProcess({ ...about, args: [broker, file], ...brokerAbout(subject, directory, properties) })
    },
  }
}

export async function apacheEngine(): Promise<Engine> {
  const logback = `-Dlogback.configurationFile=${join(await apacheLibs('zookeeper'), '..', 'logback.xml')}`
  const keeperFlags = ['-Xms512M', '-Xmx512M', ...PERFORMANCE_FLAGS, logback]
  const keeper = await javaArguments('zookeeper', 'org.apache.zookeeper.server.ZooKeeperServerMain', {
    flags: keeperFlags,
  })
  const broker = await javaArguments('2.6.3', 'kafka.Kafka', { flags: ['-Xms1G', '-Xmx1G', ...PERFORMANCE_FLAGS] })
  return {
    subject: 'Apache',
    told: 'Kafka 2.6.3 with the JVM flags of kafka-server-start.sh (-Xms1G -Xmx1G, G1), ZooKeeper 3.8.4 with 512M',
    startCoordination: (directory, port) => {
      const file = writeProperties(directory, 'zoo.cfg', {
        dataDir: join(directory, 'data'),
        clientPort: port,
        clientPortAddress: '127.0.0.1',
        tickTime: TICK_TIME_MS,
        'admin.enableServer': false,
        maxClientCnxns: 0,
      })
      return startListening({ command: 'java', args: [...keeper, file], name: 'Apache ZooKeeper' }, /binding to port/)
    },
    spawnBroker: (directory, properties) => {
      const file = writeProperties(directory, 'server.properties', properties)
      return startProcess({ command: 'java', args: [...broker, file], ...brokerAbout('Apache', directory, properties) })
    },
  }
}

function brokerAbout(subject: Subject, directory: string, properties: Properties): { name: string; cwd: string } {
  return { name: `${subject} broker ${properties['broker.id']}`, cwd: directory }
}

function writeProperties(directory: string, name: string, properties: Properties): string {
  mkdirSync(directory, { recursive: true })
  const file = join(directory, name)
  writeFileSync(file, formatProperties(properties))
  return file
}

async function startListening(options: ProcessOptions, listening: RegExp): Promise<TestProcess> {
  const server = startProcess(options)
  await server.line(listening, START_PATIENCE_MS)
  return server
}
