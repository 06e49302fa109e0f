import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { benchmarkWords } from '../words/benchmark-words'
import { failure } from '../words/wording'
import { createBuiltinEngine, type Engine } from './engine'
import type { LabFolder } from './lab-folder'

/** Where the jars of an Apache Kafka are. */
export interface ApacheKafka {
  libs: string
  /** `3.9.1`, as its own jar is named. */
  version: string
  /** The java that runs it. */
  java: string
}

export interface ApacheLocation {
  /** An unpacked release: its jars are in `libs`. */
  kafkaHome?: string | undefined
  /** A folder with all its jars. */
  kafkaLibs?: string | undefined
}

/** From here on there is no ZooKeeper mode. */
const KRAFT_ONLY_FROM = 4

/** Finds an Apache Kafka by what was said, then by the environment. Throws BAD_REQUEST or NOT_FOUND with the way out. */
export function findApacheKafka(given: ApacheLocation, environment: NodeJS.ProcessEnv): ApacheKafka {
  const libs = libsOf(given) ?? libsOf({ kafkaHome: environment.KAFKA_HOME, kafkaLibs: environment.KAFKA_LIBS })
  if (libs === undefined) throw failure('BAD_REQUEST', benchmarkWords.noApache)
  const version = versionIn(libs)
  if (version === undefined) throw failure('NOT_FOUND', benchmarkWords.noJar, { libs })
  if (Number.parseInt(version, 10) >= KRAFT_ONLY_FROM)
    throw failure('BAD_REQUEST', benchmarkWords.noZooKeeperMode, { version })
  return { libs, version, java: javaOf(environment) }
}

function libsOf({ kafkaHome, kafkaLibs }: ApacheLocation): string | undefined {
  if (kafkaLibs) return resolve(kafkaLibs)
  return kafkaHome ? join(resolve(kafkaHome), 'libs') : undefined
}

function versionIn(libs: string): string | undefined {
  const names = existsSync(libs) ? readdirSync(libs) : []
  for (const name of names) {
    const found = /^kafka_\d+\.\d+-(\d+\.\d+[^-]*)\.jar$/.exec(name)
    if (found) return found[1]
  }
  return undefined
}

/** As kafka-run-class.sh finds it. Throws NOT_FOUND. */
function javaOf({ JAVA_HOME, PATH = '' }: NodeJS.ProcessEnv): string {
  const places = JAVA_HOME ? [join(JAVA_HOME, 'bin')] : PATH.split(delimiter)
  const found = places.map((place) => join(place, 'java')).find((path) => existsSync(path))
  if (found) return found
  if (JAVA_HOME) throw failure('NOT_FOUND', benchmarkWords.noJavaIn, { home: JAVA_HOME })
  throw failure('NOT_FOUND', benchmarkWords.noJava)
}

/** What kafka-server-start.sh gives the JVM. */
const HEAP_FLAGS = ['-Xms1G', '-Xmx1G']
const PERFORMANCE_FLAGS = [
  '-server',
  '-XX:+UseG1GC',
  '-XX:MaxGCPauseMillis=20',
  '-XX:InitiatingHeapOccupancyPercent=35',
  '-XX:+ExplicitGCInvokesConcurrent',
  '-Djava.awt.headless=true',
]

/** Everything to the log file, in the pattern of Kafka's own log4j.properties. */
const LOG4J = `log4j.rootLogger=INFO, out
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=[%d] %p %m (%c)%n
`

export function jvmFlags(environment: NodeJS.ProcessEnv): string[] {
  const heap = environment.KAFKA_HEAP_OPTS?.split(/\s+/).filter(Boolean) ?? HEAP_FLAGS
  return [...heap, ...PERFORMANCE_FLAGS]
}

export interface ApacheEngineOptions {
  folder: LabFolder
  programs: string
  kafka: ApacheKafka
  environment: NodeJS.ProcessEnv
}

/**
 * Apache Kafka's broker as a process of the lab: the same server.properties, signals and files. It tells the lab nothing: what is known of
 * it is seen from outside.
 */
export function createApacheEngine({ folder, programs, kafka, environment }: ApacheEngineOptions): Engine {
  return {
    kind: 'apache',
    broker: (id) => {
      const log4j = join(folder.brokerDir(id), 'log4j.properties')
      writeFileSync(log4j, LOG4J)
      return {
        name: `broker-${id}`,
        command: kafka.java,
        program: null,
        args: [
          ...jvmFlags(environment),
          `-Dlog4j.configuration=file:${log4j}`,
          '-cp',
          join(kafka.libs, '*'),
          'kafka.Kafka',
          folder.properties(id),
        ],
        cwd: folder.brokerDir(id),
        env: {},
        logPath: folder.log(`broker-${id}`),
      }
    },
    coordination: createBuiltinEngine({ folder, programs, strict: false }).coordination,
  }
}
